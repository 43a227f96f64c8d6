"""A sheet as its template reads it: JSON, with days in French words. Nothing of it ever becomes typst source."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

import segno

from app.usecases.ports.paper import (
    AdmissibilityAttestationPaper,
    AdmissibilityRefusalPaper,
    AttestationPaper,
    CertificatePaper,
    MinutesPaper,
    Sheet,
)

TEMPLATES: Mapping[type, str] = {
    CertificatePaper: "certificate.typ",
    AttestationPaper: "attestation.typ",
    MinutesPaper: "minutes.typ",
    AdmissibilityAttestationPaper: "admissibility_attestation.typ",
    AdmissibilityRefusalPaper: "admissibility_refusal.typ",
}

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Controls, marks that join or turn what follows, and signs that mean nothing to anybody."""


def told(sheet: Sheet) -> dict[str, Any]:
    """What the template reads of ``sheet``."""
    members: dict[str, Any] = _written(asdict(sheet))
    day = _day_of(sheet)
    members["day"] = [day.year, day.month, day.day]
    if isinstance(sheet, CertificatePaper):
        members["qr"] = _qr_code(sheet.verification_url)
    return members


def in_words(day: date) -> str:
    """A day as it is written in French: ``1er janvier 2026``, never broken between two lines."""
    return f"{'1er' if day.day == 1 else day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


def printable(text: str) -> str:
    """``text`` in its composed form, its apostrophes curved, without the characters that show nothing."""
    composed = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", unicodedata.normalize("NFC", text))
    spaced = "".join(" " if character in "\n\r\t" else character for character in composed)
    return "".join(character for character in spaced if unicodedata.category(character) not in _NEVER_PRINTED)


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _written(member) for name, member in value.items()}
    if isinstance(value, tuple | list):
        return [_written(member) for member in value]
    if isinstance(value, date):
        return in_words(value)
    return printable(value) if isinstance(value, str) else value


def _day_of(sheet: Sheet) -> date:
    """The day that the file bears as its own, so that it is the same file whenever it is printed."""
    match sheet:
        case CertificatePaper() | AttestationPaper():
            return sheet.issued_on
        case MinutesPaper():
            return sheet.sitting.held_on
        case AdmissibilityAttestationPaper() | AdmissibilityRefusalPaper():
            return sheet.decided_on


def _qr_code(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, dark="#16243d", xmldecl=False)
    return drawn.getvalue().decode()
