"""The shapes of stored facts: each row of JSON says by which it was written, and is lifted to the newest when read.

A changed aggregate is a new shape. While the newest shape is not released yet, its step may still grow: a member that
is new goes into ``added`` of the aggregate's file, and `python -m tests.db.golden_samples` writes its samples again.
Once it is released, the next change is another `Step` at the end of ``steps``: what it fills in is written out as
literals (a default that changes in the code rewrites no past), its samples join those of the shapes before, which the
suite reads for ever, and its migration lets a database without rows write it at once (docs/adr/0013).
"""
