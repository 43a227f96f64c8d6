"""A decided dossier is put before a jury again: on the agenda of a session, whose members see it (D39, D66)."""

from dataclasses import replace
from uuid import UUID

from app.domain.appeals import AppealAgainst
from app.domain.case import Case
from app.domain.deliberating import not_decided, of_nobody
from app.domain.dossier import Dossier, JuryRegistrationState, RedeliberationRequest
from app.domain.jury import JurySession, SessionState
from app.domain.jury_registration import full_session
from app.domain.law import Violation
from app.domain.named_appeals import named_appeal_faults
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules.decisions import D39
from app.domain.text import Text

_OPEN_TO_IT = frozenset({SessionState.PLANNED, SessionState.OPEN})


def request_redeliberation(
    case: Case, session: JurySession, already_registered: int, *, reason: str, appeal_id: UUID | None = None
) -> Dossier | Refusal:
    """Put the decided dossier on the agenda of ``session``, where ``already_registered`` dossiers stand before it.

    What was decided stays in force until that session has decided, and is closed.
    """
    dossier = case.dossier
    if dossier.decision is None:
        return not_decided()
    refusal = (
        of_nobody(case)
        or _not_now(dossier)
        or invalid(named_appeal_faults(dossier, appeal_id, AppealAgainst.JURY_DECISION))
        or refused((*_closed(session), *full_session(session, already_registered)))
    )
    request = RedeliberationRequest(requested_on=case.on, reason=reason, appeal_id=appeal_id)
    return refusal or replace(
        dossier,
        jury_registration=replace(
            dossier.jury_registration,
            state=JuryRegistrationState.REGISTERED,
            session_id=session.id,
            redeliberation=request,
        ),
    )


def _not_now(dossier: Dossier) -> Refusal | None:
    if dossier.awaits_redeliberation:
        return already_done(_REQUESTED)
    if dossier.awaiting_signature is not None:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_UNSIGNED,))
    return None


def _closed(session: JurySession) -> tuple[Violation, ...]:
    return () if session.state in _OPEN_TO_IT else (_CLOSED,)


_REQUESTED = Text(
    "Une nouvelle délibération est déjà demandée : reportez le dossier à une autre session s'il le faut.",
    "A new deliberation is already requested: postpone the dossier to another session if need be.",
)
_UNSIGNED = Violation(
    code="decision_not_signed",
    rule=D39,
    detail=Text(
        "La session qui a statué n'est pas close : elle peut statuer de nouveau, ou sa clôture vient d'abord.",
        "The session that decided is not closed: it may decide again, or its closure comes first.",
    ),
)
_CLOSED = Violation(
    code="session_not_open_for_registration",
    rule=D39,
    pointer="/session_id",
    detail=Text(
        "Une nouvelle délibération se demande à une session prévue ou ouverte : choisissez-en une autre.",
        "A new deliberation is asked of a session that is planned or open: choose another one.",
    ),
)
