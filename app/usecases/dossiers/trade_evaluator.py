"""The trade evaluator's invitation: sent, sent again, taken back, redeemed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.assessing import invite_trade_evaluator as with_invitation
from app.domain.assessing import revoke_trade_evaluator as without_invitation
from app.domain.dossier import Dossier, TradeEvaluator
from app.domain.text import Text
from app.usecases.access import SYSTEM, Role
from app.usecases.accounts.invitation_rates import count_invitation_to
from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.accounts.signing_in import SignedIn, caller_of
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.trade_invitation import awaits_observations, send_invitation, take_back
from app.usecases.errors import Unauthenticated
from app.usecases.holders.sending import LinkContext
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Link, LinkPurpose, Origin, Session
from app.usecases.ports.credentials import Secrets

LINK_DEAD = Text(
    "Ce lien n'ouvre plus rien. S'il a expiré, demandez-en un autre ; sinon, à l'évaluateur "
    "habilité de renouveler l'invitation.",
    "This link opens nothing any more. If it has expired, ask for another one; otherwise ask the "
    "evaluator to send the invitation again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Who is invited: a professional of the company, with an address of their own."""

    name: str
    email: str
    employer_siren: str
    position: str


async def invite_trade_evaluator(
    uow: UnitOfWork, command: Act, invited: Invited, *, mail_writer: MailWriter, at: datetime
) -> Dossier:
    """Invite, or invite again: the former link and the session that it opened are dead (R55, R70).

    Whoever was invited before at another address is told that nothing is expected of them any more.
    ``at`` is the system's clock, by which invitations are counted. Raises TooManyRequests.
    """
    person = TradeEvaluator(
        name=invited.name,
        email=invited.email,
        employer_siren=invited.employer_siren,
        position=invited.position,
        invited_on=command.now.on,
    )
    link_context = LinkContext.by(command, mail_writer)
    async with uow:
        case = await load_case_for_update(uow, command)
        after = unwrap(with_invitation(case, person), command.now.on)
        saved = await save(uow, command, before=case, after=after)
        former = case.dossier.trade_evaluator
        if former is not None and former.email.casefold() != person.email.casefold():
            await take_back(uow, link_context, saved, former)
        await count_invitation_to(uow, saved.id, person.email, at)
        await send_invitation(uow, link_context, saved, person, evaluator=command.caller.name)
        await uow.commit()
    return saved


async def revoke_trade_evaluator(uow: UnitOfWork, command: Act, *, mail_writer: MailWriter) -> Dossier:
    """Take the invitation back: link and session are dead at once, and who was invited is told."""
    async with uow:
        case = await load_case_for_update(uow, command)
        after = unwrap(without_invitation(case), command.now.on)
        saved = await save(uow, command, before=case, after=after)
        if case.dossier.trade_evaluator is not None:
            await take_back(uow, LinkContext.by(command, mail_writer), saved, case.dossier.trade_evaluator)
        await uow.commit()
    return saved


async def redeem_invitation(
    uow: UnitOfWork,
    *,
    token: str,
    origin: Origin,
    secrets: Secrets,
    now: Moment,
    system_time: datetime,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """Open the trade evaluator's session: for 30 days from the invitation, until the observations are recorded.

    Each redemption ends the session before. The link's life moves with the legal clock, the session's does not.
    Raises Unauthenticated.
    """
    digest = secrets.digest(token)
    async with uow:
        dossier_id = (await _living(uow, digest, now)).dossier_id
    async with uow:  # the dossier is held before its link, as by who invites
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id) if dossier_id is not None else None
        link = await _living(uow, digest, now)
        if dossier is None or not awaits_observations(await facts_of(uow, dossier, now.on)):
            raise Unauthenticated(LINK_DEAD)
        await uow.sessions.end_guests(dossier.id, system_time)
        lifetime = lifetime_of(Role.TRADE_EVALUATOR)
        session = Session.begun(
            system_time,
            lifetime.whole,
            id=new_id(),
            role=Role.TRADE_EVALUATOR,
            dossier_id=dossier.id,
            guest_name=str(link.payload.get("name", "")),
            factor=Factor.INVITATION,
            origin=origin,
        )
        refresh_token = secrets.new()
        until = lifetime.prolonged(system_time, session.expires_at)
        await uow.sessions.open(session, secrets.digest(refresh_token), until)
        caller = await caller_of(uow, session)
        await uow.commit()
    return SignedIn(caller=caller, refresh_token=refresh_token)


async def _living(uow: UnitOfWork, digest: bytes, now: Moment) -> Link:
    link = await uow.links.find(LinkPurpose.TRADE_EVALUATOR, digest)
    if link is None or not link.is_alive(now.at):
        raise Unauthenticated(LINK_DEAD)
    return link
