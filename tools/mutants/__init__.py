"""What the law's tests notice: each line of ``app/domain`` is made wrong in turn, and the tests of the rules are asked.

A mutant is one such fault. It is *killed* where a test fails, and *survives* otherwise. ``make mutants`` judges those
whose verdict is not yet kept in ``results``, and may be stopped and started again at any time; whoever reviews the
survivors writes in ``reviewed.toml`` what each of them is.
"""
