"""How long what is known of a candidate is kept, and what is left of a dossier afterwards.

Nothing is taken from a dossier in course. Once it is over, its files go first, then whom it is about; what the branch
must be able to count and to prove stays: the steps, their days, the jury's words, and the register of certificates,
which is no part of the dossier. Who still holds a competence from it needs it to be found again (R65–R67): their
civil status stays for as long as that lasts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import add_months
from app.domain.candidate import Candidate, Employment
from app.domain.documents import Document, DocumentState
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.reduction import ANONYMOUS, what_stays
from app.domain.text import Text

WORDS_ERASED = Violation(
    code="personal_data_erased",
    detail=Text(
        "La durée de conservation de ce dossier est passée : rien de nominatif ne peut plus en être tiré.",
        "This dossier's retention period is over: nothing that names a person can be drawn from it any more.",
    ),
)
_WITHOUT_A_FILE = {DocumentState.PURGED, DocumentState.DELETED}
_NO_DAY = date(1900, 1, 1)


class Kept(StrEnum):
    """The kinds of data that are kept for a while."""

    DOCUMENTS = "documents"
    DECIDED = "decided"
    CLOSED = "closed"
    MAILS = "mails"
    SESSIONS = "sessions"
    LINKS = "links"
    DELIVERIES = "deliveries"
    PASSPORT_FILES = "passport_files"
    SURVEY_ANSWERS = "survey_answers"
    BRIDGE_REQUESTS = "bridge_requests"


RETENTION_MONTHS: Mapping[Kept, int] = {
    Kept.DOCUMENTS: 24,
    Kept.DECIDED: 72,
    Kept.CLOSED: 24,
    Kept.MAILS: 12,
    Kept.SESSIONS: 12,
    Kept.LINKS: 12,
    Kept.DELIVERIES: 3,
    Kept.PASSPORT_FILES: 24,
    Kept.SURVEY_ANSWERS: 72,
    Kept.BRIDGE_REQUESTS: 12,
}
"""The usual periods, in months, each from the end of what it is about (docs/personal-data.md says why)."""


@dataclass(frozen=True, slots=True)
class RetentionPeriods:
    """The periods in force, in months: the usual ones where ``months`` names no other."""

    months: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: Kept) -> int:
        """For how many months data of that kind stays."""
        return self.months.get(kind, RETENTION_MONTHS[kind])

    @property
    def shortest_of_a_dossier(self) -> int:
        """Before so many months nothing is taken from any dossier."""
        return min(self.of(kind) for kind in (Kept.DOCUMENTS, Kept.DECIDED, Kept.CLOSED))


class Erasure(StrEnum):
    """What is done to a dossier once its periods are over; in this order, each more than those before it."""

    DOCUMENTS = "documents"
    REDUCTION = "reduction"
    ANONYMISATION = "anonymisation"


def end_of(dossier: Dossier) -> date | None:
    """The day from which its periods run: of its closure, or of the last decision; None in course."""
    if dossier.closure is not None:
        return dossier.closure.on
    return max((decision.decided_on for decision in dossier.decisions), default=None)


def due_on(dossier: Dossier, retention: RetentionPeriods, on: date) -> tuple[Erasure, ...]:
    """What is to be done to the dossier on that day, and was not done yet; nothing to one in course."""
    end = end_of(dossier)
    if end is None:
        return ()
    return tuple(each for each in _due(dossier, end, retention, on) if not _is_done(dossier, each))


def next_due_on(dossier: Dossier, retention: RetentionPeriods, on: date) -> date:
    """The first day after ``on`` on which something may be due that is not yet; the last of all days where none is."""
    end = end_of(dossier)
    if end is None:
        return date.max
    of_whom = retention.of(Kept.CLOSED if dossier.closure is not None else Kept.DECIDED)
    ends = [add_months(end, retention.of(Kept.DOCUMENTS)), add_months(end, of_whom)]
    if dossier.decision is not None:
        ends += [kept.until for kept in dossier.decision.retained if kept.until is not None]
    return min((each + timedelta(days=1) for each in ends if each >= on), default=date.max)


def _due(dossier: Dossier, end: date, retention: RetentionPeriods, on: date) -> Iterator[Erasure]:
    identity_until = add_months(end, retention.of(Kept.CLOSED if dossier.closure is not None else Kept.DECIDED))
    if on > min(add_months(end, retention.of(Kept.DOCUMENTS)), identity_until):
        yield Erasure.DOCUMENTS
    if on > identity_until:
        yield Erasure.REDUCTION if _still_held(dossier, on) else Erasure.ANONYMISATION


def is_erased(dossier: Dossier) -> bool:
    """Whether it has lost its words: what was printed from them is printed no more."""
    return dossier.reduced_on is not None or dossier.anonymised_on is not None


def _is_done(dossier: Dossier, erasure: Erasure) -> bool:
    match erasure:
        case Erasure.DOCUMENTS:
            return all(document.state in _WITHOUT_A_FILE for document in dossier.documents)
        case Erasure.REDUCTION:
            return dossier.reduced_on is not None
        case Erasure.ANONYMISATION:
            return dossier.anonymised_on is not None


def _still_held(dossier: Dossier, on: date) -> bool:
    """Whether a competence that the jury left acquired is still so, or is so for good (R66, R67)."""
    retained = dossier.decision.retained if dossier.decision is not None else ()
    return any(kept.until is None or kept.until >= on for kept in retained)


def erased(dossier: Dossier, erasures: tuple[Erasure, ...], on: date) -> Dossier:
    """The dossier after them. Its status, its steps and the jury's words are what they were."""
    after = dossier
    if Erasure.DOCUMENTS in erasures:
        after = replace(after, documents=_purged(after.documents))
    if Erasure.REDUCTION in erasures:
        after = replace(_reduced(after), reduced_on=on)
    if Erasure.ANONYMISATION in erasures:
        after = replace(_reduced(after), candidate=_nobody(after), anonymised_on=on)
    return after


def _reduced(dossier: Dossier) -> Dossier:
    """The dossier with nobody's name in it but the candidate's, and no free words."""
    return replace(what_stays(dossier), documents=_purged(dossier.documents))


def _purged(documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(
        replace(
            what_stays(document),
            state=DocumentState.PURGED if document.is_shown else DocumentState.DELETED,
            file_name=str(document.kind),
        )
        for document in documents
    )


def _nobody(dossier: Dossier) -> Candidate:
    """Somebody of that situation and sex, as statistics count them; each dossier's is another one."""
    return Candidate(
        birth_name=f"{ANONYMOUS} {dossier.number}",
        first_names=ANONYMOUS,
        birth_date=_NO_DAY,
        birth_place=ANONYMOUS,
        sex=dossier.candidate.sex,
        employment=Employment(status=dossier.candidate.employment.status),
    )
