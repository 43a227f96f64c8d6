"""The secretariat in the employer's place: what is the employer's alone, done for one who is gone or silent (D64)."""

from app.domain.actions import ACTIONS
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.pathway import Actor, Pathway, is_the_employers_alone
from app.domain.pathways import pathway_followed_by
from app.domain.rules.decisions import D64
from app.domain.text import Text
from app.domain.wording import says_something


def is_stood_in_for(operation_id: str, pathway: Pathway) -> bool:
    """Whether the secretariat performs it there only in the employer's place."""
    action, actors = ACTIONS.get(operation_id), pathway.acts.get(operation_id, ())
    return action is not None and action.stood_in_for and is_the_employers_alone(actors)


def stands_in(dossier: Dossier, operation_id: str, role: str) -> bool:
    """Whether who acts in that role does it in the employer's place."""
    return role == Actor.SECRETARIAT and is_stood_in_for(operation_id, pathway_followed_by(dossier))


def without_a_reason(reason: str | None) -> tuple[Violation, ...]:
    """That the secretariat, in the employer's place, does not say why."""
    return () if reason is not None and says_something(reason) else (_REASON_MISSING,)


_REASON_MISSING = Violation(
    code="reason_missing",
    rule=D64,
    pointer="/reason",
    detail=Text(
        "Cet acte est celui de l'employeur : le secrétariat l'accomplit à sa place en disant pourquoi (reason).",
        "This act is the employer's: the secretariat performs it in its place and says why (reason).",
    ),
)
