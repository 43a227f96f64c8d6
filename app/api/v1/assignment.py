"""The evaluator of a dossier, and the trade evaluator whom they invite."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, StrictBool

from app.api.account_dependencies import AccessTokensDep, MailWriterDep, OriginDep, SecretsDep, TokenTime
from app.api.bodies import AnswerBody, MirrorBody, RequestBody, created
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.identifier_fields import Siren
from app.api.mail_addresses import MailAddress
from app.api.problems import problems
from app.api.route_contract import judges_whole, secret_response
from app.api.routing import router as router_of
from app.api.text_fields import Line, PersonName, Reason
from app.api.v1.accounts import AcknowledgedOut
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.api.v1.labels import region_label
from app.api.v1.sessions import SessionOut
from app.api.v1.violations import ViolationOut
from app.domain.assigning import Declaration
from app.domain.dossier import EvaluatorChoice
from app.domain.parts import DossierPart
from app.domain.seats import Seat
from app.domain.text import Text
from app.usecases.dossiers import assigning, trade_evaluator
from app.usecases.dossiers.reading import read_recorded
from app.usecases.dossiers.renew_invitation import renew_invitation
from app.usecases.errors import NotFound

router = router_of("assignment", "/v1/dossiers/{dossier_id}", description="Who assesses a dossier.")
invitations = router_of("invitations", "/v1/invitations", description="The trade evaluator's way in.")

REFUSALS = problems(401, 403, 404, 409, 412, 422)


_ON_ITS_WAY = Text(
    fr="Si cette invitation peut être renouvelée, un nouveau lien a été envoyé à la même adresse.",
    en="If this invitation may be renewed, another link has been sent to the same address.",
)


class EvaluatorChoiceIn(RequestBody):
    """The evaluator, the INSEE region where the assessment takes place, the planned day, and that fees are agreed."""

    evaluator_id: UUID
    region: Annotated[str, Field(min_length=2, max_length=3, examples=["84"])]
    planned_on: Day
    fees_agreed: StrictBool

    def to_choice(self) -> assigning.Choice:
        """What the use case is asked."""
        return assigning.Choice(
            evaluator_id=self.evaluator_id,
            region=self.region,
            planned_on=self.planned_on,
            fees_agreed=self.fees_agreed,
        )


class EvaluatorReplacementIn(EvaluatorChoiceIn):
    """The evaluator who takes over, and why."""

    reason: Reason


class EvaluatorChoiceOut(AnswerBody):
    """The evaluator chosen; `accepted_on` is null until the assignment is accepted."""

    evaluator_id: UUID
    region: str
    region_label: str | None
    planned_on: date
    fees_agreed: bool
    chosen_on: date
    accepted_on: date | None
    warnings: list[ViolationOut]

    @classmethod
    def of(cls, choice: EvaluatorChoice, accepted_on: date | None, warnings: list[ViolationOut]) -> Self:
        """The choice on the wire."""
        return cls(
            evaluator_id=choice.evaluator_id,
            region=choice.region,
            region_label=region_label(choice.region),
            planned_on=choice.planned_on,
            fees_agreed=choice.fees_agreed,
            chosen_on=choice.chosen_on,
            accepted_on=accepted_on,
            warnings=warnings,
        )


class DeclarationIn(RequestBody):
    """The declaration of independence, and the ties that might be seen as a conflict."""

    independent: Literal[True]
    conflicts: list[Line] = Field(default=[], max_length=20)


class TradeEvaluatorIn(RequestBody):
    """The trade professional who is invited to give observations."""

    name: PersonName
    email: MailAddress
    employer_siren: Siren
    position: Line


class TradeEvaluatorOut(MirrorBody):
    """The trade professional, and the day of the last invitation."""

    name: str
    email: str
    employer_siren: str
    position: str
    invited_on: date


class InvitationRedemption(RequestBody):
    """The token of the invitation's link."""

    token: Annotated[str, Field(min_length=1, max_length=256)]


@router.put(
    "/evaluator",
    operation_id="chooseEvaluator",
    summary="Choose the evaluator",
    responses={**created(EvaluatorChoiceOut), **problems(401, 403, 404, 409, 412, 422, 428)},
)
@judges_whole
async def choose(
    command: DossierCommand,
    body: EvaluatorChoiceIn,
    uow: Uow,
    mail_writer: MailWriterDep,
    tag: Tag,
    language: LanguageDep,
    response: Response,
) -> EvaluatorChoiceOut:
    """Entrust the dossier to an evaluator authorised there on that day, and independent; until the first result.

    What another evaluator had led to (invitation, guide, briefing, days) ends with the change (D63).
    """
    chosen = await assigning.choose_evaluator(uow, command, body.to_choice(), mail_writer=mail_writer)
    response.status_code = 201 if chosen.created else 200
    return _chosen(chosen, command, tag, language)


@router.post(
    "/evaluator/replacement",
    operation_id="replaceEvaluator",
    summary="Replace the evaluator",
    responses=REFUSALS,
)
async def replace(
    command: DossierCommand,
    body: EvaluatorReplacementIn,
    uow: Uow,
    mail_writer: MailWriterDep,
    tag: Tag,
    language: LanguageDep,
) -> EvaluatorChoiceOut:
    """Entrust the dossier to another evaluator until the jury registration, after the first result too (D63).

    Sittings and results stay with their author and their day; the new evaluator confirms results by sending them.
    Briefing, concertation, guide, invitation, trade observations and acceptance are to be given again.
    """
    chosen = await assigning.replace_evaluator(uow, command, body.to_choice(), body.reason, mail_writer=mail_writer)
    return _chosen(chosen, command, tag, language)


def _chosen(chosen: assigning.Chosen, command: DossierCommand, tag: Tag, language: LanguageDep) -> EvaluatorChoiceOut:
    dossier = chosen.dossier
    tag(DossierPart.EVALUATOR.version_in(dossier))
    if dossier.evaluator is None:
        raise NotFound
    warnings = [ViolationOut.of(warning, command.now.on, language) for warning in chosen.warnings]
    accepted_on = dossier.acceptance.accepted_on if dossier.acceptance else None
    return EvaluatorChoiceOut.of(dossier.evaluator, accepted_on, warnings)


@router.get(
    "/evaluator",
    operation_id="getChosenEvaluator",
    summary="Read which evaluator was chosen",
    responses=problems(401, 403, 404, 422),
)
async def get_choice(dossier_id: DossierId, caller: CallerDep, uow: Uow, tag: Tag) -> EvaluatorChoiceOut:
    """The evaluator chosen, where and when they are to assess."""
    dossier, choice = await read_recorded(uow, caller, dossier_id=dossier_id, part=lambda dossier: dossier.evaluator)
    tag(DossierPart.EVALUATOR.version_in(dossier))
    return EvaluatorChoiceOut.of(choice, dossier.acceptance.accepted_on if dossier.acceptance else None, [])


@router.post(
    "/evaluator/acceptance", operation_id="acceptAssignment", summary="Accept the assignment", responses=REFUSALS
)
async def accept(command: DossierCommand, body: DeclarationIn, uow: Uow, tag: Tag) -> DossierOut:
    """Accept by declaring to be independent (R15, D17): it opens the documents, and then the assessment."""
    declaration = Declaration(independent=body.independent, conflicts=tuple(body.conflicts))
    await assigning.accept_assignment(uow, command, declaration)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.delete(
    "/evaluator/acceptance",
    operation_id="declineAssignment",
    summary="Decline the assignment",
    status_code=204,
    response_class=Response,
    responses=REFUSALS,
)
async def decline(command: DossierCommand, uow: Uow, mail_writer: MailWriterDep) -> None:
    """Give the dossier back: it is out of your sight, and another evaluator has to be chosen."""
    await assigning.decline_assignment(uow, command, mail_writer=mail_writer)


@router.post(
    "/trade-evaluator",
    operation_id="inviteTradeEvaluator",
    summary="Invite the trade evaluator",
    status_code=201,
    responses=REFUSALS,
)
async def invite(
    command: DossierCommand, body: TradeEvaluatorIn, uow: Uow, mail_writer: MailWriterDep, at: TokenTime, tag: Tag
) -> TradeEvaluatorOut:
    """Send the invitation, or send it again: the former link is then dead (R55, R70)."""
    invited = trade_evaluator.Invited(
        name=body.name, email=body.email, employer_siren=body.employer_siren, position=body.position
    )
    saved = await trade_evaluator.invite_trade_evaluator(uow, command, invited, mail_writer=mail_writer, at=at)
    tag(saved.version)
    if saved.trade_evaluator is None:
        raise NotFound
    return TradeEvaluatorOut.of(saved.trade_evaluator)


@router.delete(
    "/trade-evaluator",
    operation_id="revokeTradeEvaluator",
    summary="Take the invitation back",
    status_code=204,
    response_class=Response,
    responses=REFUSALS,
)
async def revoke(command: DossierCommand, uow: Uow, mail_writer: MailWriterDep) -> None:
    """Kill the link, and the session that it opened; who was invited is told."""
    await trade_evaluator.revoke_trade_evaluator(uow, command, mail_writer=mail_writer)


class SeatDistinctionIn(RequestBody):
    """Seats whose people bear one name and are different people, and how that is known."""

    seats: Annotated[list[Seat], Field(min_length=2, max_length=len(Seat))]
    reason: Reason


@router.post(
    "/seats/distinction",
    operation_id="distinguishSeats",
    summary="Say that people of one name are different people",
    responses=REFUSALS,
)
async def distinguish(command: DossierCommand, body: SeatDistinctionIn, uow: Uow, tag: Tag) -> DossierOut:
    """For people in different seats of whom nothing but the name agrees (D58); one address is one person."""
    await assigning.distinguish_seats(uow, command, seats=frozenset(body.seats), reason=body.reason)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@invitations.post(
    "/redeem",
    operation_id="redeemInvitation",
    summary="Redeem a trade evaluator's invitation",
    status_code=201,
    responses=problems(401, 422, 429),
)
@secret_response
async def redeem(
    body: InvitationRedemption,
    uow: Uow,
    secrets: SecretsDep,
    tokens: AccessTokensDep,
    origin: OriginDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> SessionOut:
    """Open a session on the one dossier of the invitation; it ends the session that the link opened before."""
    signed_in = await trade_evaluator.redeem_invitation(
        uow, token=body.token, origin=origin, secrets=secrets, now=now, system_time=at, new_id=new_id
    )
    return SessionOut.of(signed_in, tokens, at)


@invitations.post(
    "/renewal",
    operation_id="renewInvitation",
    summary="Ask for another link to an invitation",
    status_code=202,
    responses=problems(422, 429),
)
async def renew(
    body: InvitationRedemption,
    uow: Uow,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> AcknowledgedOut:
    """For who was invited, once the link has expired or will within seven days: another one is mailed to the same
    address, and the former is dead. Nothing is, and nothing tells it, for an invitation that was taken back or sent
    anew, nor once the observations are recorded."""
    await renew_invitation(uow, token=body.token, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
    return AcknowledgedOut(detail=_ON_ITS_WAY.in_language(language))
