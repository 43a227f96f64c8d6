"""The trade evaluator's link: minted, mailed, dead. At most one invitation to a dossier lives at a time."""

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.actions import is_still_to_come
from app.domain.calendar import paris_day
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.dossier import Dossier, TradeEvaluator
from app.usecases.event_mails.table import TRADE_EVALUATOR_REVOKED
from app.usecases.event_mails.wording import dossier_values
from app.usecases.holders.sending import LinkContext
from app.usecases.mail_writer import MailKind
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose

INVITATION_LASTS = timedelta(days=30)

INVITATION = MailKind(template="trade_evaluator_invitation", path="/trade-invitations/{token}")
REMINDER = MailKind(template="trade_evaluator_reminder", path="/trade-invitations/{token}")


async def send_invitation(
    uow: UnitOfWork, link_context: LinkContext, dossier: Dossier, invited: TradeEvaluator, *, evaluator: str
) -> None:
    """Mail a link of thirty days, in the open transaction; the former one and the session that it opened are dead."""
    await close_invitation(uow, dossier.id, link_context.now.at)
    link = _link(link_context, dossier, invited, link_context.now.at + INVITATION_LASTS, {})
    await _send(uow, link_context, INVITATION, link, dossier, invited, evaluator)


async def send_reminder(
    uow: UnitOfWork, link_context: LinkContext, case: Case, invited: TradeEvaluator, *, ends: datetime, distance: int
) -> None:
    """Mail another link that ends with the invitation: what was sent before, or is open, stays so.

    The token of a link is known to its addressee alone, so that the same one cannot be sent again.
    """
    link = _link(link_context, case.dossier, invited, ends, {"reminder": distance})
    evaluator = case.evaluator.name if case.evaluator is not None else ""
    await _send(uow, link_context, REMINDER, link, case.dossier, invited, evaluator)


async def take_back(uow: UnitOfWork, link_context: LinkContext, dossier: Dossier, invited: TradeEvaluator) -> None:
    """Kill the invitation, and tell who was invited that nothing is expected of them any more."""
    await close_invitation(uow, dossier.id, link_context.now.at)
    mail_id = link_context.new_id()
    values = dossier_values(dossier) | {"name": invited.name}
    await link_context.mail_writer.write(
        uow,
        TRADE_EVALUATOR_REVOKED,
        to=invited.email,
        mail_id=mail_id,
        at=link_context.now.at,
        cause=f"{TRADE_EVALUATOR_REVOKED.template}:{mail_id}",
        **values,
    )


async def close_invitation(uow: UnitOfWork, dossier_id: UUID, at: datetime) -> None:
    """From now on no link to the dossier opens anything, and no session that one opened goes on."""
    await uow.links.close_invitation(dossier_id, at)


def awaits_observations(case: Case) -> bool:
    """Whether the observations of who was invited may still be given, if only after the first result (D57)."""
    dossier = case.dossier
    pending = dossier.trade_evaluator is not None and dossier.trade_observations is None
    return pending and is_still_to_come(case, "recordTradeObservations")


def _link(
    link_context: LinkContext, dossier: Dossier, invited: TradeEvaluator, ends: datetime, more: dict[str, int]
) -> Link:
    return Link(
        id=link_context.new_id(),
        purpose=LinkPurpose.TRADE_EVALUATOR,
        dossier_id=dossier.id,
        payload={"name": invited.name, **more},
        created_at=link_context.now.at,
        expires_at=ends,
    )


async def _send(
    uow: UnitOfWork,
    link_context: LinkContext,
    mail_kind: MailKind,
    link: Link,
    dossier: Dossier,
    invited: TradeEvaluator,
    evaluator: str,
) -> None:
    values = dossier_values(dossier) | {"name": invited.name, "evaluator": evaluator}
    values["until"] = in_words(paris_day(link.expires_at)).fr
    await link_context.mail_writer.send_link(
        uow, mail_kind, link, to=invited.email, mail_id=link_context.new_id(), **values
    )
