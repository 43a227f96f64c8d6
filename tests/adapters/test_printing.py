"""A paper is set and sealed once, kept under its own name, and the same ever after."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.document_store import ObjectDocumentStore
from app.usecases.papers.printing import PrintingContext, print_paper
from app.usecases.papers.words import words_of
from app.usecases.ports.documents import ByteRange
from app.usecases.ports.paper import PaperWords
from tests.papers import a_certificate_paper

PLACE = "certificates/7K3M/issued"
PAPER = words_of(a_certificate_paper())


class CountingPress:
    """Signs as real keys do: never twice the same."""

    def __init__(self, *, seals: bool = True, version: int = 1) -> None:
        self.seals = seals
        self.version = version
        self.signatures = 0

    async def render(self, paper: PaperWords) -> bytes:
        await asyncio.sleep(0)
        return f"{self.version} {paper}".encode()

    async def sign(self, pdf: bytes) -> bytes:
        self.signatures += 1
        signature = f"|{self.signatures}".encode()
        await asyncio.sleep(0)
        return pdf + signature


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def printing_by(folder: Path) -> Callable[[CountingPress], PrintingContext]:
    store = ObjectDocumentStore.in_folder(folder, largest=1 << 20)
    return lambda press: PrintingContext(renderer=press, store=store, public_url="https://cqp.example")


def _kept_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.pdf"))


async def _print(printing: PrintingContext, paper: PaperWords = PAPER, place: str = PLACE) -> bytes:
    folder = place.rpartition("/")[0]
    answer = await print_paper(printing, paper, place=place, file_name="parchemin.pdf", folder_before=folder)
    return answer.content


async def test_what_was_sealed_once_is_served_ever_after(
    folder: Path, printing_by: Callable[[CountingPress], PrintingContext]
) -> None:
    first = await _print(printing_by(CountingPress()))
    other_process = CountingPress()

    assert await _print(printing_by(other_process)) == first
    assert other_process.signatures == 0
    assert [str(file.relative_to(folder)) for file in _kept_in(folder)] == [
        f"papers/{PLACE}-layout-{PAPER.layout}-sealed.pdf"
    ]


async def test_of_those_who_ask_at_once_all_get_the_same(
    printing_by: Callable[[CountingPress], PrintingContext],
) -> None:
    press = CountingPress()
    printing = printing_by(press)

    answers = await asyncio.gather(*(_print(printing) for _ in range(8)))

    assert press.signatures > 1
    assert len(set(answers)) == 1


async def test_a_file_that_was_lost_is_made_again(
    folder: Path, printing_by: Callable[[CountingPress], PrintingContext]
) -> None:
    printing = printing_by(CountingPress())
    first = await _print(printing)
    _kept_in(folder)[0].unlink()

    again = await _print(printing)

    assert again != first
    assert await _print(printing) == again


async def test_other_words_another_layout_or_another_press_make_nothing_else_of_what_was_printed(
    printing_by: Callable[[CountingPress], PrintingContext],
) -> None:
    """A field that the code adds to the words reseals nothing: a paper is kept under its name, not under its words."""
    first = [await _print(printing_by(CountingPress(seals=seals))) for seals in (False, True)]
    other = replace(PAPER, words={**PAPER.words, "added": "later"})

    again = [await _print(printing_by(CountingPress(seals=seals, version=2)), other) for seals in (False, True)]

    assert again == first


async def test_a_paper_in_another_layout_or_in_another_place_is_another_one(
    printing_by: Callable[[CountingPress], PrintingContext],
) -> None:
    press = CountingPress()
    printing = printing_by(press)

    await _print(printing)
    await _print(printing, replace(PAPER, layout=PAPER.layout + 1))
    await _print(printing, place="certificates/7K3M/revoked")

    assert press.signatures == 3


async def test_what_went_out_unsigned_is_what_is_signed_once_there_is_a_key(
    folder: Path, printing_by: Callable[[CountingPress], PrintingContext]
) -> None:
    unsigned = await _print(printing_by(CountingPress(seals=False)))

    assert await _print(printing_by(CountingPress(version=2))) == unsigned + b"|1"
    assert len(_kept_in(folder)) == 2


async def test_a_certificate_sealed_before_papers_had_names_of_their_own_stays_what_its_readers_have(
    folder: Path, printing_by: Callable[[CountingPress], PrintingContext]
) -> None:
    of_it = folder / "papers" / "certificates" / "7K3M"
    of_it.mkdir(parents=True)
    for age, digest in ((1, "a" * 64), (2, "b" * 64)):
        file = of_it / f"{digest}.pdf"
        file.write_text(digest)
        os.utime(file, (10_000 - age, 10_000 - age))

    assert await _print(printing_by(CountingPress())) == b"b" * 64
    assert (of_it / f"issued-layout-{PAPER.layout}-sealed.pdf").read_text() == "b" * 64


async def test_a_paper_is_sent_whole_or_in_part(printing_by: Callable[[CountingPress], PrintingContext]) -> None:
    paper = await print_paper(printing_by(CountingPress()), PAPER, place=PLACE, file_name="parchemin.pdf")

    whole = b"".join([piece async for piece in await paper.opened(None)])
    part = b"".join([piece async for piece in await paper.opened(ByteRange(first=2, last=5))])

    assert (whole, part, paper.size) == (paper.content, paper.content[2:6], len(paper.content))
