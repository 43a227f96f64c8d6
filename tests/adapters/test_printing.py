"""A sealed paper is sealed once, kept under what it says, and the same ever after."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from app.adapters.document_store import ObjectDocumentStore
from app.usecases.papers.printing import Printing, printed
from app.usecases.ports.documents import ByteRange
from app.usecases.ports.paper import Sheet
from tests.builders import an_id
from tests.papers import SITTING, a_certificate_paper

SUBJECT = an_id(1)


class CountingPress:
    """Signs as real keys do: never twice the same."""

    def __init__(self, *, seals: bool = True) -> None:
        self.seals = seals
        self.signatures = 0

    async def render(self, sheet: Sheet) -> bytes:
        await asyncio.sleep(0)
        return repr(sheet).encode()

    async def sign(self, pdf: bytes) -> bytes:
        self.signatures += 1
        signature = f"|{self.signatures}".encode()
        await asyncio.sleep(0)
        return pdf + signature


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def printing_by(folder: Path) -> Callable[[CountingPress], Printing]:
    store = ObjectDocumentStore.in_folder(folder, largest=1 << 20)
    return lambda press: Printing(paper=press, store=store, public_url="https://cqp.example")


def _kept_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.pdf"))


async def _print(printing: Printing, sheet: Sheet | None = None, of: UUID = SUBJECT) -> bytes:
    return (await printed(printing, sheet or a_certificate_paper(), of=of, file_name="parchemin.pdf")).content


async def test_what_was_sealed_once_is_served_ever_after(
    folder: Path, printing_by: Callable[[CountingPress], Printing]
) -> None:
    first = await _print(printing_by(CountingPress()))
    other_process = CountingPress()

    assert await _print(printing_by(other_process)) == first
    assert other_process.signatures == 0
    assert [file.parent.relative_to(folder) for file in _kept_in(folder)] == [Path("papers") / str(SUBJECT)]


async def test_of_those_who_ask_at_once_all_get_the_same(printing_by: Callable[[CountingPress], Printing]) -> None:
    press = CountingPress()
    printing = printing_by(press)

    answers = await asyncio.gather(*(_print(printing) for _ in range(8)))

    assert press.signatures > 1
    assert len(set(answers)) == 1


async def test_a_file_that_was_lost_is_made_again(
    folder: Path, printing_by: Callable[[CountingPress], Printing]
) -> None:
    printing = printing_by(CountingPress())
    first = await _print(printing)
    _kept_in(folder)[0].unlink()

    again = await _print(printing)

    assert again != first
    assert await _print(printing) == again


@pytest.mark.parametrize("changed", [{"number": "0000"}, {"sitting": None}, {"beside": SITTING.place}])
async def test_a_paper_that_says_something_else_is_another_one(
    changed: dict[str, str | None], printing_by: Callable[[CountingPress], Printing]
) -> None:
    press = CountingPress()
    printing = printing_by(press)

    await _print(printing)
    await _print(printing, a_certificate_paper(**changed))

    assert press.signatures == 2


async def test_unsigned_papers_are_never_kept_so_that_they_are_signed_once_there_is_a_key(
    folder: Path, printing_by: Callable[[CountingPress], Printing]
) -> None:
    unsigned = await _print(printing_by(CountingPress(seals=False)))

    assert _kept_in(folder) == []
    assert await _print(printing_by(CountingPress())) == unsigned + b"|1"


async def test_a_paper_is_sent_whole_or_in_part(printing_by: Callable[[CountingPress], Printing]) -> None:
    paper = await printed(printing_by(CountingPress()), a_certificate_paper(), of=SUBJECT, file_name="parchemin.pdf")

    whole = b"".join([piece async for piece in await paper.opened(None)])
    part = b"".join([piece async for piece in await paper.opened(ByteRange(first=2, last=5))])

    assert (whole, part, paper.size) == (paper.content, paper.content[2:6], len(paper.content))
