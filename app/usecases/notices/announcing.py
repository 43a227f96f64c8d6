"""An event is announced by mail: each notice that the table has for it, to each person that it names, once."""

from collections.abc import Callable
from uuid import UUID

from app.usecases.letters import Post
from app.usecases.notices.news import news_of
from app.usecases.notices.recipients import Directory
from app.usecases.notices.table import NOTICES, Nobody
from app.usecases.notices.wording import values_of
from app.usecases.ports import UnitOfWork


async def announce_by_mail(
    uow: UnitOfWork, event_id: UUID, *, post: Post, secretariat: str | None, new_id: Callable[[], UUID]
) -> None:
    """Write the notices of an event. Run again, it writes nothing again: each mail's cause is the event and its reader.

    ``secretariat``: the mailbox that it shares, if it does. An event that is gone has nothing to tell.
    """
    async with uow:
        event = await uow.events.get(event_id)
        notices = NOTICES[event.type] if event is not None else Nobody("the event is gone")
        if event is None or isinstance(notices, Nobody):
            return
        news, directory = await news_of(uow, event), Directory(uow=uow, secretariat=secretariat)
        for notice in notices:
            if not notice.when(news):
                continue
            for to in await directory.find(notice.to, news):
                await post.write(
                    uow,
                    notice.letter,
                    to=to.email,
                    mail_id=new_id(),
                    at=event.at,
                    cause=":".join(filter(None, (str(event.id), notice.letter.template, to.email, to.about))),
                    language=to.language,
                    **{**values_of(news, to.language), **to.values, "name": to.name},
                )
        await uow.commit()
