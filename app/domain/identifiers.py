"""Numbers that others issue: establishments (SIRET), companies (SIREN), collective agreements (IDCC)."""

CCNIC = "0044"
"""IDCC of the chemical industries' national collective agreement (CCNIC, brochure 3108)."""

LA_POSTE_SIREN = "356000000"


def siret_is_valid(siret: str) -> bool:
    """Whether ``siret`` is 14 digits with a right key: Luhn, or a digit sum divisible by 5 for La Poste.

    La Poste ran out of Luhn numbers for its counters; its head office still has one (INSEE).
    """
    if not _is_digits(siret, 14) or not siret.strip("0"):
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


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
