"""The mails that the platform wrote: what became of each, and why one did not leave."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.dependencies import Now, PageQuery, Uow
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.domain.mails import MAIL_STANDING_LABELS, MailStanding
from app.usecases.mail.standing import list_mails, resend_mail
from app.usecases.ports.outbox import StandingMail

router = router_of("mails", "/v1/mails", description="The mails that were written: which left, which did not, and why.")


class MailOut(AnswerBody):
    """A mail without its words: `attempts` were made so far, `last_error` is what the mail server said last.

    `subject`: its first line, in its own language; its words are not told.
    """

    id: UUID
    to: str
    template: str
    subject: str
    language: str
    state: MailStanding
    state_label: str
    attempts: int
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, mail: StandingMail) -> Self:
        """The mail on the wire."""
        sent_mail = mail.mail
        return cls(
            id=sent_mail.id,
            to=sent_mail.to,
            template=sent_mail.template,
            subject=sent_mail.subject,
            language=sent_mail.language,
            state=mail.standing,
            state_label=spoken(MAIL_STANDING_LABELS[mail.standing]),
            attempts=sent_mail.attempts,
            last_error=sent_mail.last_error,
            created_at=sent_mail.created_at,
            sent_at=sent_mail.sent_at,
        )


@router.get("", operation_id="listMails", summary="List the mails", responses=problems(401, 403, 422))
async def list_all(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    state: Annotated[MailStanding | None, Query(description="Where they stand; all where left out.")] = None,
) -> PageOut[MailOut]:
    """Newest first, without their words and links. `failed` and `bounced` are those that somebody must look after."""
    return PageOut[MailOut].of(await list_mails(uow, standing=state, page=page), MailOut.of, request, response)


@router.post(
    "/{mail_id}/resend",
    operation_id="resendMail",
    summary="Have a mail that did not leave sent now",
    status_code=202,
    responses=problems(401, 403, 404, 409, 422),
)
async def resend(mail_id: Annotated[UUID, Path(description="The mail's id.")], uow: Uow, now: Now) -> MailOut:
    """Try again at once, and for as long as for a new mail. One that was sent is not sent twice.

    One whose address was refused has lost its words: correct the address, then repeat the act that wrote it.
    """
    return MailOut.of(await resend_mail(uow, mail_id=mail_id, on=now.on))
