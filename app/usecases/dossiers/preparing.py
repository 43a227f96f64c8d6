"""Before the assessment: skills identification, training plan, what the secretariat checks, registration."""

from dataclasses import replace
from datetime import date

from app.domain import preparation
from app.domain.case import Case
from app.domain.dossier import Dossier, SkillsIdentification, TrainingPlan
from app.domain.parts import DossierPart
from app.usecases.dossiers.acting import Act, PutResult, act, put_part
from app.usecases.persons.recognising import recognise_again
from app.usecases.ports import UnitOfWork


async def record_skills_identification(
    uow: UnitOfWork, command: Act, identification: SkillsIdentification
) -> PutResult:
    """Keep the interview with the two experts (R25)."""
    return await put_part(
        uow,
        command,
        lambda case: preparation.record_skills_identification(case, identification),
        part=DossierPart.SKILLS_IDENTIFICATION,
    )


async def record_training_plan(uow: UnitOfWork, command: Act, plan: TrainingPlan) -> PutResult:
    """Keep the plan by which the missing competences are acquired (R26)."""
    return await put_part(
        uow,
        command,
        lambda case: preparation.record_training_plan(case, plan),
        part=DossierPart.TRAINING_PLAN,
    )


async def record_portfolio(uow: UnitOfWork, command: Act, completed_on: date) -> PutResult:
    """Keep that the candidate has written the VAE portfolio (R38)."""
    return await put_part(
        uow,
        command,
        lambda case: preparation.record_portfolio(case, completed_on),
        part=DossierPart.PORTFOLIO,
    )


async def confirm_direct_assessment(uow: UnitOfWork, command: Act, *, confirmed: bool, evidence: str) -> Dossier:
    """Keep the secretariat's word on the conditions of the direct assessment (D43)."""
    noted = replace(command, details={"confirmed": confirmed, "evidence": evidence})
    return await act(
        uow, noted, lambda case: preparation.confirm_direct_assessment(case, confirmed=confirmed, evidence=evidence)
    )


async def verify_held_certification(
    uow: UnitOfWork, command: Act, code: str, *, verified: bool, reason: str
) -> Dossier:
    """Keep what the secretariat found of a certification that the candidate declares (D25)."""
    noted = replace(command, details={"code": code, "verified": verified, "reason": reason})

    async def recognised_by_number(uow: UnitOfWork, saved: Dossier, _: Case) -> None:
        await recognise_again(uow, (saved.id,), now=command.now, new_id=command.new_id)

    return await act(
        uow,
        noted,
        lambda case: preparation.verify_held_certification(case, code, verified=verified, reason=reason),
        also=recognised_by_number,
    )


async def complete_registration(uow: UnitOfWork, command: Act) -> Dossier:
    """Close the registration, or refuse with everything that is missing."""
    return await act(uow, command, preparation.complete_registration)
