"""Whose a dossier is: a company attached to it later, another employer (D64)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.candidate import Employment
from app.domain.case import Case
from app.domain.company import Company
from app.domain.company_facts import CompanyFacts, unknown_company
from app.domain.dossier import Dossier
from app.domain.employers import EmployerChange, change_employer
from app.domain.employers import attach_company as attached_to
from app.domain.law import Violation
from app.domain.rules.decisions import D64
from app.domain.text import Text
from app.usecases.access import SYSTEM
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.facts import facts_of_company, known_companies, units_named_in
from app.usecases.dossiers.jury_registration import agenda_session_of
from app.usecases.errors import InvalidInput
from app.usecases.persons.recognising import recognise_again
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import Departure, FundingView


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEmployer:
    """What the secretariat says of a change of employer, as it says it."""

    on: date
    reason: str
    goes_on: bool
    company_id: UUID | None = None
    employment: Employment | None = None


async def attach_company(uow: UnitOfWork, command: Act, company_id: UUID) -> Dossier:
    """Give the dossier to the company that had no account when it was opened (R34, D64).

    Whose the dossier is is looked at again: the company is evidence (D49). Raises as an act does, InvalidInput.
    """
    told = replace(command, details={"attached": True, "company_id": str(company_id)}, rules=(D64,))
    async with uow:
        named = await uow.companies.hold(company_id)  # before the dossier, as a succession does
        case = await load_case_for_update(uow, told)
        await uow.persons.lock_identities((case.dossier.candidate.identity,))
        company = _with_an_account(named)
        known = await known_companies(uow, {*units_named_in(case.dossier.candidate.employment), company.siren})
        after = unwrap(attached_to(case, company, known), command.now.on)
        saved = await save(uow, told, before=case, after=after)
        await recognise_again(uow, (saved.id,), now=command.now, new_id=command.new_id)
        await uow.commit()
    return saved


async def record_employer_change(uow: UnitOfWork, command: Act, said: NewEmployer) -> Dossier:
    """Give the dossier to another company, or to none, or close it where the candidacy ends.

    The company that it leaves goes on reading it as it was. Raises as an act does, InvalidInput, RulesRefused.
    """
    async with uow:
        named = await uow.companies.hold(said.company_id) if said.company_id is not None else None
        case = await load_case_for_update(uow, command)
        before = case.dossier
        fundings = await _fundings(uow, before)
        company = _with_an_account(named) if said.company_id is not None else None
        change = await _change(uow, case, said, company, fundings)
        session = await agenda_session_of(uow, before)
        after = unwrap(change_employer(case, change, session), command.now.on)
        if before.company_id is not None and after.company_id != before.company_id:
            await uow.dossiers.leave(
                Departure(id=command.new_id(), dossier=before, fundings=fundings, left_on=said.on, at=command.now.at)
            )
        saved = await save(uow, _told(command, said, before, after), before=before, after=after)
        await uow.commit()
    return saved


async def _change(
    uow: UnitOfWork,
    case: Case,
    said: NewEmployer,
    company: CompanyFacts | None,
    fundings: tuple[FundingView, ...],
) -> EmployerChange:
    employment = said.employment or case.dossier.candidate.employment
    units = {*units_named_in(employment), *((company.siren,) if company is not None else ())}
    return EmployerChange(
        on=said.on,
        reason=said.reason,
        goes_on=said.goes_on,
        company=company,
        employment=said.employment,
        known=await known_companies(uow, units),
        fundings=tuple((each.funder_code, each.reference) for each in fundings),
    )


async def _fundings(uow: UnitOfWork, dossier: Dossier) -> tuple[FundingView, ...]:
    view = await uow.dossiers.view(SYSTEM, dossier.id)
    return view.fundings if view is not None else ()


def _with_an_account(company: Company | None) -> CompanyFacts:
    """What is known of the company, which has an account and has not been succeeded. Raises InvalidInput."""
    if company is None:
        raise InvalidInput(unknown_company("/company_id"))
    if not company.is_approved or company.succession is not None:
        raise InvalidInput(_WITHOUT_AN_ACCOUNT)
    return facts_of_company(company)


def _told(command: Act, said: NewEmployer, before: Dossier, after: Dossier) -> Act:
    """What history and events remember: whose it was and is, since when, and why."""
    details = {
        "employer_change": "change",
        "on": said.on.isoformat(),
        "goes_on": said.goes_on,
        "reason": said.reason,
        "company_id": _named(after.company_id),
        "former_company_id": _named(before.company_id if after.company_id != before.company_id else None),
        "former_employer": _siret(before.candidate.employment),
        "employer": _siret(after.candidate.employment),
    }
    return replace(command, details=details, rules=(D64,))


def _named(company_id: UUID | None) -> str | None:
    return None if company_id is None else str(company_id)


def _siret(employment: Employment) -> str | None:
    return None if employment.employer is None else employment.employer.siret


_WITHOUT_AN_ACCOUNT = Violation(
    code="company_not_approved",
    rule=D64,
    pointer="/company_id",
    detail=Text(
        "Cette entreprise n'a pas de compte approuvé, ou une autre l'a reprise : vérifiez-la, ou "
        "nommez celle qui lui succède.",
        "This company has no approved account, or another one has taken over from it: verify it, or "
        "name the one that succeeds it.",
    ),
)
