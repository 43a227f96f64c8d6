"""What a file is, by its bytes."""

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
        b"\xef\xbb\xbf" + files.PDF,
        b"\n" + files.PDF,
        b"%PDF",
        files.OLD_WORD,
        files.XLSX,
        files.ZIP,
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
        (files.DOCX, "livret.doc"),
        (files.DOCX, "livret.zip"),
        (files.PDF, "facture.pdf.exe"),
    ],
)
def test_a_name_that_contradicts_the_bytes_is_refused_with_both(content: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        types.recognise(content, name)
    assert f"« .{name.rsplit('.', 1)[1]} »" in refused.value.detail.fr


WHOLE = [
    (PDF, files.PDF),
    (PDF, files.PDF + b"\r\n" * 500 + bytes(4096)),
    (JPEG, files.JPEG),
    (JPEG, files.JPEG + b"what a camera writes after its picture"),
    (PNG, files.PNG),
    (DOCX, files.DOCX),
    (DOCX, files.DOCX_OF_LIBREOFFICE),
]


@pytest.mark.parametrize(("media_type", "content"), WHOLE)
def test_a_whole_file_is_whole(media_type: str, content: bytes) -> None:
    types.check_end(media_type, content[-66_000:])


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (PDF, files.PDF[:-9]),
        (PDF, files.PDF + b"the next message" * 64),
        (JPEG, files.JPEG[:-2]),
        (PNG, files.PNG[:-12]),
        (DOCX, files.DOCX[:-1]),
        (DOCX, files.DOCX[:-30]),
        (DOCX, files.DOCX[:200]),
    ],
)
def test_a_file_that_breaks_off_is_invalid_at_its_place(media_type: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        types.check_end(media_type, content[-66_000:])
    assert [(each.code, each.pointer) for each in refused.value.violations] == [("truncated_file", "/file")]


def test_an_archive_that_begins_as_a_docx_and_lists_something_else_is_refused() -> None:
    disguised = files.DOCX[: files.DOCX.index(b"PK\x01\x02")] + files.ZIP
    assert types.recognise(disguised, "livret.docx") == DOCX
    with pytest.raises(UnsupportedMediaType):
        types.check_end(DOCX, disguised)


def test_an_empty_file_is_invalid_at_its_place() -> None:
    with pytest.raises(InvalidInput) as refused:
        types.recognise(b"", "outil 6.pdf")
    assert [(violation.code, violation.pointer) for violation in refused.value.violations] == [("empty_file", "/file")]
