"""The platform does the chasing: whoever must act is written to before a term is over, and once it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from app.domain.case import GovernedDossier
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.pending_deadlines import DeadlineCode, PendingDeadline, pending_deadlines
from app.domain.reminders import distance_reached
from app.usecases.access import SYSTEM
from app.usecases.deadlines.addressees import AddressBook
from app.usecases.deadlines.listing import next_closing
from app.usecases.deadlines.reminder_mails import mail_kind_for, reminder_values
from app.usecases.isolation import for_each_isolated
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.deadlines import Remindable, Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext:
    """What it takes to remind: how mails are written, at which distances, and the secretariat's shared mailbox."""

    mail_writer: MailWriter
    distances: tuple[int, ...]
    secretariat: str | None
    now: Moment
    new_id: Callable[[], UUID]


async def remind_of_deadlines(uow: UnitOfWork, context: ReminderContext) -> int:
    """Remind of each term that has come to one of the distances; of how many. Run it as often as one likes.

    Each is a transaction of its own, in which its mails are written down. Raises ExceptionGroup, once all were tried.
    """
    return sum(await for_each_isolated(await _due(uow, context), partial(_remind, uow, context)))


async def _due(uow: UnitOfWork, context: ReminderContext) -> tuple[Reminder, ...]:
    if not context.distances:
        return ()
    on, farthest = context.now.on, max(context.distances)
    async with uow:
        closing = await next_closing(uow, on)
        pending = await uow.reminders.pending(
            on, until=on + timedelta(days=farthest), nearest=min(context.distances), closing=closing
        )
    reached = (_reached(each, on, context.distances) for each in pending)
    return tuple(reminder for reminder in reached if reminder is not None)


def _reached(term: Remindable, on: date, distances: tuple[int, ...]) -> Reminder | None:
    """The reminder that is due, None where a nearer one was sent: a clock that is set back repeats nothing."""
    distance = distance_reached(term.code, term.due_on, since=term.since, on=on, distances=distances)
    if distance is None or (term.reminded_at_distance is not None and term.reminded_at_distance <= distance):
        return None
    return Reminder(dossier_id=term.dossier_id, code=term.code, due_on=term.due_on, distance=distance)


async def _remind(uow: UnitOfWork, context: ReminderContext, reminder: Reminder) -> bool:
    """Write the mails, unless the term is no longer so, or another worker was faster."""
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, reminder.dossier_id)
        deadline = await _still_due(uow, dossier, reminder) if dossier is not None else None
        if dossier is None or deadline is None or not await uow.reminders.add(reminder, context.now.at):
            return False
        for addressee in await AddressBook(uow=uow, secretariat=context.secretariat).of(dossier, deadline):
            await context.mail_writer.write(
                uow,
                mail_kind_for(addressee),
                to=addressee.person.email,
                mail_id=context.new_id(),
                at=context.now.at,
                cause=_cause(reminder, addressee.person.email),
                language=addressee.person.language,
                **reminder_values(reminder, dossier, addressee, context.now.on),
            )
        await uow.commit()
    return True


async def _still_due(uow: UnitOfWork, dossier: Dossier, reminder: Reminder) -> PendingDeadline | None:
    """The term as the dossier has it now, which others may have changed since the list was read."""
    pending = pending_deadlines(GovernedDossier(dossier=dossier, parameters=await uow.reference.parameters()))
    dated = (
        deadline if deadline.due_on is not None else replace(deadline, due_on=reminder.due_on) for deadline in pending
    )
    deadline = next((each for each in dated if (each.code, each.due_on) == (reminder.code, reminder.due_on)), None)
    if deadline is not None and deadline.code is DeadlineCode.RETENTION and await _is_completed(uow, dossier):
        return None
    return deadline


async def _is_completed(uow: UnitOfWork, dossier: Dossier) -> bool:
    """Whether the person has since been awarded what a partial award kept a part of: then nothing is lost."""
    others = (await uow.dossiers.others_of((dossier.id,))).get(dossier.id, ())
    return any(
        other.certification_code == dossier.certification_code
        and other.decision is not None
        and other.decision.outcome is Outcome.AWARDED
        for other in others
    )


def _cause(reminder: Reminder, email: str) -> str:
    parts = (reminder.dossier_id, reminder.code, reminder.due_on.isoformat(), reminder.distance, email)
    return ":".join(("reminder", *map(str, parts)))
