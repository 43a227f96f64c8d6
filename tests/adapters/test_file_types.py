"""What a file is, by its bytes."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.adapters.file_types import DOCX, JPEG, PDF, PNG, AcceptedFileTypes
from app.usecases.errors import InvalidInput, UnsupportedMediaType
from tests import files

types = AcceptedFileTypes()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (files.PDF, "outil 6.pdf", PDF),
        (files.PDF, "OUTIL 6.PDF", PDF),
        (files.JPEG, "scan.jpg", JPEG),
        (files.JPEG, "scan.jpeg", JPEG),
        (files.PNG, "scan.png", PNG),
        (files.DOCX, "livret.docx", DOCX),
        (files.DOCX_OF_LIBREOFFICE, "livret.docx", DOCX),
        (files.PDF, "outil 6", PDF),
        (files.PDF, "compte rendu 23.11.2026", PDF),
        (files.PDF, "outil 6 M.Dupont", PDF),
        (b"\xef\xbb\xbf" + files.PDF, "outil 6.pdf", PDF),
        (b"\r\n" + files.PDF, "outil 6.pdf", PDF),
        (b"\x1b%-12345X@PJL JOB\r\n" + files.PDF, "outil 6.pdf", PDF),
        (b" " * 1024 + files.PDF, "outil 6.pdf", PDF),
    ],
)
def test_the_accepted_types_are_known_by_their_bytes(content: bytes, name: str, media_type: str) -> None:
    assert types.recognise(content, name) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03",
        b"MZ\x90\x00" + b"\x00" * 100,
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\x00" * 20,
        b"%PDF",
        b" " * 1024 + b" %PDF-1.7",
        files.OLD_WORD,
    ],
)
@pytest.mark.parametrize("name", ["piece", "piece.pdf", "piece.docx"])
def test_everything_else_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        types.recognise(content, name)
    assert "PDF, JPEG, PNG ou DOCX" in refused.value.detail.fr


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.PDF, "photo.jpg"),
        (files.JPEG, "outil 4.pdf"),
        (files.PNG, "photo.jpg"),
        (files.DOCX, "livret.pdf"),
        (files.PDF, "facture.pdf.exe"),
    ],
)
def test_a_name_that_contradicts_the_bytes_is_refused_with_both(content: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        types.recognise(content, name)
    assert f"« .{name.rsplit('.', 1)[1]} »" in refused.value.detail.fr


async def look(media_type: str, content: bytes) -> None:
    """Have the whole file looked at, as it comes in: in pieces."""
    inspection = types.inspection(media_type)
    for start in range(0, len(content), 100):
        inspection.take(content[start : start + 100])
    try:
        await inspection.conclude()
    finally:
        inspection.forget()


MINIATURE = b"\xff\xe1\x00\x0a" + b"\xff\xd8....\xff\xd9"
WHOLE = [
    (PDF, files.PDF),
    (PDF, files.pdf()),
    (PDF, files.pdf(pages=3)),
    (PDF, b"\xef\xbb\xbf" + files.pdf()),
    (PDF, b"\x1b%-12345X@PJL\r\n" + files.pdf()),
    (PDF, files.pdf() + b"what a proxy adds " * 128),
    (PDF, files.PDF + b"\r\n" * 500 + bytes(4096)),
    (PDF, files.locked_pdf(to_read="")),
    (PDF, files.pdf(catalogue=b"/AcroForm<</XFA()/Fields[3 0 R]>>")),
    (JPEG, files.JPEG),
    (JPEG, files.JPEG + b"a film that a telephone writes after its picture" * 2000),
    (JPEG, files.JPEG[:2] + MINIATURE + files.JPEG[2:]),
    (PNG, files.PNG),
    (PNG, files.PNG + b"\r\n"),
    (DOCX, files.DOCX),
    (DOCX, files.DOCX_OF_LIBREOFFICE),
    (DOCX, files.archive("word/document.xml", *(f"word/media/image{number}.png" for number in range(2000)))),
]


@pytest.mark.parametrize(("media_type", "content"), WHOLE)
async def test_a_file_that_the_next_person_can_read_is_taken(media_type: str, content: bytes) -> None:
    await look(media_type, content)


BROKEN = [
    pytest.param(PDF, files.PDF[:-9], "truncated_file", id="a PDF without its end"),
    pytest.param(PDF, files.pdf() + b"7 0 obj<</Type/Page", "truncated_file", id="an update that breaks off"),
    pytest.param(PDF, files.locked_pdf(to_read="secret"), "password_protected_file", id="a password to read"),
    pytest.param(PDF, b"\n" + files.locked_pdf(to_read="secret"), "password_protected_file", id="after a line"),
    pytest.param(PDF, files.pdf(pages=0), "file_without_pages", id="no page"),
    pytest.param(PDF, files.pdf(pages=0).replace(b"xref", b"xxxx"), "file_without_pages", id="no page, nor a table"),
    pytest.param(PDF, files.pdf(catalogue=b"/AcroForm<</XFA()/Fields[]>>"), "form_without_pages", id="XFA alone"),
    pytest.param(
        PDF,
        files.pdf(catalogue=b"/NeedsRendering true/AcroForm<</XFA()/Fields[3 0 R]>>"),
        "form_without_pages",
        id="XFA that has to be rendered",
    ),
    pytest.param(JPEG, files.JPEG[:-2], "truncated_file", id="a JPEG without its end"),
    pytest.param(JPEG, files.JPEG[:2] + MINIATURE + b"\xff\xda\x00\x02..", "truncated_file", id="the miniature's end"),
    pytest.param(PNG, files.PNG[:-12], "truncated_file", id="a PNG without its end"),
    pytest.param(DOCX, files.DOCX[:-1], "truncated_file", id="a DOCX less a byte"),
    pytest.param(DOCX, files.DOCX[:-30], "truncated_file", id="a DOCX without its directory"),
    pytest.param(DOCX, files.DOCX[:200], "truncated_file", id="the beginning of a DOCX"),
]


@pytest.mark.parametrize(("media_type", "content", "code"), BROKEN)
async def test_a_file_that_nobody_could_read_is_refused_at_its_place_for_its_true_reason(
    media_type: str, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await look(media_type, content)
    assert [(each.code, each.pointer) for each in refused.value.violations] == [(code, "/file")]


def a_docx(**parts: bytes) -> bytes:
    """A text of Word with further parts, named with `__` for `/`."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **parts}.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def _that_lies_about_its_size() -> bytes:
    """What unpacks to more than it says."""
    honest = a_docx(**{"word__media__a.png": bytes(5 << 20)})
    return honest.replace((5 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


TEMPLATE = (
    b'<Relationship Type="http://x/attachedTemplate" Target="https://evil.example/a.dotm" TargetMode="External"/>'
)
ACTIVE = [
    pytest.param(DOCX, a_docx(**{"word__vbaProject.bin": b"x"}), id="macros"),
    pytest.param(DOCX, a_docx(**{"WORD__VBAPROJECT.BIN": b"x"}), id="macros in capitals"),
    pytest.param(
        DOCX, a_docx(**{"[Content_Types].xml": b"<Override ContentType='application/x.vbaProject'/>"}), id="by type"
    ),
    pytest.param(
        DOCX, a_docx(**{"[Content_Types].xml": "macroEnabled.main+xml".encode("utf-16")}), id="by type, in two bytes"
    ),
    pytest.param(DOCX, a_docx(**{"word__activeX__activeX1.bin": b"x"}), id="a control"),
    pytest.param(DOCX, a_docx(**{"word___rels__settings.xml.rels": TEMPLATE}), id="a template from elsewhere"),
    pytest.param(PDF, files.pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), id="on opening"),
    pytest.param(PDF, files.pdf(catalogue=b"/OpenAction<</S/#4AavaScript/JS(1)>>"), id="its name in figures"),
    pytest.param(PDF, files.pdf(catalogue=b"/OpenAction<</S/GoTo/Next[<</S/Launch>>]>>"), id="in second place"),
    pytest.param(PDF, files.pdf(catalogue=b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"), id="named"),
    pytest.param(PDF, files.pdf(catalogue=b"/AA<</WC<</S/JavaScript/JS(1)>>>>"), id="on closing"),
    pytest.param(PDF, files.pdf(page=b"/AA<</O<</S/JavaScript/JS(1)>>>>"), id="on turning the page"),
    pytest.param(PDF, files.pdf(page=b"/Annots[<</Subtype/Link/A<</S/Launch/F(x.exe)>>>>]"), id="a program at a click"),
]


@pytest.mark.parametrize(("media_type", "content"), ACTIVE)
async def test_a_file_that_acts_by_itself_is_refused(media_type: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        await look(media_type, content)
    assert [(each.code, each.pointer) for each in refused.value.violations] == [("active_content", "/file")]


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        pytest.param(PDF, files.pdf(catalogue=b"/OpenAction[3 0 R/Fit]"), id="to open at a page"),
        pytest.param(PDF, files.pdf(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"), id="to go to a page"),
        pytest.param(
            PDF,
            files.pdf(page=b"/Annots[<</Subtype/Widget/FT/Tx/AA<</C<</S/JavaScript/JS(sum)>>>>>>]"),
            id="a field of a form that adds up",
        ),
        pytest.param(PDF, files.pdf(page=b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://x)>>>>]"), id="a link"),
        pytest.param(
            DOCX,
            a_docx(**{"word___rels__settings.xml.rels": TEMPLATE.replace(b"External", b"Internal")}),
            id="a template of its own",
        ),
    ],
)
async def test_what_acts_when_it_is_filled_in_or_followed_is_taken(media_type: str, content: bytes) -> None:
    await look(media_type, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(lambda: a_docx(**{"word__media__a.png": bytes(101 << 20)}), "unpacks_too_large", id="too much"),
        pytest.param(
            lambda: files.archive("word/document.xml", *map(str, range(10_000))), "unpacks_too_large", id="too many"
        ),
        pytest.param(_that_lies_about_its_size, "truncated_file", id="more than it says"),
    ],
)
async def test_a_document_that_unpacks_to_more_than_any_is_refused(content: Callable[[], bytes], code: str) -> None:
    inspection = types.inspection(DOCX)
    inspection.take(content())
    with pytest.raises(InvalidInput) as refused:
        await inspection.conclude()
    inspection.forget()
    assert [each.code for each in refused.value.violations] == [code]


@pytest.mark.parametrize("content", [files.XLSX, files.ZIP, files.DOCX[: files.DOCX.index(b"PK\x01\x02")] + files.ZIP])
async def test_an_archive_that_is_no_text_of_word_is_refused_when_all_of_it_is_seen(content: bytes) -> None:
    assert types.recognise(content, "livret.docx") == DOCX
    with pytest.raises(UnsupportedMediaType):
        await look(DOCX, content)


@pytest.mark.parametrize("name", ["tableau.xlsx", "archive.zip", "setup.exe"])
def test_an_archive_that_its_name_calls_another_type_is_of_no_accepted_type(name: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        types.recognise(files.ZIP, name)
    assert "PDF, JPEG, PNG ou DOCX" in refused.value.detail.fr


async def test_a_pdf_whose_tables_lead_nowhere_in_time_is_left_to_its_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.readable_pdf.PATIENCE", -1.0)
    await look(PDF, files.pdf(pages=0).replace(b"/Type/Pages", b"/Type/Tree "))


def test_an_empty_file_is_invalid_at_its_place() -> None:
    with pytest.raises(InvalidInput) as refused:
        types.recognise(b"", "outil 6.pdf")
    assert [(violation.code, violation.pointer) for violation in refused.value.violations] == [("empty_file", "/file")]
