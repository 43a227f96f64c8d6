"""What a text went through before it was sent: accents read in another encoding, numbers and errors of a spreadsheet.

Nobody would find the person, the company or the paper by such a text, and the next export would bring the whole one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.api.identifier_fields import ROUNDED_BY_A_SPREADSHEET
from app.api.nul import pydantic_fault
from app.domain.text import Text


def _second_halves(encoding: str) -> str:
    """How the bytes that follow the first one of a letter in UTF-8 are shown by another encoding."""
    shown = (bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(0x80, 0xC0))
    return re.escape("".join(shown))


_WESTERN = _second_halves("cp1252") + _second_halves("latin-1")
_BROKEN_ACCENTS = re.compile(
    "\ufffd"
    f"|[ÂÃÄÅ][{_WESTERN}]"
    f"|â[\x80\x82\x84€‚„][{_WESTERN}]"
    "|ï[»¿][½¿]"
    # « à » whose second half, a no-break space, was taken for a blank: no name ends so, but in capitals.
    "|(?:(?<![^\\W\\d_])|(?<=[a-zß-ÿ]))Ã(?!\\w)"
    f"|(?:[√≈¬]|‚[ÄÇ])[{_second_halves('mac_roman')}]"
    f"|(?:[├┼┬]|Ô[Çé])[{_second_halves('cp850')}]"
)
_ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALEUR!|VALUE!|NOM\?|NAME\?|NOMBRE!|NUM!|NUL!|NULL!|#+)")
_ACCENTS = Text(
    "Les accents de ce texte sont abîmés : exportez-le de nouveau en UTF-8.",
    "The accents of this text are broken: export it again as UTF-8.",
)
_AN_ERROR = Text(
    "Cette cellule porte l'erreur d'un tableur, non sa valeur : corrigez-la avant d'exporter.",
    "This cell holds an error of a spreadsheet, not its value: correct it before you export.",
)


def spoilt_texts(document: Any, steps: tuple[str | int, ...] = ("body",)) -> Iterator[dict[str, Any]]:
    """Pydantic's kind of error for every text of the document that was spoilt on its way."""
    if isinstance(document, str):
        found = _damage(document, steps)
        if found is not None:
            yield found
    elif isinstance(document, Mapping):
        for name, member in document.items():
            yield from spoilt_texts(member, (*steps, name))
    elif isinstance(document, list):
        for index, item in enumerate(document):
            yield from spoilt_texts(item, (*steps, index))


def _damage(text: str, steps: tuple[str | int, ...]) -> dict[str, Any] | None:
    if _BROKEN_ACCENTS.search(text):
        return pydantic_fault("broken_accents", _ACCENTS, steps)
    if _ROUNDED.fullmatch(text.strip()):
        return pydantic_fault("rounded_number", ROUNDED_BY_A_SPREADSHEET, steps)
    if _ERROR.fullmatch(text.strip()):
        return pydantic_fault("spreadsheet_error", _AN_ERROR, steps)
    return None
