"""The assessment: recorded, observed by the trade professional, completed."""

from dataclasses import replace

from app.domain import assessing
from app.domain.assessment import Assessment, Scope
from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.scope import standing_scope
from app.usecases.dossiers.acting import Act, PutResult, act, put_part
from app.usecases.dossiers.trade_invitation import close_invitation
from app.usecases.ports import UnitOfWork


async def record_assessment(uow: UnitOfWork, command: Act, assessment: Assessment) -> PutResult:
    """Keep what the evaluator records; the first record freezes the scope (D23)."""
    return await put_part(
        uow,
        command,
        lambda case: assessing.record_assessment(case, assessment),
        exists=lambda dossier: dossier.assessment is not None,
    )


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
        exists=lambda dossier: dossier.trade_observations is not None,
        also=leave,
    )


async def waive_trade_observations(uow: UnitOfWork, command: Act, reason: str) -> Dossier:
    """Go without the trade evaluator's observations, for a reason (D2)."""
    noted = replace(command, details={"reason": reason})
    return await act(uow, noted, lambda case: assessing.waive_trade_observations(case, reason))


def scope_shown(case: Case) -> Scope:
    """The scope that is frozen, or the one that would be today."""
    return standing_scope(case)
