"""What the pages of the pathways say, against what was read and found to be the guide's."""

from tests.domain.written_out import WRITTEN, pathways_written_out


def test_the_pathways_are_those_that_were_read() -> None:
    assert pathways_written_out().splitlines() == WRITTEN.read_text(encoding="utf-8").splitlines(), (
        "a page says something else: read it against the guide, then `python -m tests.domain.written_out`"
    )
