"""Which letters papers can show: those of the fonts that they are set in, which no machine's own fonts add to."""

import unicodedata
from collections.abc import Iterable

from app.domain.case import Case
from app.domain.law import RuleWarning
from app.domain.rules.jury import R64
from app.domain.text import Text

_SHOWN = (
    (0x00AA, 0x04FF),
    (0x0510, 0x0513),
    (0x051A, 0x051D),
    (0x0531, 0x05F2),
    (0x0615, 0x0615),
    (0x0621, 0x063A),
    (0x0640, 0x0655),
    (0x065A, 0x065A),
    (0x0674, 0x0674),
    (0x0679, 0x067B),
    (0x067E, 0x0680),
    (0x0683, 0x0684),
    (0x0686, 0x0687),
    (0x0691, 0x0691),
    (0x0698, 0x0698),
    (0x06A4, 0x06A4),
    (0x06A9, 0x06A9),
    (0x06AF, 0x06AF),
    (0x06BE, 0x06BE),
    (0x06CC, 0x06CC),
    (0x0900, 0x097F),
    (0x0E81, 0x0E84),
    (0x0E87, 0x0E88),
    (0x0E8A, 0x0E8A),
    (0x0E8D, 0x0E8D),
    (0x0E94, 0x0E97),
    (0x0E99, 0x0E9F),
    (0x0EA1, 0x0EA7),
    (0x0EAA, 0x0EAB),
    (0x0EAD, 0x0EB9),
    (0x0EBB, 0x0EBC),
    (0x0EC8, 0x0ECD),
    (0x10D0, 0x10FF),
    (0x13A0, 0x13FD),
    (0x1D00, 0x2184),
    (0x2C60, 0x2CF3),
    (0xFB00, 0xFB4F),
    (0xFB52, 0xFB81),
    (0xFB8A, 0xFB95),
    (0xFB9E, 0xFB9F),
    (0xFBAA, 0xFBAD),
    (0xFBE8, 0xFBE9),
    (0xFBFC, 0xFBFF),
    (0xFE00, 0xFEFC),
)
"""Letters and marks beyond ASCII, the first and the last of each run; what is no letter between two is not meant."""
_NAMES = ("birth_name", "usage_name", "first_names", "birth_place")
_PLACES = ("street", "city")


def unshown_in(text: str) -> str:
    """The letters of ``text`` of which papers show a white square, each once."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(letter for letter in composed if _is_letter(letter) and not _is_shown(letter)))


def print_warnings(case: Case) -> Iterable[RuleWarning]:
    """What of the candidate's name and address the certificate and the letters cannot show."""
    candidate = case.dossier.candidate
    said = {name: getattr(candidate, name) for name in _NAMES}
    if candidate.address is not None:
        said |= {f"address/{name}": getattr(candidate.address, name) for name in _PLACES}
    for name, text in said.items():
        if unshown := unshown_in(text or ""):
            yield _not_printed(f"/candidate/{name}", unshown)


def _not_printed(pointer: str, letters: str) -> RuleWarning:
    return RuleWarning(
        code="cannot_be_printed",
        rule=R64,
        pointer=pointer,
        detail=Text(
            f"Le certificat et les courriers ne savent pas imprimer « {letters} » : des carrés blancs tiendraient lieu "
            "de ces lettres. Donnez ce texte en lettres latines, comme au passeport.",
            f"The certificate and the letters cannot print “{letters}”: white squares would stand for these letters. "
            "Give this text in Latin letters, as in a passport.",
        ),
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _is_shown(letter: str) -> bool:
    return letter.isascii() or any(first <= ord(letter) <= last for first, last in _SHOWN)
