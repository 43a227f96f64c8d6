"""Where a dossier stands, and what may be done next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.case import Case
from app.domain.certificates import Certificate
from app.domain.checklist import Checklist, checklist
from app.domain.dossier import Dossier
from app.domain.form_limits import is_made_by_the_form
from app.domain.jury import JurySession
from app.domain.text import Text
from app.usecases.access import Caller, Grant, Role
from app.usecases.dossiers.facts import cases_of, facts_of
from app.usecases.dossiers.reading import dossier_as_seen_by
from app.usecases.dossiers.warnings import with_other_requests
from app.usecases.errors import Forbidden, InvalidInput, NotFound
from app.usecases.isolation import readable_among
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

_OF_THE_CHAIR = frozenset({"deliberate", "correctDecision", "postponeDossier", "requestRedeliberation"})
"""What the chair does alone, of a jury's members."""

_NO_CHECKLIST = Text("Les étapes du dossier ne vous sont pas montrées.", "The dossier's steps are not shown to you.")

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

    return _checklist_of(caller, case, grant_of, session, certificates)


async def read_checklists(
    uow: UnitOfWork, caller: Caller, *, dossiers: Sequence[Dossier], now: Moment, grant_of: GrantOf
) -> Mapping[UUID, CaseChecklist]:
    """The checklists of a page, by dossier: each kind of fact is read once. A dossier that has none is left out.

    ``dossiers`` are as the caller sees them. Raises Forbidden where the caller may read no checklist.
    """
    if grant_of("getChecklist", caller.role) is None:
        raise Forbidden(_NO_CHECKLIST)
    async with uow:
        cases = await readable_among(dossiers, lambda some: _cases_with_a_framework(uow, some, now.on))
        ids = [case.dossier.id for case in cases]
        others = await uow.dossiers.seen_of_persons(caller, ids)
        certificates = await uow.certificates.of_dossiers(ids)
        sessions = {each: await uow.jury_sessions.get(each) for each in _registered_to(cases)}
        next_one = await uow.jury_sessions.next_taking_registrations(now.on)
    found = {}
    for case in cases:
        dossier = case.dossier
        informed = replace(case, other_requests=others.get(dossier.id, ())) if is_made_by_the_form(dossier) else case
        registered = dossier.jury_registration.session_id
        session = next_one if registered is None else sessions[registered]
        issued = certificates.get(dossier.id, ()) if dossier.decisions else ()
        found[dossier.id] = _checklist_of(caller, informed, grant_of, session, issued)
    return found


async def _cases_with_a_framework(uow: UnitOfWork, dossiers: Sequence[Dossier], on: date) -> Sequence[Case]:
    """All together, or each alone where a certification of one has no framework in force."""
    try:
        return await cases_of(uow, dossiers, on)
    except InvalidInput:
        apart = [await _cases_with_a_framework(uow, (each,), on) for each in dossiers if len(dossiers) > 1]
        return [case for cases in apart for case in cases]


def _registered_to(cases: Iterable[Case]) -> frozenset[UUID]:
    sessions = (case.dossier.jury_registration.session_id for case in cases)
    return frozenset(session for session in sessions if session is not None)


def _checklist_of(
    caller: Caller,
    case: Case,
    grant_of: GrantOf,
    session: JurySession | None,
    certificates: tuple[Certificate, ...],
) -> CaseChecklist:
    def allowed(operation_id: str) -> bool:
        grant = grant_of(operation_id, caller.role)
        if grant is None or not grant.covers(case.dossier.pathway):
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
