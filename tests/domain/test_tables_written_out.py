"""A constant of the law that changes is read: see `tests/domain/tables.txt`."""

import pytest

from tests.domain.tables_written_out import WRITTEN, modules_with_tables, written_out

READ = {
    f"== {part.splitlines()[0]}": part.rstrip("\n").splitlines()[1:]
    for part in f"\n{WRITTEN.read_text(encoding='utf-8')}".split("\n== ")[1:]
}


@pytest.mark.parametrize("module", modules_with_tables())
def test_each_table_and_constant_is_as_it_was_read(module: str) -> None:
    head, *said = written_out([module]).splitlines()

    assert said == READ[head], "read what has changed, then `python -m tests.domain.tables_written_out`"


def test_no_table_is_kept_of_what_is_no_more() -> None:
    assert READ.keys() == {f"== {module}" for module in modules_with_tables()}
