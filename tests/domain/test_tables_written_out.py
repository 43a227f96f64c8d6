"""A constant of the law that changes is read: see `tests/domain/tables.txt`."""

from tests.domain.tables_written_out import WRITTEN, tables_written_out


def test_every_table_and_constant_is_as_it_is_written_out() -> None:
    assert tables_written_out().splitlines() == WRITTEN.read_text(encoding="utf-8").splitlines(), (
        "read what has changed, then `python -m tests.domain.tables_written_out`"
    )
