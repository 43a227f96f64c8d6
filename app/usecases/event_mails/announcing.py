"""An event is announced by mail: each mail that the table has for it, to each person that it names, once."""

from collections.abc import Callable
from uuid import UUID

from app.usecases.event_mails.context import event_context_of
from app.usecases.event_mails.recipients import Directory
from app.usecases.event_mails.table import EVENT_MAILS, EventMail, Nobody
from app.usecases.event_mails.wording import event_mail_values
from app.usecases.holders.appeal_links import ways_of_appeal
from app.usecases.mail_writer import MailWriter
from app.usecases.ports import UnitOfWork
from app.usecases.ports.events import Event


async def announce_by_mail(
    uow: UnitOfWork, event_id: UUID, *, mail_writer: MailWriter, secretariat: str | None, new_id: Callable[[], UUID]
) -> None:
    """Write the mails of an event. Run again, it writes nothing again: each mail's cause is the event and its reader.

    ``secretariat``: the mailbox that it shares, if it does. An event that is gone has nothing to tell.
    """
    async with uow:
        event = await uow.events.get(event_id)
        event_mails = _event_mails_of(event)
        if event is None or isinstance(event_mails, Nobody):
            return
        context, directory = await event_context_of(uow, event), Directory(uow=uow, secretariat=secretariat)
        for event_mail in event_mails:
            if not event_mail.when(context):
                continue
            for to in await directory.find(event_mail.to, context):
                contested = event_mail.contested(context)
                ways = await ways_of_appeal(uow, event.dossier_id, contested, at=event.at, new_id=new_id)
                await mail_writer.write_bringing(
                    uow,
                    event_mail.mail_kind,
                    ways.link,
                    to=to.email,
                    mail_id=new_id(),
                    at=event.at,
                    cause=":".join(filter(None, (str(event.id), event_mail.mail_kind.template, to.email, to.about))),
                    language=to.language,
                    **{
                        **event_mail_values(context, to.language),
                        "ways_of_appeal": ways.sentence,
                        **to.values,
                        "name": to.name,
                    },
                )
        await uow.commit()


def _event_mails_of(event: Event | None) -> tuple[EventMail, ...] | Nobody:
    if event is None:
        return Nobody("the event is gone")
    return Nobody("programs are told") if "branch" in event.data else EVENT_MAILS[event.type]
