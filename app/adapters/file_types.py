"""What a file is, by its bytes: a short list is accepted, and a name may not say otherwise."""

import re
from collections.abc import Mapping

from filetype import match  # type: ignore[import-untyped]
from filetype.types.archive import Pdf  # type: ignore[import-untyped]
from filetype.types.document import Docx  # type: ignore[import-untyped]
from filetype.types.image import Jpeg, Png  # type: ignore[import-untyped]

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput, UnsupportedMediaType

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

EXTENSIONS: Mapping[str, frozenset[str]] = {
    PDF: frozenset({"pdf"}),
    JPEG: frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    PNG: frozenset({"png"}),
    DOCX: frozenset({"docx"}),
}
"""The accepted types, each with the extensions that a file of it may have."""

_NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", DOCX: "DOCX"}
_ACCEPTED = (Pdf(), Jpeg(), Png(), Docx())

# A number after a dot is a version or a day, not a type: « avenant 1.2 », « compte rendu 23.11.2026 ».
_EXTENSION = re.compile(r"\.(?=[A-Za-z0-9]*[A-Za-z])([A-Za-z0-9]{1,8})$")
_EMPTY = Violation(code="empty_file", detail=Text("Ce fichier est vide.", "This file is empty."), pointer="/file")


_OF_NO_TYPE = Text(
    "Ce fichier n'est d'aucun des types admis : PDF, JPEG, PNG ou DOCX.",
    "This file is of none of the accepted types: PDF, JPEG, PNG or DOCX.",
)
_TRUNCATED = Violation(
    code="truncated_file",
    detail=Text(
        "La fin de ce fichier manque : il a sans doute été coupé en route. Envoyez-le de nouveau.",
        "The end of this file is missing: it was probably cut on its way. Send it again.",
    ),
    pointer="/file",
)
_ENDS = {PDF: (b"%%EOF", 1024), JPEG: (b"\xff\xd9", None), PNG: (b"IEND\xae\x42\x60\x82", None)}
"""What each type ends with, and within how many bytes: cameras write on after a picture; a PDF is filled up with
blanks at most."""
_PADDING = b"\x00\t\r\n "

_END_OF_ARCHIVE, _LENGTH_OF_END = b"PK\x05\x06", 22
_TEXT_OF_DOCX = b"word/document.xml"


class AcceptedFileTypes:
    """PDF, JPEG, PNG and DOCX; everything else is refused."""

    def recognise(self, head: bytes, file_name: str) -> str:
        """The media type. Raises UnsupportedMediaType, and InvalidInput for an empty file."""
        if not head:
            raise InvalidInput(_EMPTY)
        found = match(head, _ACCEPTED)
        if found is None or (found.mime == PDF and not head.startswith(b"%PDF-")):
            raise UnsupportedMediaType(_OF_NO_TYPE)
        media_type: str = found.mime
        extension = extension_of(file_name)
        if extension is not None and extension not in EXTENSIONS[media_type]:
            raise UnsupportedMediaType(_contradiction(extension, _NAMES[media_type]))
        return media_type

    def check_end(self, media_type: str, end: bytes) -> None:
        """Raises InvalidInput for a file that breaks off, UnsupportedMediaType for a ZIP that lists no text of Word."""
        if media_type == DOCX:
            _check_archive(end)
            return
        ending, within = _ENDS[media_type]
        if ending not in (end if within is None else end.rstrip(_PADDING)[-within:]):
            raise InvalidInput(_TRUNCATED)


def _check_archive(end: bytes) -> None:
    """By the directory at its end, which is what opens a ZIP; what its head says may be another's (APPNOTE 4.3.16)."""
    at = end.rfind(_END_OF_ARCHIVE)
    if at < 0 or len(end) < at + _LENGTH_OF_END:
        raise InvalidInput(_TRUNCATED)
    size = int.from_bytes(end[at + 12 : at + 16], "little")
    if size <= at and _TEXT_OF_DOCX not in end[at - size : at]:
        raise UnsupportedMediaType(_OF_NO_TYPE)


def extension_of(file_name: str) -> str | None:
    """The extension that a name ends with, in lower case and without its dot; None where there is none."""
    found = _EXTENSION.search(file_name)
    return found[1].lower() if found else None


def _contradiction(extension: str, name: str) -> Text:
    return Text(
        f"Le nom de ce fichier finit par « .{extension} », mais son contenu est du {name} : "
        "renommez-le, ou envoyez le bon fichier.",
        f"This file's name ends with “.{extension}”, but its content is {name}: rename it, or send the right file.",
    )
