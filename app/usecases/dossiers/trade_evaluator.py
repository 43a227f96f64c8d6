"""The trade evaluator's invitation: sent, sent again, taken back, redeemed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.actions import opening
from app.domain.assessing import invite_trade_evaluator as with_invitation
from app.domain.assessing import revoke_trade_evaluator as without_invitation
from app.domain.dossier import Dossier, TradeEvaluator
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.signing_in import REFRESH_TOKENS_LAST, SignedIn, caller_of
from app.usecases.answers import accepted
from app.usecases.dossiers.acting import Act, held_case, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import Unauthenticated
from app.usecases.letters import Letter, Post
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose, Session
from app.usecases.ports.credentials import Secrets

INVITATION_LASTS = timedelta(days=30)

INVITATION = Letter(template="trade_evaluator_invitation", path="/invitations/{token}")

LINK_DEAD = Text(
    "Ce lien n'ouvre plus rien : demandez à l'évaluateur habilité de renouveler l'invitation.",
    "This link opens nothing any more: ask the evaluator to send the invitation again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Who is invited: a professional of the company, with an address of their own."""

    name: str
    email: str
    employer_siren: str
    position: str


async def invite_trade_evaluator(uow: UnitOfWork, acting: Act, invited: Invited, *, post: Post) -> Dossier:
    """Invite, or invite again: the former link and the session that it opened are dead (R55, R70)."""
    person = TradeEvaluator(
        name=invited.name,
        email=invited.email,
        employer_siren=invited.employer_siren,
        position=invited.position,
        invited_on=acting.now.on,
    )
    async with uow:
        case = await held_case(uow, acting)
        after = accepted(with_invitation(case, person), acting.now.on)
        saved = await save(uow, acting, before=case.dossier, after=after)
        await _close_former(uow, saved, acting.now.at)
        link = Link(
            id=acting.new_id(),
            purpose=LinkPurpose.TRADE_EVALUATOR,
            dossier_id=saved.id,
            payload={"name": invited.name},
            created_at=acting.now.at,
            expires_at=acting.now.at + INVITATION_LASTS,
        )
        await post.send_link(
            uow,
            INVITATION,
            link,
            to=invited.email,
            mail_id=acting.new_id(),
            name=invited.name,
            evaluator=acting.caller.name,
            candidate=saved.candidate.full_name,
            certification=case.certification.title,
            number=saved.number,
        )
        await uow.commit()
    return saved


async def revoke_trade_evaluator(uow: UnitOfWork, acting: Act) -> Dossier:
    """Take the invitation back: link and session are dead at once."""
    async with uow:
        case = await held_case(uow, acting)
        after = accepted(without_invitation(case), acting.now.on)
        saved = await save(uow, acting, before=case.dossier, after=after)
        await _close_former(uow, saved, acting.now.at)
        await uow.commit()
    return saved


async def redeem_invitation(
    uow: UnitOfWork, *, token: str, secrets: Secrets, now: Moment, system_time: datetime, new_id: Callable[[], UUID]
) -> SignedIn:
    """Open the trade evaluator's session: for 30 days from the invitation, until the observations are recorded.

    Each redemption ends the session before. The link's life moves with the legal clock, the session's does not.
    Raises Unauthenticated.
    """
    async with uow:
        link = await uow.links.find(LinkPurpose.TRADE_EVALUATOR, secrets.digest(token))
        if link is None or link.dossier_id is None or link.revoked_at is not None or link.expires_at <= now.at:
            raise Unauthenticated(LINK_DEAD)
        guest = Caller(role=Role.TRADE_EVALUATOR, dossier_id=link.dossier_id)
        dossier = await uow.dossiers.get_locked(guest, link.dossier_id)
        if dossier is None or dossier.trade_observations is not None:
            raise Unauthenticated(LINK_DEAD)
        if opening(await facts_of(uow, dossier, now.on), "recordTradeObservations") is not None:
            raise Unauthenticated(LINK_DEAD)
        await uow.sessions.end_guests(link.dossier_id, system_time)
        session = Session(
            id=new_id(),
            role=Role.TRADE_EVALUATOR,
            dossier_id=link.dossier_id,
            guest_name=str(link.payload.get("name", "")),
            opened_at=system_time,
        )
        refresh_token = secrets.new()
        await uow.sessions.open(session, secrets.digest(refresh_token), system_time + REFRESH_TOKENS_LAST)
        caller = await caller_of(uow, session)
        await uow.commit()
    return SignedIn(caller=caller, refresh_token=refresh_token)


async def _close_former(uow: UnitOfWork, dossier: Dossier, at: datetime) -> None:
    await uow.links.revoke(LinkPurpose.TRADE_EVALUATOR, at, dossier_id=dossier.id)
    await uow.sessions.end_guests(dossier.id, at)
