"""The trade evaluator asks for another link, once theirs has ended or is about to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.dossier import Dossier, TradeEvaluator
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.accounts.attempt_keys import of_mailbox
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.trade_invitation import awaits_observations, send_invitation
from app.usecases.holders.sending import LinkContext
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import LinkPurpose

RENEWABLE_FROM = timedelta(days=7)
"""How long before its end a link may be renewed already."""


async def renew_invitation(
    uow: UnitOfWork, *, token: str, mail_writer: MailWriter, at: datetime, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Mail a new link to the address that was invited, the former one dead; or do nothing, and do not tell.

    Nothing is sent for an invitation that was taken back or sent anew, nor once the observations are given. Several
    requests in a row send nothing more; ``at`` is the system's clock, by which they are counted.
    """
    digest = mail_writer.secrets.digest(token)
    async with uow:
        dossier_id = await _renewable(uow, digest, now)
        dossier = await uow.dossiers.get(SYSTEM, dossier_id) if dossier_id is not None else None
        if dossier is None or dossier.trade_evaluator is None:
            return
        mailbox = of_mailbox(dossier.trade_evaluator.email)
        if await uow.attempts.begin(mailbox, at, free=5, longest=900):
            return
        await uow.commit()
    await _renew(uow, dossier.id, digest, LinkContext(mail_writer=mail_writer, now=now, new_id=new_id))


async def _renew(uow: UnitOfWork, dossier_id: UUID, digest: bytes, link_context: LinkContext) -> None:
    """Hold the dossier, then see what the link is worth: of two requests at once, one renews it."""
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id)
        if dossier is None or await _renewable(uow, digest, link_context.now) is None:
            return
        case, invited = await facts_of(uow, dossier, link_context.now.on), dossier.trade_evaluator
        if invited is None or not awaits_observations(case):
            return
        saved = await save(uow, _act_of(dossier, invited, link_context), before=dossier, after=dossier)
        evaluator = case.evaluator.name if case.evaluator is not None else ""
        await send_invitation(uow, link_context, saved, invited, evaluator=evaluator)
        await uow.commit()


async def _renewable(uow: UnitOfWork, digest: bytes, now: Moment) -> UUID | None:
    """The dossier of the link, while the link may be renewed."""
    link = await uow.links.find(LinkPurpose.TRADE_EVALUATOR, digest)
    if link is None or link.revoked_at is not None or now.at < link.expires_at - RENEWABLE_FROM:
        return None
    return link.dossier_id


def _act_of(dossier: Dossier, invited: TradeEvaluator, link_context: LinkContext) -> Act:
    """The renewal, as history tells it: by who was invited, whom the platform knows by their link alone."""
    return Act(
        caller=Caller(role=Role.TRADE_EVALUATOR, dossier_id=dossier.id, name=invited.name),
        operation_id="renewInvitation",
        dossier_id=dossier.id,
        now=link_context.now,
        new_id=link_context.new_id,
        silent=True,
    )
