"""One mail, from the outbox to the server that takes it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from app.usecases.ports.mail import Mailer, NotComposed, RefusedForGood, RefusedForNow
from app.usecases.ports.outbox import ClaimedMail, OutgoingMail


async def send_mail(
    outgoing: OutgoingMail, mailer: Mailer, mail_id: UUID, *, clock: Callable[[], Awaitable[datetime]]
) -> None:
    """Send it, if it still waits; what became of it is in its row.

    Raises RefusedForNow and AlreadyClaimed: try again later. Once sent, or refused for good, it is not tried again;
    nor is one that could not be composed, which would fail again: it stands as failed, with why, until somebody has it
    sent anew.
    Killed between the server's word and ours, it leaves a second time, under the same Message-ID: SMTP offers no
    more. Between the two stands one statement.
    """
    async with outgoing.claim(mail_id) as claimed:
        if claimed is not None:
            await _send(claimed, mailer, await clock())


async def _send(claimed: ClaimedMail, mailer: Mailer, now: datetime) -> None:
    try:
        await mailer.deliver(claimed.mail, partial(claimed.sent, now))
    except RefusedForGood as refusal:
        await claimed.bounced(str(refusal))
    except NotComposed as fault:
        await claimed.postponed(str(fault))
    except RefusedForNow as refusal:
        await claimed.postponed(str(refusal))
        raise
