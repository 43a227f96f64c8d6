"""The secretariat in the employer's place: what is the employer's alone, done for one who is gone or silent (D64)."""

from collections.abc import Collection

from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.pathway import Actor
from app.domain.pathways import pathway_followed_by
from app.domain.rules.decisions import D64
from app.domain.text import Text
from app.domain.wording import says_something


def is_the_employers_alone(actors: Collection[str]) -> bool:
    """Whether the employer performs it, and the secretariat only in its place."""
    return Actor.EMPLOYER in actors and Actor.SECRETARIAT not in actors


def stands_in(dossier: Dossier, operation_id: str, role: str) -> bool:
    """Whether who acts in that role does it in the employer's place."""
    actors = pathway_followed_by(dossier).acts.get(operation_id, ())
    return role == Actor.SECRETARIAT and is_the_employers_alone(actors)


def without_a_reason(dossier: Dossier, operation_id: str, role: str, reason: str | None) -> tuple[Violation, ...]:
    """That the secretariat acts in the employer's place and does not say why."""
    if not stands_in(dossier, operation_id, role) or (reason is not None and says_something(reason)):
        return ()
    return (REASON_MISSING,)


REASON_MISSING = Violation(
    code="reason_missing",
    rule=D64,
    pointer="/reason",
    detail=Text(
        "Cet acte est celui de l'employeur : le secrétariat l'accomplit à sa place en disant pourquoi (reason).",
        "This act is the employer's: the secretariat performs it in its place and says why (reason).",
    ),
)
