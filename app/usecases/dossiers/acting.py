"""Every act on a dossier has one shape: hold it, judge it, save it with its line of history, commit."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.domain.actions import ACTIONS
from app.domain.awaited_acts import awaited_acts
from app.domain.case import Case, GovernedDossier
from app.domain.dossier import Dossier, left_on
from app.domain.event_types import event_types_of
from app.domain.law import Rule
from app.domain.parts import DossierPart
from app.domain.pathways import PATHWAY_CODES, pathway_followed_by, pathway_of
from app.domain.pending_deadlines import PendingDeadline, pending_deadlines
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from app.domain.rules import RULES
from app.domain.standing_in import stands_in, without_a_reason
from app.domain.text import Text
from app.domain.unsigned_decisions import as_told, told_status
from app.usecases.access import Caller, Role
from app.usecases.bridge_requests.partner_events import record_with_partners
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.events import event_of
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import Forbidden, InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import HistoryLine, SavedDossier
from app.usecases.ports.events import Event
from app.usecases.preconditions import NO_PRECONDITION, Precondition
from app.usecases.tasks.writing import case_to_wait_by, first_awaited_acts

Transition = Callable[[Case], Dossier | Refusal]
Also = Callable[[UnitOfWork, Dossier, Case], Awaitable[None]]
AT_ONCE = 50
"""Of many dossiers so many are saved together: others are served between two parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts on which dossier, by which operation, when, and on which version of it.

    ``reason``: why the secretariat acts in the employer's place, where it does (D64).
    ``silent``: no event tells of it here. ``unsigned``: nothing tells of it yet, be it an event or the time of the last
    change, as of what a jury decides until its session is closed (D39, D54).
    ``rules``: those that it is done under, where no step of a pathway names it; empty: none of the branch's.
    """

    caller: Caller
    operation_id: str
    dossier_id: UUID
    now: Moment
    new_id: Callable[[], UUID]
    precondition: Precondition = NO_PRECONDITION
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    silent: bool = False
    unsigned: bool = False
    rules: tuple[Rule, ...] | None = None


async def act(uow: UnitOfWork, command: Act, transition: Transition, *, also: Also | None = None) -> Dossier:
    """Perform ``transition`` on the dossier, in one transaction with its line of history.

    ``also``: what else belongs to the transaction, given the dossier as saved. Raises NotFound, Forbidden,
    StaleVersion, PreconditionRequired, and what the domain refuses.
    """
    return (await perform(uow, command, transition, also=also)).dossier


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did: the dossier as it was, and as saved; ``case``: by which the latter waits for what it waits for,
    None where it waits for nobody."""

    before: Dossier
    dossier: Dossier
    case: Case | None


async def perform(
    uow: UnitOfWork,
    command: Act,
    transition: Transition,
    *,
    part: DossierPart | None = None,
    also: Also | None = None,
) -> Acted:
    """The same, for whoever tells more of it than the dossier; ``part``: the one that it puts."""
    async with uow:
        case = await load_case_for_update(uow, command, part=part)
        after = unwrap(transition(case), command.now.on)
        acted = await save_judged(uow, command, before=case, after=after)
        if also is not None:
            await also(uow, acted.dossier, case)
        await uow.commit()
    return acted


@dataclass(frozen=True, slots=True)
class PutResult(Acted):
    """What a PUT did, and whether what was put is there for the first time."""

    created: bool


async def put_part(
    uow: UnitOfWork, command: Act, transition: Transition, *, part: DossierPart, also: Also | None = None
) -> PutResult:
    """Perform an act that puts ``part`` of the dossier in place, or in the place of what is there."""
    done = await perform(uow, command, transition, part=part, also=also)
    created = not part.is_in(done.before)
    return PutResult(before=done.before, dossier=done.dossier, case=done.case, created=created)


async def load_case_for_update(
    uow: UnitOfWork,
    command: Act,
    *,
    part: DossierPart | None = None,
    replaces: bool = False,
    seen_by: Caller | None = None,
) -> Case:
    """The case, its dossier held until the end of the transaction and in the version that the caller knows.

    ``part``: the one that is put; ``replaces``: what exists is changed under the dossier's version alone.
    ``seen_by``: by whose right it is found, where that is not what the caller may see but was checked otherwise.
    """
    dossier = await uow.dossiers.get_locked(seen_by or command.caller, command.dossier_id)
    if dossier is None:
        if command.caller.role is Role.EMPLOYER:
            check_in_charge(await uow.dossiers.get(command.caller, command.dossier_id))
        raise NotFound
    check_grant(command.caller, dossier)
    if part is not None:
        command.precondition.check_part(part, dossier)
    elif replaces:
        command.precondition.check_replacement(dossier.version, exists=True)
    else:
        command.precondition.check_act(dossier)
    return await facts_of(uow, dossier, command.now.on)


def check_in_charge(dossier: Dossier | None) -> None:
    """Raise Forbidden where the dossier has left the caller's company, which reads it and no more (D64)."""
    if dossier is not None and left_on(dossier) is not None:
        raise Forbidden(_LEFT)


_LEFT = Text(
    "Ce dossier a quitté votre entreprise : vous le lisez tel qu'il était ce jour-là, sans y rien changer.",
    "This dossier has left your company: you read it as it was on that day, and change nothing of it.",
)


def check_grant(caller: Caller, dossier: Dossier) -> None:
    """Raise Forbidden where the caller's right to the operation does not cover the dossier's pathway."""
    if not caller.grant.covers(dossier.pathway):
        raise Forbidden(_only_in(caller.grant.pathways))


def _only_in(pathways: Iterable[str]) -> Text:
    labels = [pathway_of(code).label for code in PATHWAY_CODES if code in pathways]
    french, english = " ; ".join(label.fr for label in labels), "; ".join(label.en for label in labels)
    return Text(
        f"Dans ce parcours, cet acte revient à quelqu'un d'autre. Il est le vôtre dans : {french}.",
        f"In this pathway, this act is somebody else's. It is yours in: {english}.",
    )


async def save(uow: UnitOfWork, command: Act, *, before: Case | Dossier | None, after: Dossier) -> Dossier:
    """Save ``after`` as a new version, with its line of history, what is due in it, whom it waits for, and the events
    that tell of it. ``before``: the case that it was judged by, where the act had one, so that less is read again."""
    if before is None:
        await save_opened(uow, ((command, after),))
        return after
    return (await save_judged(uow, command, before=before, after=after)).dossier


async def save_judged(uow: UnitOfWork, command: Act, *, before: Case | Dossier, after: Dossier) -> Acted:
    """The same, for whoever tells what the act leaves."""
    (acted,) = await save_together(uow, ((command, before, after),))
    return acted


async def save_together(uow: UnitOfWork, acts: Sequence[tuple[Act, Case | Dossier, Dossier]]) -> list[Acted]:
    """Save what is done to several dossiers together, each by its act, as ``save`` does one: before, then after."""
    saved: list[Acted] = []
    for start in range(0, len(acts), AT_ONCE):
        saved += await _save_part(uow, acts[start : start + AT_ONCE])
    return saved


async def _save_part(uow: UnitOfWork, acts: Iterable[tuple[Act, Case | Dossier, Dossier]]) -> list[Acted]:
    marked = [(_in_the_employers_place(command, after), before, after) for command, before, after in acts]
    done = [(command, await _acted(uow, command, before, after)) for command, before, after in marked]
    await uow.dossiers.save(*[await _saved(uow, command, acted) for command, acted in done])
    told = [
        (acted.dossier, _events(command, acted.before, acted.dossier))
        for command, acted in done
        if not (command.silent or command.unsigned)
    ]
    if told:
        await record_with_partners(uow, told, marked[0][0].new_id)
    return [acted for _, acted in done]


async def save_opened(uow: UnitOfWork, acts: Sequence[tuple[Act, Dossier]]) -> None:
    """Save dossiers that are opened together, each by its act, as ``save`` does one that was there."""
    marked = [(_in_the_employers_place(command, opened), opened) for command, opened in acts]
    await uow.dossiers.add(*[await _opened(uow, command, opened) for command, opened in marked])
    told = [(opened, _events(command, None, opened)) for command, opened in marked if not command.silent]
    if told:
        await record_with_partners(uow, told, marked[0][0].new_id)


def _in_the_employers_place(command: Act, dossier: Dossier) -> Act:
    """The act as history marks it, where it was the employer's (D64). Raises InvalidInput where nobody says why."""
    if not stands_in(dossier, command.operation_id, command.caller.role):
        return command
    faults = without_a_reason(command.reason)
    if faults:
        raise InvalidInput(*faults)
    return replace(command, details={**command.details, "in_place_of": "employer", "reason": command.reason})


def _next_version(command: Act, before: Dossier, after: Dossier) -> Dossier:
    changed_at = before.updated_at if command.unsigned else command.now.at
    return replace(after, version=before.version + 1, updated_at=changed_at)


async def _acted(uow: UnitOfWork, command: Act, before: Case | Dossier, after: Dossier) -> Acted:
    judged, before = (before, before.dossier) if isinstance(before, Case) else (None, before)
    saved = _next_version(command, before, after)
    return Acted(before=before, dossier=saved, case=await case_to_wait_by(uow, saved, judged, command.now.on))


async def _saved(uow: UnitOfWork, command: Act, acted: Acted) -> SavedDossier:
    return SavedDossier(
        dossier=acted.dossier,
        line=_line(command, acted.before, acted.dossier),
        pending=await _pending(uow, acted.dossier),
        awaited=awaited_acts(acted.case) if acted.case is not None else (),
    )


async def _opened(uow: UnitOfWork, command: Act, dossier: Dossier) -> SavedDossier:
    return SavedDossier(
        dossier=dossier,
        line=_line(command, None, dossier),
        pending=await _pending(uow, dossier),
        awaited=await first_awaited_acts(uow, dossier, command.now.on),
    )


async def _pending(uow: UnitOfWork, dossier: Dossier) -> tuple[PendingDeadline, ...]:
    parameters = await uow.reference.parameters()
    return pending_deadlines(GovernedDossier(dossier=as_told(dossier), parameters=parameters))


def _events(command: Act, before: Dossier | None, saved: Dossier) -> Iterable[Event]:
    was = told_status(before) if before is not None else None
    details = {**command.details, "by": author_of(command.caller), "operation_id": command.operation_id}
    for event_type in event_types_of(command.operation_id, before, saved):
        yield event_of(
            event_type, saved, at=command.now.at, new_id=command.new_id, previous_status=was, details=details
        )


def _line(command: Act, before: Dossier | None, after: Dossier) -> HistoryLine:
    rules = _rules_of(command.operation_id, after) if command.rules is None else command.rules
    editions = {rule.number: rule.read_on(command.now.on).since.isoformat() for rule in rules}
    return HistoryLine(
        id=command.new_id(),
        dossier_id=after.id,
        dossier_version=after.version,
        at=command.now.at,
        on=command.now.on,
        operation=command.operation_id,
        actor=actor_of(command.caller),
        from_status=status_of(before) if before else None,
        to_status=status_of(after),
        rules=tuple(editions),
        details={**command.details, "editions": editions},
    )


def actor_of(caller: Caller) -> dict[str, str]:
    """Who acted, as history and documents remember it."""
    known = {
        "role": str(caller.role),
        "user_id": str(caller.user_id) if caller.user_id else None,
        "client_id": caller.client_id,
        "name": caller.name or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def author_of(caller: Caller) -> dict[str, str]:
    """Who acted, as events remember it: nobody is told of what they did themselves."""
    return {name: value for name, value in actor_of(caller).items() if name in {"role", "user_id"}}


def _rules_of(operation_id: str, dossier: Dossier) -> tuple[Rule, ...]:
    """The rules under which the operation acts on this dossier, in order: those of its own step that name it; else of
    what holds in the whole pathway; else of its other steps; else of the rulebook. None where no rule does: evidence
    says neither more nor less.

    Of the guide's rules, which say what each pathway is, another pathway's never count for an act of the pathway.
    """
    pathway, action = pathway_followed_by(dossier), ACTIONS.get(operation_id)
    step = pathway.step(action.step) if action is not None and action.step is not None else None
    of_step = step.rules if step is not None else ()
    of_whole = (*pathway.condition_rules, *pathway.rules)
    of_steps = dict.fromkeys(rule for each in pathway.steps for rule in each.rules)
    of_rulebook = (rule for rule in RULES.values() if action is None or rule.number.startswith("D"))
    candidates = (of_step, of_whole, of_steps, of_rulebook)
    named = (tuple(rule for rule in rules if operation_id in rule.operations) for rules in candidates)
    return next(filter(None, named), ())
