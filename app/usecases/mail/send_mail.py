"""One mail, from the outbox to the server that takes it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from app.usecases.ports.mail import Mailer, RefusedForGood, RefusedForNow
from app.usecases.ports.outbox import Email, OutgoingMail


async def send_mail(
    outgoing: OutgoingMail, mailer: Mailer, email_id: UUID, *, clock: Callable[[], Awaitable[datetime]]
) -> None:
    """Send it, if it still waits; what became of it is in its row.

    Raises RefusedForNow and AlreadyClaimed: try again later. Once sent, or refused for good, it is not tried again.
    Killed between the server's word and ours, it leaves a second time, under the same Message-ID: SMTP offers no
    more. Between the two stands one statement.
    """
    async with outgoing.claim(email_id) as email:
        if email is not None:
            await _send(outgoing, mailer, email, clock)


async def _send(outgoing: OutgoingMail, mailer: Mailer, email: Email, clock: Callable[[], Awaitable[datetime]]) -> None:
    sent = partial(outgoing.sent, email.id, await clock())
    try:
        await mailer.deliver(email, sent)
    except RefusedForGood as refusal:
        await outgoing.bounced(email.id, str(refusal))
    except RefusedForNow as refusal:
        await outgoing.postponed(email.id, str(refusal))
        raise
