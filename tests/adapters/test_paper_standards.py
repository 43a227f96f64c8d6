"""Each paper is what it says to be: PDF/A-2a, and PDF/UA-1 as far as a machine without Java can tell.

pdfua checks the structure that readers hear. Of PDF/A-2a, typst refuses to write what breaks the standard; what a file
must not hold, and what it says of itself, is looked at here.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest

from app.adapters.paper.renderer import TypstRenderer
from app.usecases.papers.words import words_of
from tests.papers import SHEETS

UNREADABLE = ("UA-14-001",)
"""Rules that this release of the validator cannot judge: it stops at the destinations in the outline of a paper."""
_FORBIDDEN_KEYS = {"/JS", "/JavaScript", "/Launch", "/AA", "/EmbeddedFiles", "/Encrypt", "/LZWDecode", "/XFA"}


@pytest.fixture(params=SHEETS)
async def paper(request: pytest.FixtureRequest) -> bytes:
    sheet, _ = SHEETS[request.param]
    return await TypstRenderer(specimen=True, sender=("1 rue des Alambics", "Paris")).render(words_of(sheet))


def test_a_paper_passes_the_validator_of_pdf_ua(paper: bytes, tmp_path: Path) -> None:
    report = _validated(paper, tmp_path)

    assert [(found.rule_id, found.message) for found in report.findings] == []
    assert tuple(outcome.rule_id for outcome in report.skipped) == UNREADABLE


def test_the_validator_sees_a_paper_that_lost_what_readers_hear(paper: bytes, tmp_path: Path) -> None:
    spoiled = BytesIO()
    with pikepdf.open(BytesIO(paper)) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.Lang
        pdf.save(spoiled)

    assert {"UA-01-005", "UA-06-001"} <= {found.rule_id for found in _validated(spoiled.getvalue(), tmp_path).findings}


def test_a_paper_declares_pdf_a_2a_and_pdf_ua_1(paper: bytes) -> None:
    with pikepdf.open(BytesIO(paper)) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("2", "A", "1")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]


def test_a_paper_holds_nothing_that_an_archive_refuses(paper: bytes) -> None:
    with pikepdf.open(BytesIO(paper)) as pdf:
        fonts = [each for each in pdf.objects if _is(each, "/FontDescriptor")]
        assert fonts
        assert [font for font in fonts if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())] == []
        assert {key for each in pdf.objects for key in _keys(each)} & _FORBIDDEN_KEYS == set()
        assert not pdf.is_encrypted


def _validated(pdf: bytes, folder: Path) -> pdfua.Report:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return pdfua.validate(str(file))


def _is(found: pikepdf.Object, kind: str) -> bool:
    return isinstance(found, pikepdf.Dictionary) and str(found.get("/Type", "")) == kind


def _keys(found: pikepdf.Object) -> Iterator[str]:
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        yield from found.keys()
