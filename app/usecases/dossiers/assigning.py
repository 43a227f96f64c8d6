"""The evaluator of a dossier: chosen, willing, or not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.assigning import Declaration, choice_warnings
from app.domain.assigning import accept_assignment as accepted_by
from app.domain.assigning import choose_evaluator as entrusted_to
from app.domain.assigning import decline_assignment as given_back
from app.domain.assigning import distinguish_seats as told_apart
from app.domain.assigning import replace_evaluator as taken_over_by
from app.domain.case import Case
from app.domain.dossier import Dossier, EvaluatorChoice
from app.domain.evaluators import Evaluator
from app.domain.law import RuleWarning, Violation
from app.domain.parts import DossierPart
from app.domain.refusal import Refusal
from app.domain.regions import REGIONS
from app.domain.rules.decisions import D58
from app.domain.seats import Seat
from app.domain.text import Text
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, act, load_case_for_update, save
from app.usecases.dossiers.facts import known_networks
from app.usecases.dossiers.trade_invitation import close_invitation, take_back
from app.usecases.errors import InvalidInput
from app.usecases.holders.sending import LinkContext
from app.usecases.mail_writer import MailWriter
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The dossier with its evaluator, and what is pointed out without being refused (D15)."""

    dossier: Dossier
    created: bool
    warnings: tuple[RuleWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who is to assess, in which INSEE region, on which day, and whether the fees are agreed (R21)."""

    evaluator_id: UUID
    region: str
    planned_on: date
    fees_agreed: bool


async def choose_evaluator(uow: UnitOfWork, command: Act, asked: Choice, *, mail_writer: MailWriter) -> Chosen:
    """Entrust the dossier to an evaluator (R12, R15, R16, R21); what another had led to ends with the change (D63)."""
    return await _entrust(uow, command, asked, entrusted_to, mail_writer=mail_writer, part=DossierPart.EVALUATOR)


async def replace_evaluator(
    uow: UnitOfWork, command: Act, asked: Choice, reason: str, *, mail_writer: MailWriter
) -> Chosen:
    """Entrust it to another evaluator, after the first result too, for a reason (D63)."""
    noted = replace(command, details={"reason": reason})
    return await _entrust(
        uow,
        noted,
        asked,
        lambda case, evaluator, choice: taken_over_by(case, evaluator, choice, reason),
        mail_writer=mail_writer,
    )


async def _entrust(
    uow: UnitOfWork,
    command: Act,
    asked: Choice,
    transition: Callable[[Case, Evaluator, EvaluatorChoice], Dossier | Refusal],
    *,
    mail_writer: MailWriter,
    part: DossierPart | None = None,
) -> Chosen:
    choice = EvaluatorChoice(
        evaluator_id=asked.evaluator_id,
        region=asked.region,
        planned_on=asked.planned_on,
        fees_agreed=asked.fees_agreed,
        chosen_on=command.now.on,
    )
    async with uow:
        case = await load_case_for_update(uow, command, part=part)
        evaluator = await uow.evaluators.get(asked.evaluator_id)
        if evaluator is None or asked.region not in REGIONS:
            raise InvalidInput(*_unknown(evaluator, asked.region))
        case = await _with_networks_of(uow, case, evaluator)
        after = unwrap(transition(case, evaluator, choice), command.now.on)
        told = replace(command, details={**command.details, **_choice_summary(case.dossier.evaluator, choice)})
        saved = await save(uow, told, before=case, after=after)
        await _end_invitation(uow, command, case.dossier, saved, mail_writer)
        await uow.commit()
    warnings = choice_warnings(case, evaluator, choice)
    return Chosen(dossier=saved, created=case.dossier.evaluator is None, warnings=warnings)


async def _end_invitation(
    uow: UnitOfWork, command: Act, before: Dossier, saved: Dossier, mail_writer: MailWriter
) -> None:
    """What the former evaluator invited to is over: who was still to observe is told."""
    invited = before.trade_evaluator
    if invited is None or saved.trade_evaluator is not None:
        return
    if before.trade_observations is None:
        await take_back(uow, LinkContext.by(command, mail_writer), saved, invited)
    else:
        await close_invitation(uow, saved.id, command.now.at)


async def accept_assignment(uow: UnitOfWork, command: Act, declaration: Declaration) -> Dossier:
    """Accept, by declaring to be independent (R15, D17)."""
    noted = replace(command, details={"conflicts": list(declaration.conflicts)})
    return await act(uow, noted, lambda case: accepted_by(case, declaration))


async def decline_assignment(uow: UnitOfWork, command: Act, *, mail_writer: MailWriter) -> Dossier:
    """Give the dossier back: another evaluator has to be chosen."""

    async def leave(within: UnitOfWork, saved: Dossier, case: Case) -> None:
        await _end_invitation(within, command, case.dossier, saved, mail_writer)

    return await act(uow, command, given_back, also=leave)


async def _with_networks_of(uow: UnitOfWork, case: Case, evaluator: Evaluator) -> Case:
    """The case with what the register knows of those who employ the evaluator that is about to be chosen (D59)."""
    networks = await known_networks(uow, evaluator.employers)
    return replace(case, known_networks={**case.known_networks, **networks})


def _choice_summary(before: EvaluatorChoice | None, choice: EvaluatorChoice) -> dict[str, str]:
    """What history and events remember: whom it was entrusted to, and whom it was taken from."""
    told = {"evaluator_id": str(choice.evaluator_id)}
    if before is None or before.evaluator_id == choice.evaluator_id:
        return told
    return {**told, "replaces": str(before.evaluator_id)}


def _unknown(evaluator: Evaluator | None, region: str) -> tuple[Violation, ...]:
    unknown_evaluator = () if evaluator is not None else (_unknown_evaluator(),)
    return unknown_evaluator if region in REGIONS else (*unknown_evaluator, _unknown_region())


def _unknown_region() -> Violation:
    return Violation(
        code="unknown_region",
        pointer="/region",
        detail=Text("Ce code de région INSEE n'existe pas.", "There is no such INSEE region code."),
    )


def _unknown_evaluator() -> Violation:
    return Violation(
        code="unknown_evaluator",
        pointer="/evaluator_id",
        detail=Text(
            "Cet évaluateur n'existe pas : choisissez-le dans l'annuaire public.",
            "There is no such evaluator: choose one from the public directory.",
        ),
    )


async def distinguish_seats(uow: UnitOfWork, command: Act, *, seats: frozenset[Seat], reason: str) -> Dossier:
    """Say that people of one name in those seats are different people (D58). Raises as an act does, InvalidInput."""
    noted = replace(command, details={"seats": sorted(seats), "reason": reason}, rules=(D58,))
    return await act(uow, noted, lambda case: told_apart(case, seats, reason))
