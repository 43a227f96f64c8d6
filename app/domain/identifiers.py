"""Numbers that others issue: establishments (SIRET), companies (SIREN), collective agreements (IDCC), postal codes.

People paste them with spaces, dashes and characters that nobody sees: ``pasted`` takes those away, once for all kinds.
"""

import re
from unicodedata import category, normalize

CCNIC = "0044"
"""IDCC of the chemical industries' national collective agreement (CCNIC, brochure 3108)."""

LA_POSTE_SIREN = "356000000"

_MINUS = "\u2212"
_ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_DOSSIER_NUMBER = re.compile(r"(?:CQP)?([0-9]{4})([0-9]{6,})")
_IDCC = re.compile(r"(?:idcc)?([0-9]{1,4})", re.IGNORECASE)


def pasted(text: str) -> str:
    """What was meant by ``text``: without spaces, dashes, dots and invisible characters, its digits the usual ones."""
    usual = normalize("NFKC", text)
    return "".join(character for character in usual if character != "." and not is_separator(character))


def pasted_idcc(text: str) -> str:
    """The same of an IDCC, which is a number: with its zeros, and without the word ``IDCC`` before it."""
    found = _IDCC.fullmatch(pasted(text))
    return found[1].zfill(4) if found else pasted(text)


def pasted_dossier_number(text: str) -> str:
    """The same of a dossier's number, with the dashes that we write in it; what is none stays as it is, in capitals."""
    found = _DOSSIER_NUMBER.fullmatch(pasted(text).upper())
    return f"CQP-{found[1]}-{found[2]}" if found else text.strip().upper()


def was_rounded(text: str) -> bool:
    """Whether a spreadsheet made a power of ten of the number, as of ``1,23457E+13``: its digits are lost."""
    return _ROUNDED.fullmatch(text.strip()) is not None


def is_separator(character: str) -> bool:
    """Whether it only stands between others, or is not seen at all: blanks, dashes, controls, zero-width marks."""
    return character.isspace() or character == _MINUS or category(character) in {"Pd", "Cf", "Cc"}


def siret_is_valid(siret: str) -> bool:
    """Whether ``siret`` is 14 digits: a right SIREN, then a right key of its own, which is Luhn's.

    La Poste ran out of Luhn numbers for its counters: theirs sum to a multiple of 5; its head office still has one
    (INSEE).
    """
    if not _is_digits(siret, 14) or not siren_is_valid(siren_of(siret)):
        return False
    return _luhn(siret) or (siren_of(siret) == LA_POSTE_SIREN and sum(map(int, siret)) % 5 == 0)


def siren_is_valid(siren: str) -> bool:
    """Whether ``siren`` is 9 digits with a right Luhn key."""
    return _is_digits(siren, 9) and bool(siren.strip("0")) and _luhn(siren)


def siren_of(siret: str) -> str:
    """The company that an establishment belongs to: the first 9 digits of its SIRET."""
    return siret[:9]


def idcc_is_valid(idcc: str) -> bool:
    """Whether ``idcc`` is written with its four digits (``0044``, never ``44``)."""
    return _is_digits(idcc, 4)


def french_postal_code_is_valid(code: str) -> bool:
    """Whether ``code`` is five digits: Corsica's begin with 20, whatever the codes of its departments."""
    return _is_digits(code, 5)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
