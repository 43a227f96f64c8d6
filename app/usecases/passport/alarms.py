"""The secretariat is alarmed as a term nears its end with something still to be handed in, and once it is over."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.day_words import in_words
from app.domain.passport import alarm_distance
from app.usecases.addresses import people_of_secretariat
from app.usecases.mail_writer import MailKind, MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

PASSPORT_ALARM = MailKind(template="passport_alarm", path="/cpf/records?due_on={due_day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmContext:
    """What it takes to alarm: how mails are written, and the mailbox that the secretariat shares."""

    mail_writer: MailWriter
    secretariat: str | None
    now: Moment
    new_id: Callable[[], UUID]


async def alarm_of_passport_terms(uow: UnitOfWork, context: AlarmContext) -> int:
    """One mail for each last day and distance, whatever the number of awards; of how many. Run it as often as one
    likes: its cause has each mail once."""
    async with uow:
        awards = await uow.passport.every()
        reached = Counter(
            (award.due_on, distance)
            for award in awards
            if award.due_on is not None and (distance := alarm_distance(award, context.now.on)) is not None
        )
        for (due_on, distance), count in reached.items():
            await _alarm(uow, context, due_on, distance, count)
        await uow.commit()
    return len(reached)


async def _alarm(uow: UnitOfWork, context: AlarmContext, due_on: date, distance: int, count: int) -> None:
    for person in await people_of_secretariat(uow, context.secretariat):
        await context.mail_writer.write(
            uow,
            PASSPORT_ALARM,
            to=person.email,
            mail_id=context.new_id(),
            at=context.now.at,
            cause=f"passport_alarm:{due_on.isoformat()}:{distance}:{person.email}",
            language=person.language,
            name=person.name,
            count=str(count),
            due_day=due_on.isoformat(),
            due_on=in_words(due_on).in_language(person.language),
            late="yes" if distance < 0 else "",
        )
