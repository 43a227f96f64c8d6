"""The mails as the secretariat sees them: which are stuck and why, and one that is sent after all."""

from datetime import date
from uuid import UUID

from app.domain.mails import BOUNCED, MailStanding
from app.domain.text import Text
from app.usecases.errors import AlreadyDone, NotFound, StepNotOpen
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.outbox import StandingMail


async def list_mails(uow: UnitOfWork, *, standing: MailStanding | None, page: PageRequest) -> Page[StandingMail]:
    """The mails that stand so, or all of them, newest first."""
    async with uow:
        return await uow.outbox.standing(standing, page)


async def resend_mail(uow: UnitOfWork, *, mail_id: UUID, on: date) -> StandingMail:
    """Have a mail that waits, or was given up, sent now; asked twice, it leaves once.

    Raises NotFound; AlreadyDone where it was sent; StepNotOpen where its address was refused.
    """
    async with uow:
        mail = await uow.outbox.get_standing(mail_id)
        if mail is None:
            raise NotFound
        if mail.standing is MailStanding.SENT:
            raise AlreadyDone(Text("Ce courriel est parti.", "This mail has left."))
        if mail.standing is MailStanding.BOUNCED:
            raise StepNotOpen((BOUNCED,), on)
        await uow.jobs.enqueue_anew(JobKind.SEND_MAIL, mail_id)
        again = await uow.outbox.get_standing(mail_id)
        await uow.commit()
    return again or mail
