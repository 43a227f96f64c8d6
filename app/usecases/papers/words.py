"""A paper's words, as they are kept and as its template reads them: JSON, with days in French words (D75).

What is written here is read for ever by the layouts that were released: a member is added for a new layout, and none
changes its meaning.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.domain import printed_words
from app.domain.day_words import in_words
from app.usecases.ports.paper import (
    AdmissibilityAttestationPaper,
    AdmissibilityRefusalPaper,
    AppealAcknowledgementPaper,
    AppealAnswerPaper,
    AttestationPaper,
    CertificatePaper,
    DecisionPaper,
    MinutesPaper,
    PaperKind,
    PaperWords,
    Sheet,
)

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Controls, marks that join or turn what follows, and signs that mean nothing to anybody."""


def words_of(sheet: Sheet, layout: int | None = None) -> PaperWords:
    """The sheet in its words, set in the newest layout unless it has one already."""
    kind, day = _kind_and_day(sheet)
    words = {**printable(sheet), "day": [day.year, day.month, day.day]}
    return PaperWords(kind=kind, layout=printed_words.LAYOUT if layout is None else layout, words=words)


def printable(value: Any) -> Any:
    """``value`` in the values of JSON, days in French words and every text as it can be printed."""
    if is_dataclass(value):
        return {member.name: printable(getattr(value, member.name)) for member in fields(value)}
    if isinstance(value, dict):
        return {name: printable(member) for name, member in value.items()}
    if isinstance(value, tuple | list):
        return [printable(member) for member in value]
    if isinstance(value, date):
        return in_words(value).fr
    if isinstance(value, UUID):
        return str(value)
    return _printable_text(value) if isinstance(value, str) else value


def _printable_text(text: str) -> str:
    """``text`` in its composed form, its apostrophes curved, without the characters that show nothing."""
    if text.isprintable() and "'" not in text and unicodedata.is_normalized("NFC", text):
        return str(text)  # as nearly every text is: the minutes of a session hold thousands
    composed = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", unicodedata.normalize("NFC", text))
    spaced = "".join(" " if character in "\n\r\t" else character for character in composed)
    return "".join(character for character in spaced if unicodedata.category(character) not in _NEVER_PRINTED)


def _kind_and_day(sheet: Sheet) -> tuple[PaperKind, date]:
    """What it is, with the day that the file bears as its own: the same file whenever it is printed."""
    kind, day = _KINDS[type(sheet)]
    return kind, day(sheet)


_KINDS: Mapping[type[Sheet], tuple[PaperKind, Callable[[Sheet], date]]] = {
    CertificatePaper: (PaperKind.CERTIFICATE, attrgetter("issued_on")),
    AttestationPaper: (PaperKind.ATTESTATION, attrgetter("issued_on")),
    MinutesPaper: (PaperKind.MINUTES, attrgetter("sitting.held_on")),
    DecisionPaper: (PaperKind.DECISION, attrgetter("issued_on")),
    AdmissibilityAttestationPaper: (PaperKind.ADMISSIBILITY_ATTESTATION, attrgetter("decided_on")),
    AdmissibilityRefusalPaper: (PaperKind.ADMISSIBILITY_REFUSAL, attrgetter("decided_on")),
    AppealAcknowledgementPaper: (PaperKind.APPEAL_ACKNOWLEDGEMENT, attrgetter("acknowledged_on")),
    AppealAnswerPaper: (PaperKind.APPEAL_ANSWER, attrgetter("answered_on")),
}
"""Each kind of sheet, and the day that is its own."""
