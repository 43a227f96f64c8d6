"""The funding of a dossier (R79), and the references that funders know it by."""

from unicodedata import normalize

from app.domain.identifiers import is_separator

_IGNORED = frozenset("./")


def normalised_reference(reference: str) -> str:
    """The reference as two are compared: without case, spaces, ``./``, dashes and invisible characters of any kind.

    Empty where nothing is left: such a reference is nobody's, and is refused at the door.
    """
    usual = normalize("NFKC", reference)
    return "".join(character for character in usual if not _is_ignored(character)).casefold()


def _is_ignored(character: str) -> bool:
    return character in _IGNORED or is_separator(character)
