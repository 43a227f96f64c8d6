"""What changed of whom the CPNE authorises: France compétences is told of it within two months (R6113-16-1, -2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.calendar import add_months
from app.domain.evaluators import Authorisation
from app.domain.text import Text

TERM_TO_TELL_MONTHS = 2


class AuthorisationChangeKind(StrEnum):
    """What happened to an authorisation."""

    GRANTED = "granted"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


AUTHORISATION_CHANGE_LABELS = {
    AuthorisationChangeKind.GRANTED: Text("Accordée", "Granted"),
    AuthorisationChangeKind.CHANGED: Text("Durée modifiée", "Its term changed"),
    AuthorisationChangeKind.WITHDRAWN: Text("Retirée", "Withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationChange:
    """One change: ``authorisation`` as it now is, or as it was where it was withdrawn; ``former_until`` its last day
    before its term changed."""

    kind: AuthorisationChangeKind
    authorisation: Authorisation
    former_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """A change on record, of which evaluator. ``due_on``: the last day to tell of it, None of what was there before
    changes were recorded; ``told_on``: when France compétences was told."""

    id: UUID
    evaluator_id: UUID
    evaluator_name: str
    evaluator_siren: str | None
    change: AuthorisationChange
    changed_on: date
    due_on: date | None
    told_on: date | None


def changes_between(before: Iterable[Authorisation], after: Iterable[Authorisation]) -> Iterator[AuthorisationChange]:
    """What makes of the one the other: an authorisation is known by its certification, region and first day."""
    former = {_key(each): each for each in before}
    present = {_key(each): each for each in after}
    for key in sorted({**former, **present}):
        was, is_ = former.get(key), present.get(key)
        if was is None and is_ is not None:
            yield AuthorisationChange(kind=AuthorisationChangeKind.GRANTED, authorisation=is_)
        elif is_ is None and was is not None:
            yield AuthorisationChange(kind=AuthorisationChangeKind.WITHDRAWN, authorisation=was)
        elif was is not None and is_ is not None and was != is_:
            yield AuthorisationChange(
                kind=AuthorisationChangeKind.CHANGED, authorisation=is_, former_until=was.until_day
            )


def last_day_to_tell(changed_on: date) -> date:
    """Two months after the change, that day included."""
    return add_months(changed_on, TERM_TO_TELL_MONTHS)


def _key(authorisation: Authorisation) -> tuple[str, str, date]:
    return authorisation.certification_code, authorisation.region, authorisation.from_day
