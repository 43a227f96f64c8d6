"""Who pays for a dossier, as its employer and the secretariat say it (D72)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.funders import Funder
from app.domain.funding import Funding, FundingChange
from app.domain.funding_declarations import (
    Declarations,
    belongs_to_a_former_employer,
    corrected_in_what_was_left,
    funding_warnings,
)
from app.domain.law import RuleWarning
from app.domain.rules.decisions import D72
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, author_of, check_in_charge, load_case_for_update, save
from app.usecases.dossiers.events import event_of
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFundings:
    """Fundings of a dossier as somebody is shown them, and what to know of each of them (R79)."""

    dossier: Dossier
    fundings: tuple[Funding, ...]
    warnings: tuple[RuleWarning, ...] = ()

    @property
    def only(self) -> Funding:
        """The one that was asked for."""
        (found,) = self.fundings
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingChanges:
    """What is to change; None leaves as it is."""

    funder_code: str | None = None
    reference: str | None = None


async def list_fundings(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, now: Moment) -> DossierFundings:
    """The dossier's, rejected ones included, a former employer's aside where the next one asks (D64).

    Raises NotFound; Forbidden where the dossier has left the caller's company, which reads it as it was then.
    """
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
        if dossier is None:
            raise NotFound
        check_in_charge(dossier)
        shown = _shown(caller, dossier, await uow.fundings.of_dossier(dossier_id))
        warnings = await _warnings(uow, dossier, now) if shown else ()
    return DossierFundings(dossier=dossier, fundings=shown, warnings=warnings)


async def get_funding(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, funding_id: UUID, now: Moment
) -> DossierFundings:
    """One of them. Raises as ``list_fundings``, and NotFound where there is none of that id."""
    found = await list_fundings(uow, caller, dossier_id=dossier_id, now=now)
    return replace(found, fundings=(_named(found.fundings, funding_id),))


async def declare_funding(uow: UnitOfWork, command: Act, *, funder_code: str, reference: str) -> DossierFundings:
    """Name who pays. Raises as an act does, AlreadyDone, InvalidInput, RulesRefused."""
    async with uow:
        case, declarations = await _held(uow, command)
        wanted = Funding(id=command.new_id(), funder_code=funder_code, reference=reference, declared_at=command.now.at)
        declared = unwrap(declarations.declare(wanted), command.now.on)
        await uow.fundings.add(case.dossier.id, declared)
        told = replace(command, details=_details(declared, FundingChange.DECLARED), rules=(D72,))
        saved = await save(uow, told, before=case, after=case.dossier)
        await uow.commit()
    return DossierFundings(dossier=saved, fundings=(declared,), warnings=funding_warnings(case))


async def update_funding(
    uow: UnitOfWork, command: Act, *, funding_id: UUID, changes: FundingChanges
) -> DossierFundings:
    """Correct the number or the funder; who was named by mistake is told that they pay no more.

    Raises as an act does, NotFound, AlreadyDone, InvalidInput, RulesRefused.
    """
    async with uow:
        case, declarations = await _held(uow, command)
        former = _named(_shown(command.caller, case.dossier, declarations.fundings), funding_id)
        wanted = replace(
            former,
            funder_code=changes.funder_code or former.funder_code,
            reference=changes.reference or former.reference,
        )
        corrected = unwrap(declarations.correct(former, wanted), command.now.on)
        await uow.fundings.save(corrected)
        details = {**_details(corrected, FundingChange.CORRECTED), "former": _of(former)}
        told = replace(command, details=details, rules=(D72,))
        after = corrected_in_what_was_left(case.dossier, former, corrected)
        saved = await save(uow, told, before=case, after=after)
        if corrected.funder_code != former.funder_code:
            await _tell_the_former_funder(uow, command, saved, former)
        await uow.commit()
    return DossierFundings(dossier=saved, fundings=(corrected,), warnings=funding_warnings(case))


async def remove_funding(uow: UnitOfWork, command: Act, *, funding_id: UUID) -> Dossier:
    """Take it away; the history keeps what it was. Raises as an act does, NotFound, RulesRefused."""
    async with uow:
        case, declarations = await _held(uow, command)
        former = _named(_shown(command.caller, case.dossier, declarations.fundings), funding_id)
        unwrap(declarations.remove(former), command.now.on)
        await uow.fundings.remove(former.id)
        told = replace(command, details=_details(former, FundingChange.REMOVED), rules=(D72,))
        after = corrected_in_what_was_left(case.dossier, former, None)
        saved = await save(uow, told, before=case, after=after)
        await uow.commit()
    return saved


async def _held(uow: UnitOfWork, command: Act) -> tuple[Case, Declarations]:
    """The case, its dossier held, with its fundings and the funders. A write of a part always names its version."""
    is_write_over = command.operation_id == "updateFunding"
    case = await load_case_for_update(uow, command, replaces=is_write_over)
    fundings = await uow.fundings.of_dossier(case.dossier.id)
    return case, Declarations(case=case, fundings=fundings, funders=await _funders(uow))


async def _funders(uow: UnitOfWork) -> Mapping[str, Funder]:
    return {funder.code: funder for funder in await uow.funders.all()}


async def _tell_the_former_funder(uow: UnitOfWork, command: Act, saved: Dossier, former: Funding) -> None:
    told = event_of(
        EventType.DOSSIER_FUNDING_CHANGED,
        saved,
        at=command.now.at,
        new_id=command.new_id,
        details={
            **_details(former, FundingChange.REMOVED),
            "by": author_of(command.caller),
            "operation_id": command.operation_id,
        },
    )
    await uow.events.record(told)


async def _warnings(uow: UnitOfWork, dossier: Dossier, now: Moment) -> tuple[RuleWarning, ...]:
    try:
        return funding_warnings(await facts_of(uow, dossier, now.on))
    except InvalidInput:  # no framework is in force: nobody judges anything of the dossier yet
        return ()


def _shown(caller: Caller, dossier: Dossier, fundings: tuple[Funding, ...]) -> tuple[Funding, ...]:
    if caller.role is not Role.EMPLOYER:
        return fundings
    return tuple(each for each in fundings if not belongs_to_a_former_employer(dossier, each))


def _named(fundings: tuple[Funding, ...], funding_id: UUID) -> Funding:
    found = next((each for each in fundings if each.id == funding_id), None)
    if found is None:
        raise NotFound
    return found


def _of(funding: Funding) -> dict[str, str]:
    return {"funder_code": funding.funder_code, "reference": funding.reference}


def _details(funding: Funding, change: FundingChange) -> dict[str, Any]:
    """What history and the funder's event say of it."""
    return {**_of(funding), "confirmed": funding.confirmed, "change": change}
