"""Where a dossier stands, and what may be done next."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.domain.case import Case
from app.domain.checklist import Checklist, checklist
from app.domain.jury import JurySession
from app.usecases.access import Caller, Grant, Role
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.reading import dossier_as_seen_by
from app.usecases.dossiers.warnings import with_other_requests
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

_OF_THE_CHAIR = frozenset({"deliberate", "correctDecision", "postponeDossier", "requestRedeliberation"})
"""What the chair does alone, of a jury's members."""

GrantOf = Callable[[str, Role], Grant | None]
"""The right of a role to an operation, None where it has none: the policy, as the use case is given it."""


@dataclass(frozen=True, slots=True)
class CaseChecklist:
    """A checklist, and the case that it tells of."""

    case: Case
    checklist: Checklist


async def read_checklist(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, now: Moment, grant_of: GrantOf
) -> CaseChecklist:
    """Every step and what it lacks, every action that is open and whose it is, what is due. Raises NotFound."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
        if dossier is None:
            raise NotFound
        seen = dossier_as_seen_by(caller, dossier)
        case = await with_other_requests(uow, caller, await facts_of(uow, seen, now.on))
        session = await _session(uow, case)
        certificates = await uow.certificates.of_dossier(dossier.id) if dossier.decisions else ()

    def allowed(operation_id: str) -> bool:
        grant = grant_of(operation_id, caller.role)
        if grant is None or not grant.covers(dossier.pathway):
            return False
        return operation_id not in _OF_THE_CHAIR or caller.role is not Role.JURY or _chairs(caller, session)

    told = checklist(case, role=caller.role, allowed=allowed, session=session, certificates=certificates)
    return CaseChecklist(case, told)


def _chairs(caller: Caller, session: JurySession | None) -> bool:
    return session is not None and session.presides(caller.user_id)


async def _session(uow: UnitOfWork, case: Case) -> JurySession | None:
    """The session that the dossier is registered to, else the next one that takes registrations."""
    registered = case.dossier.jury_registration.session_id
    if registered is not None:
        return await uow.jury_sessions.get(registered)
    return await uow.jury_sessions.next_taking_registrations(case.on)
