"""By which names people are told what happens: an event says whom it may be told to, a listener who they are.

That an event reaches who may see its dossier, and nobody else, is ``db/visibility.py``'s to say; the tests hold the
two together.
"""

from collections.abc import Iterable
from uuid import UUID

from app.domain.event_types import EventType
from app.usecases.access import Caller, Role

SECRETARIAT = "secretariat"
_OF_THE_COMPANY = frozenset({EventType.DOSSIER_FUNDING_CHANGED, EventType.APPEAL_FILED, EventType.APPEAL_ANSWERED})
"""What those alone read who manage the dossier, neither its assessors nor its jury."""


def ears_of(caller: Caller) -> frozenset[str]:
    """The names by which ``caller`` is told."""
    match caller.role:
        case Role.SECRETARIAT:
            names = [SECRETARIAT]
        case Role.EMPLOYER:
            names = _named("company", caller.company_id)
        case Role.EVALUATOR:
            names = _named("evaluator", caller.evaluator_id)
        case Role.TRADE_EVALUATOR:
            names = _named("dossier", caller.dossier_id)
        case Role.JURY:
            names = _named("jury", caller.user_id)
        case _:
            return frozenset()
    return frozenset([*names, *_named("account", caller.user_id)])


def audience_of(
    event_type: str,
    *,
    about: UUID,
    dossier_id: UUID | None,
    company_id: UUID | None,
    evaluator_id: UUID | None,
    jury: Iterable[UUID],
) -> frozenset[str]:
    """Those whom an event may be told to: ``jury`` are the members who may see its dossier, or its session."""
    if event_type == EventType.ACCOUNT_FACTORS_RESET:
        return frozenset([SECRETARIAT, *_named("account", about)])
    company = [SECRETARIAT, *_named("company", company_id)]
    if event_type in _OF_THE_COMPANY:
        return frozenset(company)
    members = [name for each in jury for name in _named("jury", each)]
    return frozenset([*company, *_named("evaluator", evaluator_id), *_named("dossier", dossier_id), *members])


def _named(kind: str, id_: UUID | None) -> list[str]:
    return [] if id_ is None else [f"{kind}:{id_}"]
