"""A layout that was released is never edited, and sets for ever the words that were kept for it (D75)."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from app.adapters.paper.renderer import LAYOUTS, TypstRenderer
from app.domain import printed_words
from app.usecases.ports.paper import PaperKind, PaperWords
from tests.papers import text_of

HERE = Path(__file__).parent
RELEASED = HERE / "released_layouts.txt"
WORDS = HERE / "released_words"
SINCE = {PaperKind.DECISION: 2, PaperKind.APPEAL_ACKNOWLEDGEMENT: 2, PaperKind.APPEAL_ANSWER: 2}
"""The layout with which each kind of paper began, where it is not the first."""
KEPT = [
    pytest.param(
        PaperWords(kind=PaperKind(file.stem), layout=int(folder.name), words=json.loads(file.read_text())),
        id=f"layout {folder.name}, {file.stem}",
    )
    for folder in sorted(WORDS.iterdir())
    for file in sorted(folder.glob("*.json"))
]


def test_a_released_layout_is_as_it_was_released() -> None:
    now = {str(file.relative_to(LAYOUTS)): sha256(file.read_bytes()).hexdigest() for file in LAYOUTS.rglob("*.typ")}
    released = {name: digest for digest, name in (line.split() for line in RELEASED.read_text().splitlines())}
    numbers = {name.partition("/")[0] for name in released}
    of_these = {name: digest for name, digest in now.items() if name.partition("/")[0] in numbers}

    changed = sorted(name for name in of_these.keys() | released.keys() if of_these.get(name) != released.get(name))
    assert changed == [], (
        "papers were printed in this layout: put its files back, copy its folder under the next number, change the "
        "copy, and raise LAYOUT in app/domain/printed_words.py (docs/adr/0014-what-was-printed-stays.md)"
    )


def test_every_layout_has_a_template_for_every_kind_of_paper_up_to_the_newest() -> None:
    numbers = sorted(int(folder.name) for folder in LAYOUTS.iterdir())

    assert numbers == list(range(1, printed_words.LAYOUT + 1))
    for number in numbers:
        kinds = {kind for kind in PaperKind if number >= SINCE.get(kind, 1)}
        assert {kind for kind in kinds if not (LAYOUTS / str(number) / f"{kind}.typ").is_file()} == set()
        assert {file.stem for file in (WORDS / str(number)).glob("*.json")} == kinds


@pytest.mark.parametrize("paper", KEPT)
async def test_words_kept_for_a_layout_are_printed_in_it_for_ever(paper: PaperWords) -> None:
    said = text_of(await TypstRenderer().render(paper))

    assert "Éloïse" in said
    assert (paper.words.get("number") or "CQP-2026-000001") in said


@pytest.mark.parametrize("paper", [each for each in KEPT if str(each.id).endswith(", certificate")])
async def test_a_certificate_leads_to_its_credential_since_layout_3(paper: PaperWords) -> None:
    said = " ".join(text_of(await TypstRenderer().render(paper)).split())

    assert ("attestation numérique, que la titulaire" in said) is (paper.layout >= 3)
