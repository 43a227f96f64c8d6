"""Admissibility: submitted, decided, dispatched, acknowledged, extended."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from app.domain import admissibility
from app.domain.case import Case
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier, Ground
from app.domain.examination import PutBackCode
from app.domain.holder_papers import HolderPaper, has_answer
from app.domain.law import Rule, Violation
from app.domain.pending_deadlines import DeadlineCode
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.decisions import D11, D12, D41, D66
from app.domain.text import Text
from app.usecases.access import SYSTEM, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, Acted, load_case_for_update, perform, save, save_judged
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import RulesRefused
from app.usecases.holders.sending import LinkContext, link_to_paper, send_paper_links
from app.usecases.isolation import for_each_isolated
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.papers.admissibility import keep_letter, keep_sent_letter
from app.usecases.ports import UnitOfWork


async def submit_admissibility(uow: UnitOfWork, command: Act, received_on: date | None) -> Acted:
    """Hand the request in. Only the secretariat dates a receipt; for others it is the server's day (D41).

    What it received it records as it came, whatever that lacks (D70).
    """
    if received_on is not None and command.caller.role is not Role.SECRETARIAT:
        raise RulesRefused((_only_the_secretariat_dates(),), command.now.on)
    day, as_it_came = received_on or command.now.on, command.caller.role is Role.SECRETARIAT
    async with uow:
        case = await load_case_for_update(uow, command)
        after = unwrap(admissibility.submit(case, day, as_it_came=as_it_came), command.now.on)
        lacking = [item.code for item in admissibility.lacking_pieces(replace(case, dossier=after))]
        told = replace(command, details={"lacking": lacking}) if lacking else command
        acted = await save_judged(uow, told, before=case, after=after)
        await uow.commit()
    return acted


async def decide_admissibility(
    uow: UnitOfWork,
    command: Act,
    *,
    verdict: AdmissibilityVerdict,
    grounds: tuple[Ground, ...],
    decided_on: date | None,
    replaces: bool = False,
    reason: str = "",
    appeal_id: UUID | None = None,
) -> Acted:
    """Answer the request, with grounds where it is refused or incomplete; the words of the answer are kept (D75).

    ``replaces``: in the place of an answer that was given by mistake, for ``reason`` (D66).
    """
    decision = AdmissibilityDecision(
        verdict=verdict, grounds=grounds, decided_on=decided_on or command.now.on, appeal_id=appeal_id
    )
    noted = {"decision": verdict, "grounds": [ground.text for ground in grounds]}
    also_noted = {"reason": reason or None, "appeal_id": str(appeal_id) if appeal_id is not None else None}
    details = {**noted, **{name: said for name, said in also_noted.items() if said is not None}}
    async with uow:
        case = await load_case_for_update(uow, command)
        answer = (
            admissibility.decide_in_its_place(case, decision, reason)
            if replaces
            else admissibility.decide(case, decision)
        )
        after = unwrap(answer, command.now.on)
        told = replace(command, details=details)
        if replaces:
            told = replace(command, details={**details, **_replaced(case.dossier, decision)}, rules=(D66,))
        acted = await save_judged(uow, told, before=case, after=after)
        await _keep_answer(uow, acted.dossier, command.now)
        await uow.commit()
    return acted


def _replaced(before: Dossier, decision: AdmissibilityDecision) -> dict[str, Any]:
    """What history and events remember of the former answer; one that is incomplete is to be given again."""
    former = admissibility.request_of(before).decision
    if former is None:
        return {}
    told = {"verdict": former.verdict, "decided_on": former.decided_on.isoformat()}
    incomplete = decision.verdict is AdmissibilityVerdict.INCOMPLETE
    back = [{"code": PutBackCode.ADMISSIBILITY_DECISION, "held_code": None}] if incomplete else []
    return {"replaced": {**told, "grounds": [ground.text for ground in former.grounds]}, "put_back": back}


async def record_dispatch(
    uow: UnitOfWork, command: Act, *, tracking_number: str, sent_on: date, mail_writer: MailWriter
) -> Acted:
    """Keep the registered letter's number and day (R44), and mail the candidate who can be a link to the same."""

    async def by_link(within: UnitOfWork, saved: Dossier, case: Case) -> None:
        await keep_sent_letter(within, saved, at=command.now.at)
        link = link_to_paper(replace(case, dossier=saved), HolderPaper.ADMISSIBILITY)
        await send_paper_links(within, LinkContext.by(command, mail_writer), (link,))

    return await perform(
        uow, command, lambda case: admissibility.record_dispatch(case, tracking_number, sent_on), also=by_link
    )


async def acknowledge_admissibility(uow: UnitOfWork, command: Act, *, received_on: date) -> Acted:
    """Keep the day on which the candidate received it (D12)."""
    return await perform(uow, command, lambda case: admissibility.acknowledge(case, received_on))


async def extend_admissibility(uow: UnitOfWork, command: Act, *, until: date, reason: str) -> Acted:
    """Give the candidacy more time (D12)."""
    noted = replace(command, details={"until": until.isoformat(), "reason": reason})
    return await perform(uow, noted, lambda case: admissibility.extend(case, until, reason))


@dataclass(frozen=True, slots=True)
class DeadlineOutcome:
    """How many requests the terms that have passed decided: accepted by silence (D11), lapsed (R45)."""

    accepted: int
    lapsed: int


async def apply_expired_deadlines(uow: UnitOfWork, *, now: Moment, new_id: Callable[[], UUID]) -> DeadlineOutcome:
    """Draw what follows from the terms that are over, dossier by dossier, each in a transaction of its own.

    Run it again as often as one likes: what has followed does not follow twice. Raises ExceptionGroup, once all were
    tried.
    """
    followed, failures = Counter[DeadlineCode](), []
    for code in _WHAT_FOLLOWS:
        try:
            followed[code] = await _follow_each(uow, now, new_id, code)
        except ExceptionGroup as failed:
            failures.append(failed)
    if failures:
        raise ExceptionGroup("not all terms have passed", failures)
    return DeadlineOutcome(
        accepted=followed[DeadlineCode.ADMISSIBILITY_DECISION], lapsed=followed[DeadlineCode.CANDIDACY]
    )


async def _follow_each(uow: UnitOfWork, now: Moment, new_id: Callable[[], UUID], code: DeadlineCode) -> int:
    async with uow:
        over = await uow.deadlines.past(code, now.on)
    return sum(await for_each_isolated(over, partial(_follow, uow, now, new_id, code)))


async def _follow(
    uow: UnitOfWork, now: Moment, new_id: Callable[[], UUID], code: DeadlineCode, dossier_id: UUID
) -> bool:
    operation_id, rules, transition = _WHAT_FOLLOWS[code]
    command = Act(caller=SYSTEM, operation_id=operation_id, dossier_id=dossier_id, now=now, new_id=new_id, rules=rules)
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id)
        case = await facts_of(uow, dossier, now.on) if dossier is not None else None
        after = transition(case) if case is not None else None
        if after is None:
            return False
        saved = await save(uow, command, before=case, after=after)
        await _keep_answer(uow, saved, now)
        await uow.commit()
    return True


async def _keep_answer(uow: UnitOfWork, dossier: Dossier, now: Moment) -> None:
    if has_answer(dossier):
        await keep_letter(uow, dossier, at=now.at)


_WHAT_FOLLOWS: Mapping[DeadlineCode, tuple[str, tuple[Rule, ...], Callable[[Case], Dossier | None]]] = {
    DeadlineCode.ADMISSIBILITY_DECISION: ("acceptBySilence", (R44, D11), admissibility.accepted_by_silence),
    DeadlineCode.CANDIDACY: (
        "lapse",
        (R45, D12),
        lambda case: admissibility.lapse(case) if admissibility.has_lapsed(case) else None,
    ),
}
"""In this order: a request that silence accepts may have lapsed since."""


def _only_the_secretariat_dates() -> Violation:
    return Violation(
        code="receipt_dated_by_the_secretariat",
        rule=D41,
        pointer="/received_on",
        detail=Text(
            "Le jour de la réception est celui du serveur ; seul le secrétariat peut en donner un autre.",
            "The day of receipt is the server's; only the secretariat may give another.",
        ),
    )
