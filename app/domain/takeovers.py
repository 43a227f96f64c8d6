"""Taking over what was decided before the platform: kinds of records, what becomes of each, where it is from (D77)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.text import Text


class TakeoverKind(StrEnum):
    """The kinds of records, in the order in which they are written: what others rest on comes first."""

    COMPANIES = "companies"
    EVALUATORS = "evaluators"
    USERS = "users"
    JURY_SESSIONS = "jury_sessions"
    CERTIFICATES = "certificates"
    PARTIAL_RESULTS = "partial_results"
    DOSSIERS = "dossiers"


TAKEOVER_KIND_LABELS: Mapping[TakeoverKind, Text] = {
    TakeoverKind.COMPANIES: Text("Entreprises", "Companies"),
    TakeoverKind.EVALUATORS: Text("Évaluateurs habilités", "Authorised evaluators"),
    TakeoverKind.USERS: Text("Comptes", "Accounts"),
    TakeoverKind.JURY_SESSIONS: Text("Sessions de jury à venir", "Jury sessions to come"),
    TakeoverKind.CERTIFICATES: Text("Registre des parchemins", "Register of certificates"),
    TakeoverKind.PARTIAL_RESULTS: Text("Résultats partiels conservés", "Partial results that are retained"),
    TakeoverKind.DOSSIERS: Text("Dossiers en cours", "Running dossiers"),
}


class TakeoverResult(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    REFUSED = "refused"
    CONFLICT = "conflict"


TAKEOVER_RESULT_LABELS: Mapping[TakeoverResult, Text] = {
    TakeoverResult.CREATED: Text("Créée", "Created"),
    TakeoverResult.UNCHANGED: Text("Inchangée", "Unchanged"),
    TakeoverResult.UPDATED: Text("Mise à jour", "Updated"),
    TakeoverResult.REFUSED: Text("Refusée", "Refused"),
    TakeoverResult.CONFLICT: Text("En conflit, laissée telle quelle", "In conflict, left as it is"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrigin:
    """Where a record was taken over from: the batch, and how the former system calls itself and the record."""

    batch: UUID
    source: str
    source_id: str
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """A record taken over before: the digest of its row, what it became, and in which version it was left then."""

    digest: bytes
    subject_id: UUID
    version: int


def result_of(digest: bytes, known: KnownRecord | None, version: int | None) -> TakeoverResult:
    """What becomes of a row that may be written: idempotent by its id and its content.

    ``version`` is that of what it became, None where that is gone. What somebody has touched since is left as it is.
    """
    if known is None:
        return TakeoverResult.CREATED
    if known.digest == digest:
        return TakeoverResult.UNCHANGED
    return TakeoverResult.UPDATED if version == known.version else TakeoverResult.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTotal:
    """How many records of a kind the certifier counts; None for state or year: of all of them."""

    kind: TakeoverKind
    state: str | None
    year: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many the takeover finds against how many were given; ``given`` None where no total was."""

    kind: TakeoverKind
    state: str | None
    year: int | None
    found: int
    given: int | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the two are the same, None where nothing was given."""
        return None if self.given is None else self.given == self.found


Tally = Mapping[tuple[TakeoverKind, str | None, int | None], int]
"""How many of each kind, state and year."""


def reconcile(found: Tally, given: tuple[GivenTotal, ...]) -> tuple[Reconciled, ...]:
    """Each total that was given against what is found, then what is found and was not given.

    A total without state, or without year, is of all states, or of all years.
    """
    told = [
        Reconciled(kind=each.kind, state=each.state, year=each.year, found=_found(found, each), given=each.count)
        for each in given
    ]
    named = {(each.kind, each.state, each.year) for each in given}
    beside = [
        Reconciled(kind=kind, state=state, year=year, found=count)
        for (kind, state, year), count in found.items()
        if (kind, state, year) not in named
    ]
    return (
        *told,
        *sorted(beside, key=lambda each: (list(TakeoverKind).index(each.kind), str(each.state), each.year or 0)),
    )


def _found(found: Tally, total: GivenTotal) -> int:
    return sum(
        count
        for (kind, state, year), count in found.items()
        if kind is total.kind and total.state in {None, state} and total.year in {None, year}
    )
