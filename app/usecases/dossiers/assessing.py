"""The assessment: recorded, observed by the trade professional, completed."""

from dataclasses import replace

from app.domain import assessing
from app.domain.assessment import Assessment, Scope
from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.parts import DossierPart, PartVersion, fingerprint
from app.domain.refusal import Refusal
from app.domain.scope import standing_scope
from app.usecases.dossiers.acting import Act, PutResult, act, put_part
from app.usecases.dossiers.facts import known_companies
from app.usecases.dossiers.trade_invitation import close_invitation
from app.usecases.ports import UnitOfWork


async def record_assessment(uow: UnitOfWork, command: Act, assessment: Assessment) -> PutResult:
    """Keep what the evaluator records; the first record freezes the scope (D23)."""
    employers = await _employers_named_in(uow, assessment)

    def transition(case: Case) -> Dossier | Refusal:
        known = case.known_companies.joined_with(employers)
        return assessing.record_assessment(replace(case, known_companies=known), assessment)

    return await put_part(uow, command, transition, part=DossierPart.ASSESSMENT)


async def _employers_named_in(uow: UnitOfWork, assessment: Assessment) -> KnownCompanies:
    """What is known of the employer of the professional whom the assessment names (D62)."""
    if assessment.professional is None:
        return NONE_KNOWN
    async with uow:
        return await known_companies(uow, (assessment.professional.employer_siren,))


async def complete_assessment(uow: UnitOfWork, command: Act) -> Dossier:
    """Close the assessment: the dossier now awaits the jury."""
    return await act(uow, command, assessing.complete_assessment)


async def record_trade_observations(uow: UnitOfWork, command: Act, observations: str) -> PutResult:
    """Keep the trade evaluator's observations (R55): their invitation was for this one act, and is over."""

    async def leave(within: UnitOfWork, saved: Dossier, _: Case) -> None:
        await close_invitation(within, saved.id, command.now.at)

    return await put_part(
        uow,
        command,
        lambda case: assessing.record_trade_observations(case, observations),
        part=DossierPart.TRADE_OBSERVATIONS,
        also=leave,
    )


async def waive_trade_observations(uow: UnitOfWork, command: Act, reason: str) -> Dossier:
    """Go without the trade evaluator's observations, for a reason (D2)."""
    noted = replace(command, details={"reason": reason})
    return await act(uow, noted, lambda case: assessing.waive_trade_observations(case, reason))


def scope_shown(case: Case) -> Scope:
    """The scope that is frozen, or the one that would be today."""
    return standing_scope(case)


def assessment_version(case: Case) -> PartVersion:
    """The assessment's version; beside it, what is shown with it: the trade observations, a scope not frozen yet."""
    dossier = case.dossier
    scope = None if dossier.scope else scope_shown(case)
    shown = None if scope is None and dossier.trade_observations is None else (scope, dossier.trade_observations)
    beside = 0 if shown is None else fingerprint(shown)
    return replace(DossierPart.ASSESSMENT.version_in(dossier), beside=beside)
