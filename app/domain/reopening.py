"""A dossier that was closed by mistake, opened again as it was (D66)."""

from dataclasses import replace
from uuid import UUID

from app.domain.admissibility import has_lapsed, put_back, request_of
from app.domain.case import Case
from app.domain.dossier import ClosureReason, Dossier, JuryRegistration, JuryRegistrationState, Reopening
from app.domain.jury import JurySession
from app.domain.named_appeals import REOPENED_BY, named_appeal_faults
from app.domain.once_each import begun_meanwhile
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.text import Text

_BY_MISTAKE = frozenset({ClosureReason.WITHDRAWN, ClosureReason.LAPSED, ClosureReason.INADMISSIBLE})
"""The closures that may have been a mistake."""


def is_reopenable(dossier: Dossier) -> bool:
    """Whether the secretariat may open it again."""
    return _not_reopenable(dossier) is None


def reopen(
    case: Case, reason: str, *, appeal_id: UUID | None = None, session: JurySession | None = None, registered: int = 0
) -> Dossier | Refusal:
    """The dossier as it was: a request that was refused waits for another answer, a candidacy that is over meanwhile is
    counted again, the place on an agenda is given back where it can be.

    ``session``: the one from whose agenda the closure took it, where ``registered`` dossiers stand today.
    """
    closure = case.dossier.closure
    contested = REOPENED_BY.get(closure.reason) if closure is not None else None
    refusal = (
        _not_reopenable(case.dossier)
        or invalid(named_appeal_faults(case.dossier, appeal_id, contested))
        or refused(begun_meanwhile(case))
    )
    if refusal or closure is None:
        return refusal or already_done(_OPEN)
    opened = replace(
        case.dossier, closure=None, jury_registration=_registration(case, session=session, registered=registered)
    )
    if closure.reason is ClosureReason.INADMISSIBLE:
        opened = replace(opened, admissibility=put_back(request_of(opened), case.on, reason))
    counts_from = case.on if has_lapsed(replace(case, dossier=opened)) else None
    kept = Reopening(closure=closure, reason=reason, on=case.on, counts_from=counts_from, appeal_id=appeal_id)
    return replace(opened, reopenings=(*opened.reopenings, kept))


def _registration(case: Case, *, session: JurySession | None, registered: int) -> JuryRegistration:
    """Where it stood on an agenda, it stands there again, or is not exposed for having lost its place (D12)."""
    closure, registration = case.dossier.closure, case.dossier.jury_registration
    if closure is None or closure.session_id is None:
        return registration
    if session is not None and session.takes_registrations(case.on) and registered < session.capacity:
        return replace(registration, state=JuryRegistrationState.REGISTERED, session_id=session.id)
    return replace(registration, state=JuryRegistrationState.POSTPONED, by_branch=True)


def _not_reopenable(dossier: Dossier) -> Refusal | None:
    if dossier.closure is None:
        return already_done(_DECIDED if dossier.decisions else _OPEN)
    if is_erased(dossier):
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(WORDS_ERASED,))
    return None if dossier.closure.reason in _BY_MISTAKE else already_done(_FOR_GOOD)


_OPEN = Text("Ce dossier est ouvert (D66).", "This dossier is open (D66).")
_DECIDED = Text(
    "Le jury a statué sur ce dossier : seule une nouvelle délibération revient sur sa décision (D66).",
    "The jury has decided on this dossier: only a new deliberation goes back on its decision (D66).",
)
_FOR_GOOD = Text("Cette clôture ne se reprend pas (D66).", "This closure is not taken back (D66).")
