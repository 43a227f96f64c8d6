"""Time passes over an invitation: who was invited is reminded of it, and its evaluator told that it has ended."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.domain.calendar import paris_day
from app.domain.case import Case
from app.usecases.access import SYSTEM
from app.usecases.addresses import person_of_the_list
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.trade_invitation import INVITATION_LASTS, awaits_observations, send_reminder
from app.usecases.event_mails.wording import dossier_values
from app.usecases.holders.sending import LinkContext
from app.usecases.isolation import for_each_isolated
from app.usecases.mail_writer import MailKind
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose

EXPIRED = MailKind(template="trade_evaluator_expired", path="/dossiers/{dossier_id}")


async def remind_trade_evaluators(uow: UnitOfWork, link_context: LinkContext, distances: Collection[int]) -> None:
    """Send what is due, dossier by dossier, each in a transaction of its own. Run again, it sends nothing again.

    Raises ExceptionGroup, once all were tried.
    ``distances``: how many days before the end of an invitation a reminder of it is sent; below one they are none.
    """
    before = [distance for distance in distances if 0 < distance < INVITATION_LASTS.days]
    farthest = timedelta(days=max(before, default=0) + 1)
    async with uow:
        links = await uow.links.ending(LinkPurpose.TRADE_EVALUATOR, link_context.now.at + farthest)
    invited_to = dict.fromkeys(link.dossier_id for link in links if link.dossier_id is not None)
    await for_each_isolated(invited_to, partial(_remind, uow, link_context, before))


async def _remind(uow: UnitOfWork, link_context: LinkContext, distances: Collection[int], dossier_id: UUID) -> None:
    now = link_context.now
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id)
        links = await uow.links.ending(LinkPurpose.TRADE_EVALUATOR, dossier_id=dossier_id)
        if dossier is None or dossier.trade_evaluator is None or not links:
            return
        case, invited, ends = await facts_of(uow, dossier, now.on), dossier.trade_evaluator, links[0].expires_at
        if not awaits_observations(case):
            return
        distance = reminder_due(links, distances, now)
        if ends <= now.at:
            await _tell_evaluator(uow, link_context, case, links[0], invited.name)
        elif distance is not None:
            await send_reminder(uow, link_context, case, invited, ends=ends, distance=distance)
        await uow.commit()


def reminder_due(links: Collection[Link], distances: Collection[int], now: Moment) -> int | None:
    """The distance to remind of now, of the links of one invitation; None where there is none, or it was done.

    Only the nearest one is worth a word: whoever missed the others, by a clock that jumped or a worker that was down,
    is reminded once.
    """
    left = (min(paris_day(link.expires_at) for link in links) - now.on).days
    reached = min((distance for distance in distances if left <= distance), default=None)
    done = min((link.payload["reminder"] for link in links if "reminder" in link.payload), default=None)
    return None if reached is None or (done is not None and done <= reached) else reached


async def _tell_evaluator(uow: UnitOfWork, link_context: LinkContext, case: Case, link: Link, invited: str) -> None:
    choice = case.dossier.evaluator
    people = await person_of_the_list(uow, choice.evaluator_id) if choice is not None else ()
    for person in people:
        await link_context.mail_writer.write(
            uow,
            EXPIRED,
            to=person.email,
            mail_id=link_context.new_id(),
            at=link_context.now.at,
            cause=f"{EXPIRED.template}:{link.id}:{person.email}",
            language=person.language,
            **(dossier_values(case.dossier) | {"name": person.name, "invited": invited}),
        )
