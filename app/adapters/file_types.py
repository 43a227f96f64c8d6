"""What a file is, by its bytes: a short list is accepted, and a name may not say otherwise."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from filetype import TYPES, match  # type: ignore[import-untyped]
from filetype.types.archive import Zip  # type: ignore[import-untyped]
from filetype.types.image import Jpeg, Png  # type: ignore[import-untyped]

from app.adapters.readable_pdf import check_pdf
from app.adapters.whole_files import WholeFile, check_docx, check_jpeg, check_png
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
_AT_THE_START = (Jpeg(), Png(), Zip())
_ARCHIVE: str = Zip.MIME
_PDF_BEGINS, _READERS_LOOK_IN = b"%PDF-", 1024
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")

# A word after a dot is a type only where some program calls its files so: « outil 6 M.Dupont » has none.
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_OTHER_TYPES = (
    "bat cmd csv doc docm docx dot dotx eml heic htm html ics js jse key lnk log md mhtml msg msi numbers odp ods odt "
    "pages ppt pptx ps1 rtf scr svg txt vbs xls xlsx xml xps"
)
_TYPES = frozenset(_OTHER_TYPES.split()) | {kind.extension for kind in TYPES} | frozenset().union(*EXTENSIONS.values())

_EMPTY = Violation(code="empty_file", detail=Text("Ce fichier est vide.", "This file is empty."), pointer="/file")
_OF_NO_TYPE = Text(
    "Ce fichier n'est d'aucun des types admis : PDF, JPEG, PNG ou DOCX.",
    "This file is of none of the accepted types: PDF, JPEG, PNG or DOCX.",
)
_OLD_OR_LOCKED = Text(
    "Ce fichier est d'une ancienne version de Word ou protégé par un mot de passe : enregistrez-le sans protection "
    "dans l'un des types admis, PDF, JPEG, PNG ou DOCX.",
    "This file is of an old version of Word or protected by a password: save it without protection in one of the "
    "accepted types, PDF, JPEG, PNG or DOCX.",
)


_LOOKS: Mapping[str, Callable[[bytes], None]] = {
    PDF: check_pdf,
    JPEG: check_jpeg,
    PNG: check_png,
    DOCX: partial(check_docx, of_no_type=_OF_NO_TYPE),
}


class AcceptedFileTypes:
    """PDF, JPEG, PNG and DOCX; everything else is refused."""

    def recognise(self, head: bytes, file_name: str) -> str:
        """The media type. Raises UnsupportedMediaType, and InvalidInput for an empty file."""
        if not head:
            raise InvalidInput(_EMPTY)
        media_type = _type_of(head)
        if media_type is None:
            raise UnsupportedMediaType(_OLD_OR_LOCKED if head.startswith(_COMPOUND_FILE) else _OF_NO_TYPE)
        extension = extension_of(file_name)
        if extension is not None and extension not in EXTENSIONS[media_type]:
            # Most archives are no text of Word, and a name that says what else it is says the truth.
            is_another = media_type == DOCX and extension not in {each for of in EXTENSIONS.values() for each in of}
            raise UnsupportedMediaType(_OF_NO_TYPE if is_another else _contradiction(extension, _NAMES[media_type]))
        return media_type

    def inspection(self, media_type: str) -> WholeFile:
        """A look at a whole file of that type."""
        return WholeFile(_LOOKS[media_type])


def _type_of(head: bytes) -> str | None:
    """By how it begins; a PDF may begin anywhere within what readers look at. Any ZIP may be a DOCX until its end."""
    found = match(head, _AT_THE_START)
    if found is not None:
        media_type: str = found.mime
        return DOCX if media_type == _ARCHIVE else media_type
    return PDF if _PDF_BEGINS in head[: _READERS_LOOK_IN + len(_PDF_BEGINS)] else None


def extension_of(file_name: str) -> str | None:
    """The extension that a name ends with, in lower case and without its dot; None where that is no known type."""
    found = _EXTENSION.search(file_name)
    return found[1].lower() if found and found[1].lower() in _TYPES else None


def _contradiction(extension: str, name: str) -> Text:
    return Text(
        f"Le nom de ce fichier finit par « .{extension} », mais son contenu est du {name} : "
        "renommez-le, ou envoyez le bon fichier.",
        f"This file's name ends with “.{extension}”, but its content is {name}: rename it, or send the right file.",
    )
