"""What a document would do by itself where somebody opens it: macros, scripts, programs that it starts.

What a form's fields do while they are filled in is let through: the State's own forms add up and check so.
"""

from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from app.domain.law import Violation
from app.domain.text import Text

LARGEST_UNPACKED = 100 << 20
MOST_PARTS = 10_000
_LARGEST_LIST = 4 << 20
_MOST_NODES = 20_000
_MOST_PAGES = 5_000

_MACROS = (b"vbaproject", b"vbadata", b"macroenabled", b"activex")
_TYPES, _SETTINGS = "[content_types].xml", "word/_rels/settings.xml.rels"
_STARTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/GoToE"})
_STARTS_A_PROGRAM = frozenset({"/Launch"})

MACROS = Violation(
    code="active_content",
    detail=Text(
        "Ce document contient des macros, ou va chercher son modèle ailleurs : enregistrez-le en .docx sans macros, "
        "ou en PDF.",
        "This document holds macros, or fetches its template from elsewhere: save it as a .docx without macros, or as "
        "a PDF.",
    ),
    pointer="/file",
)
SCRIPTS = Violation(
    code="active_content",
    detail=Text(
        "Ce PDF exécute quelque chose dès qu'on l'ouvre (script, programme) : imprimez-le en PDF, puis envoyez-le.",
        "This PDF runs something as soon as it is opened (script, program): print it as a PDF, then send that.",
    ),
    pointer="/file",
)
BOMB = Violation(
    code="unpacks_too_large",
    detail=Text(
        f"Ce document dépasse {LARGEST_UNPACKED >> 20} Mio une fois décompressé : réduisez ses images.",
        f"This document exceeds {LARGEST_UNPACKED >> 20} MiB once unpacked: make its pictures smaller.",
    ),
    pointer="/file",
)


def unpacks_too_large(archive: ZipFile) -> bool:
    """Whether what the archive says of itself is too much; that it says the truth is seen by reading it."""
    parts = archive.infolist()
    return len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED


def has_macros(archive: ZipFile) -> bool:
    """Whether a Word document holds code, by the names of its parts or their declared types, or fetches a template."""
    parts = {part.filename.lower(): part for part in archive.infolist()}
    if any(word.decode() in name for name in parts for word in _MACROS):
        return True
    types, settings = (_plain(archive, parts.get(name)) for name in (_TYPES, _SETTINGS))
    return any(word in types for word in _MACROS) or (b"attachedtemplate" in settings and b"external" in settings)


def _plain(archive: ZipFile, part: ZipInfo | None) -> bytes:
    """The part in small letters, of whatever width; a list too long to be one is read for its beginning."""
    if part is None:
        return b""
    with archive.open(part) as opened:
        return opened.read(_LARGEST_LIST).replace(b"\0", b"").lower()


def runs_by_itself(reader: PdfFileReader) -> bool:
    """Whether opening the PDF, or turning a page, starts a script or a program; or a click starts a program."""
    root = reader.root
    names = _of(root, "/Names")
    if _acts(_of(root, "/OpenAction"), _STARTS) or _any_acts(_of(root, "/AA")):
        return True
    if isinstance(names, generic.DictionaryObject) and _of(names, "/JavaScript") is not None:
        return True
    return any(_any_acts(_of(page, "/AA")) or _starts_programs(page) for page in _pages(_of(root, "/Pages")))


def _starts_programs(page: generic.DictionaryObject) -> bool:
    annotations = _of(page, "/Annots")
    if not isinstance(annotations, generic.ArrayObject):
        return False
    return any(_acts(_of(each, "/A"), _STARTS_A_PROGRAM) for each in _dictionaries(annotations))


def _any_acts(actions: object) -> bool:
    return isinstance(actions, generic.DictionaryObject) and any(
        _acts(_of(actions, name), _STARTS) for name in list(actions)
    )


def _acts(action: object, kinds: frozenset[str]) -> bool:
    """Whether the action, or one that follows it, is of those kinds."""
    waiting, seen = [action], 0
    while waiting and seen < _MOST_NODES:
        each, seen = waiting.pop(), seen + 1
        if isinstance(each, generic.ArrayObject):
            waiting += _dictionaries(each)
        elif isinstance(each, generic.DictionaryObject):
            if str(_of(each, "/S")) in kinds:
                return True
            waiting.append(_of(each, "/Next"))
    return False


def _pages(tree: object) -> Iterator[generic.DictionaryObject]:
    waiting, seen = [tree], 0
    while waiting and seen < _MOST_PAGES:
        each, seen = waiting.pop(), seen + 1
        if isinstance(each, generic.DictionaryObject):
            yield each
            kids = _of(each, "/Kids")
            waiting += _dictionaries(kids) if isinstance(kids, generic.ArrayObject) else ()


def _dictionaries(array: generic.ArrayObject) -> Iterator[generic.DictionaryObject]:
    found = (array[number] for number in range(len(array)))
    return (each for each in found if isinstance(each, generic.DictionaryObject))


def _of(dictionary: generic.DictionaryObject, name: str) -> object:
    """What the member leads to, None where there is none."""
    return dictionary[name] if name in dictionary else None  # noqa: SIM401 - ``get`` would give the reference alone
