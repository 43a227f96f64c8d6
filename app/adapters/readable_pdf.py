"""Whether the next person can read a PDF: it is whole, opens without a password, and has pages to show.

What pyhanko cannot follow is left to readers, which mend more than it does; a file is refused for what it says itself.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader

from app.adapters.active_content import SCRIPTS, runs_by_itself
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput

PATIENCE = 5.0
"""Seconds for one file, in a thread of its own."""

_MEBIBYTE = 1 << 20
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * _MEBIBYTE),
    document_budget=DocumentDecodeBudget(base_allowance=32 * _MEBIBYTE, max_ratio=1),
)
_BEGINNING, _END = b"%PDF-", b"%%EOF"
_OBJECT = re.compile(rb"[0-9]+\s+[0-9]+\s+obj\b")
_PAGE_TREE, _PAGE = re.compile(rb"/Type\s*/Pages\b"), re.compile(rb"/Type\s*/Page\b")
_PACKED = re.compile(rb"/Type\s*/(ObjStm|XRef)\b")


def _refusal(code: str, fr: str, en: str) -> Violation:
    return Violation(code=code, detail=Text(fr, en), pointer="/file")


TRUNCATED = _refusal(
    "truncated_file",
    "La fin de ce fichier manque : il a sans doute été coupé en route. Envoyez-le de nouveau.",
    "The end of this file is missing: it was probably cut on its way. Send it again.",
)
_LOCKED = _refusal(
    "password_protected_file",
    "Ce PDF demande un mot de passe, que son prochain lecteur n'aura pas : enregistrez-le sans protection.",
    "This PDF asks for a password that its next reader will not have: save it without protection.",
)
_EMPTY = _refusal(
    "file_without_pages",
    "Ce PDF n'a aucune page : enregistrez ou numérisez le document de nouveau.",
    "This PDF has no page: save or scan the document again.",
)
_FORM_ALONE = _refusal(
    "form_without_pages",
    "Ce PDF est un formulaire XFA, que la plupart des lecteurs n'affichent pas : imprimez-le en PDF, puis envoyez-le.",
    "This PDF is an XFA form, which most readers do not show: print it as a PDF, then send that.",
)


def check_pdf(content: bytes) -> None:
    """Raises InvalidInput at ``/file`` for what nobody could read."""
    begins, ends = content.find(_BEGINNING), content.rfind(_END)
    # Whatever follows the end is no part of it, unless it is: an object, of an update that broke off.
    if ends < 0 or _OBJECT.search(content, ends):
        raise InvalidInput(TRUNCATED)
    end = ends + len(_END)
    for start in dict.fromkeys((begins, 0)):  # places are counted from the beginning of the PDF, or of the file
        with _followed():
            found = _faults(content[start:end])
            if found is not None:
                raise InvalidInput(found)
            return
    if _says_that_it_is_empty(content):
        raise InvalidInput(_EMPTY)


@contextmanager
def _followed() -> Iterator[None]:
    """Go on where pyhanko gives up: it has an error of its own for each kind of damage, and Python's for the rest."""
    try:
        yield
    except InvalidInput:
        raise
    except Exception:
        return


def _faults(content: bytes) -> Violation | None:
    reader = PdfFileReader(_Hurried(content), strict=False, decode_limits=_LIMITS)
    if not _opens(reader):
        return _LOCKED
    root = reader.root
    form = _member(root, "/AcroForm")
    if isinstance(form, generic.DictionaryObject) and _is_xfa_alone(root, form):
        return _FORM_ALONE
    tree = _member(root, "/Pages")
    has_pages = isinstance(tree, generic.DictionaryObject) and bool(_member(tree, "/Kids"))
    if not has_pages:
        return _EMPTY
    return SCRIPTS if runs_by_itself(reader) else None


def _is_xfa_alone(root: generic.DictionaryObject, form: generic.DictionaryObject) -> bool:
    """Whether the pages are drawn from XFA by the few readers that know it, the others showing « Please wait »."""
    return "/XFA" in form and (bool(_member(root, "/NeedsRendering")) or not _member(form, "/Fields"))


def _opens(reader: PdfFileReader) -> bool:
    """Whether it needs no password: many are locked against changes alone, and open with an empty one."""
    if reader.encrypt_dict is None:
        return True
    lock = reader.security_handler
    if not isinstance(lock, StandardSecurityHandler):
        return False
    first_id = reader.document_id[0] if "/ID" in reader.trailer_view else b""
    return lock.authenticate("", id1=first_id).status is not AuthStatus.FAILED


def _says_that_it_is_empty(content: bytes) -> bool:
    """Of a PDF without a table to follow: it has a tree of pages, and no page anywhere that can be read."""
    return bool(_PAGE_TREE.search(content)) and not (_PAGE.search(content) or _PACKED.search(content))


def _member(of: generic.DictionaryObject, name: str) -> object:
    """What the member leads to, None where there is none; ``dict.get`` would give the reference alone."""
    return of[name] if name in of else None  # noqa: SIM401


class _Hurried(BytesIO):
    """A file that is read for a while only: tables that lead in circles end there."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._until = time.monotonic() + PATIENCE

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises TimeoutError once the time is over."""
        if time.monotonic() > self._until:
            raise TimeoutError
        return super().read(size)
