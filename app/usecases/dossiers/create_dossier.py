"""Opening a dossier."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.admissibility import candidacy_ends_on
from app.domain.calendar import overdue
from app.domain.candidate import Candidate
from app.domain.creation import DossierOpening, open_dossier
from app.domain.dossier import Admissibility, Dossier, Trainer, Tutor
from app.domain.evaluators import TrainingBody
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, check_grant, save
from app.usecases.dossiers.facts import (
    certification_on,
    company_facts,
    facts_of,
    known_companies,
    networks_declared_among,
    units_named_in,
)
from app.usecases.errors import InvalidInput
from app.usecases.moment import Moment
from app.usecases.persons.possible_matches import record_possible_matches
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReference:
    """A funder, and the number that it knows the funding by."""

    funder_code: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """What is declared of a dossier when it is opened."""

    pathway: str
    variant: str | None
    certification_code: str
    option: str | None
    candidate: Candidate
    training_scheme: str | None
    training_body: TrainingBody | None
    accompanying_body: TrainingBody | None
    tutor: Tutor | None
    trainers: tuple[Trainer, ...]
    company_id: UUID | None
    requested_cqpi: tuple[str, ...]
    previous_dossier_id: UUID | None
    fundings: tuple[FundingReference, ...]
    bridge_id: UUID | None


async def create_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> Dossier:
    """Open a dossier, refused by the conditions of its pathway where D40 says so.

    Raises Forbidden, InvalidInput, RulesRefused.
    """
    async with uow:
        opened = await opened_dossier(uow, caller, new=new, now=now, new_id=new_id)
        await uow.commit()
    return opened


async def opened_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> Dossier:
    """The same, inside a transaction that is open already."""
    judged = await judged_dossier(uow, caller, new=new, now=now, new_id=new_id)
    opened = replace(judged, number=await uow.dossiers.next_number(now.on.year))
    command = Act(caller=caller, operation_id="createDossier", dossier_id=opened.id, now=now, new_id=new_id)
    await save(uow, command, before=None, after=opened)
    await record_possible_matches(uow, opened, now=now, new_id=new_id)
    for funding in new.fundings:
        await uow.fundings.add(opened.id, funding.funder_code, funding.reference)
    return opened


async def judged_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> Dossier:
    """The dossier as it would be opened, without a number; nothing of it is written. Raises as ``create_dossier``."""
    drafted = _drafted(caller, new, now, new_id())
    check_grant(caller, drafted)
    await _check_links(uow, caller, drafted, company_named=new.company_id)
    opening = DossierOpening(
        dossier=drafted,
        certification=await certification_on(uow, new.certification_code, drafted.requested_on),
        company=await company_facts(uow, drafted.company_id),
        parameters=await uow.reference.parameters(),
        networks=await networks_declared_among(uow, drafted.training_body, drafted.accompanying_body),
        known_companies=await known_companies(uow, units_named_in(drafted.candidate.employment)),
    )
    opened = unwrap(open_dossier(opening), drafted.requested_on)
    running = await _running_admissibility(uow, caller, opened, now.on)
    if running is None:
        return opened
    return replace(opened, admissibility=running, requested_on=running.received_on[0])


def _drafted(caller: Caller, new: NewDossier, now: Moment, dossier_id: UUID) -> Dossier:
    return Dossier(
        id=dossier_id,
        number="",
        pathway=new.pathway,
        variant=new.variant,
        certification_code=new.certification_code,
        option=new.option,
        candidate=new.candidate,
        training_scheme=new.training_scheme,
        training_body=new.training_body,
        accompanying_body=new.accompanying_body,
        tutor=new.tutor,
        trainers=new.trainers,
        company_id=caller.company_id if caller.role is Role.EMPLOYER else new.company_id,
        requested_cqpi=new.requested_cqpi,
        previous_dossier_id=new.previous_dossier_id,
        bridge_id=new.bridge_id,
        created_by_role=caller.role,
        created_on=now.on,
        requested_on=now.on,
        created_at=now.at,
        updated_at=now.at,
    )


async def _check_links(uow: UnitOfWork, caller: Caller, dossier: Dossier, *, company_named: UUID | None) -> None:
    """What the dossier points to exists, and may be seen by who points to it."""
    faults = []
    elsewhere = company_named not in {None, dossier.company_id}
    if elsewhere or (dossier.company_id is not None and await uow.companies.get(dossier.company_id) is None):
        faults.append(_unknown("company", "/company_id"))
    previous = dossier.previous_dossier_id
    if previous is not None and await uow.dossiers.get(caller, previous) is None:
        faults.append(_unknown("dossier", "/previous_dossier_id"))
    if dossier.bridge_id is not None:
        bridge = await uow.reference.bridge(dossier.bridge_id)
        if bridge is None or bridge.value.chemical_certification != dossier.certification_code:
            faults.append(_unknown("bridge", "/bridge_id"))
    if faults:
        raise InvalidInput(*faults)


async def _running_admissibility(uow: UnitOfWork, caller: Caller, dossier: Dossier, on: date) -> Admissibility | None:
    """D33: an admissibility that still runs is taken over from the former attempt at the same certification.

    The day of the request comes with it (D41).
    """
    if dossier.previous_dossier_id is None:
        return None
    previous = await uow.dossiers.get(caller, dossier.previous_dossier_id)
    same = (
        previous is not None
        and (previous.pathway, previous.certification_code) == (dossier.pathway, dossier.certification_code)
        and previous.candidate.person_key in await uow.persons.same_as(dossier.candidate.person_key)
    )
    if previous is None or not same:
        return None
    end = candidacy_ends_on(await facts_of(uow, previous, on))
    return previous.admissibility if end is not None and not overdue(end, on) else None


def _unknown(what: str, pointer: str) -> Violation:
    return Violation(
        code=f"unknown_{what}",
        pointer=pointer,
        detail=Text(
            "Cet identifiant ne désigne rien que vous puissiez voir, ou rien qui convienne ici.",
            "This identifier names nothing that you may see, or nothing that fits here.",
        ),
    )
