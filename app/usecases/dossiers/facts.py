"""The facts by which a dossier is judged on a day, gathered for the domain."""

from datetime import date
from uuid import UUID

from app.domain.candidate import Employment
from app.domain.case import Case, CompanyFacts
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence, Framework, framework_in_force
from app.domain.company import Company
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.paging import PageRequest
from app.usecases.ports import UnitOfWork


async def facts_of(uow: UnitOfWork, dossier: Dossier, on: date) -> Case:
    """The case of ``dossier`` on ``on``."""
    frameworks = await uow.reference.frameworks_of(dossier.certification_code)
    earlier = await uow.dossiers.decided_of_person(dossier.candidate.person_key, except_id=dossier.id)
    framework = _framework_for(dossier, frameworks, on)
    company = await company_facts(uow, dossier.company_id)
    return Case(
        dossier=dossier,
        on=on,
        certification=CERTIFICATIONS[dossier.certification_code],
        framework=framework,
        parameters=await uow.reference.parameters(),
        company=company,
        employer=company or await employer_on_record(uow, dossier.candidate.employment),
        evaluator=await uow.evaluators.get(dossier.evaluator.evaluator_id) if dossier.evaluator else None,
        frameworks=frameworks,
        other_frameworks=await _frameworks_of_others(uow, dossier, earlier),
        earlier=earlier,
        equivalences=await _equivalences(uow, on),
        bridged_competences=await _bridged(uow, dossier, framework, on),
    )


async def company_facts(uow: UnitOfWork, company_id: UUID | None) -> CompanyFacts | None:
    """What the rules need to know of the dossier's company."""
    company = await uow.companies.get(company_id) if company_id is not None else None
    return None if company is None else _facts(company)


async def employer_on_record(uow: UnitOfWork, employment: Employment) -> CompanyFacts | None:
    """The employer, where its company is known: its IDCC then counts, not the one declared. A host is none (D20)."""
    if employment.employer is None or employment.is_hosted:
        return None
    found = await uow.companies.page(PageRequest(limit=1), siret=employment.employer.siret, state="approved")
    return _facts(found.items[0]) if found.items else None


def _facts(company: Company) -> CompanyFacts:
    return CompanyFacts(
        id=company.id,
        siret=company.siret,
        name=company.name,
        idcc=company.idcc,
        ccnic_verified=company.ccnic_verified,
    )


def _framework_for(dossier: Dossier, frameworks: tuple[Framework, ...], on: date) -> Framework:
    """The frozen version once the assessment has started, else the one in force (R57)."""
    if dossier.scope is not None:
        return next(f for f in frameworks if f.version == dossier.scope.framework_version)
    current = framework_in_force(frameworks, on)
    if current is None:
        raise InvalidInput(
            Violation(
                code="no_framework_in_force",
                detail=Text(
                    f"Aucun référentiel de {dossier.certification_code} n'est en vigueur le {on.isoformat()} : "
                    "le secrétariat doit le publier.",
                    f"No framework of {dossier.certification_code} is in force on {on.isoformat()}: "
                    "the secretariat has to publish it.",
                ),
            )
        )
    return current


async def _frameworks_of_others(
    uow: UnitOfWork, dossier: Dossier, earlier: tuple[Dossier, ...]
) -> tuple[Framework, ...]:
    verified = {held.code for held in dossier.candidate.held_certifications if held.is_verified}
    codes = {other.certification_code for other in earlier} | (verified & CERTIFICATIONS.keys())
    found: list[Framework] = []
    for code in sorted(codes - {dossier.certification_code}):
        found.extend(await uow.reference.frameworks_of(code))
    return tuple(found)


async def _equivalences(uow: UnitOfWork, on: date) -> tuple[CqpiEquivalence, ...]:
    return tuple(row for row in await uow.reference.cqpi_equivalences() if row.in_force_from <= on)


async def _bridged(uow: UnitOfWork, dossier: Dossier, framework: Framework, on: date) -> frozenset[str]:
    """The competences that the dossier's bridge brings (R78): in force, confirmed (D26), from a verified one (D25)."""
    if dossier.bridge_id is None:
        return frozenset()
    found = await uow.reference.bridge(dossier.bridge_id)
    if found is None or found.value.in_force_from > on or not found.value.confirmed:
        return frozenset()
    held = {item.code for item in dossier.candidate.held_certifications if item.is_verified}
    return frozenset(found.value.brings(framework)) if found.value.partner_certification in held else frozenset()
