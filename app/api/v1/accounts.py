"""One's own account: who I am, what I was invited to, my e-mail, my password."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.api.account_dependencies import MailWriterDep, PasswordsDep, SecretsDep, TokenTime
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, LanguageDep, NewId, Now, Tag, Uow
from app.api.fields import KeptIfOmitted
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.problems import problems
from app.api.route_contract import depends_on_day, secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import HeldRole, Password, PersonalName, SessionRole, role_labels
from app.api.v1.sessions import Secret
from app.domain.company import COMPANY_STATE_LABELS, Company, CompanyState
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.accounts.accept_invitation import accept_invitation
from app.usecases.accounts.confirm_address import confirm_address
from app.usecases.accounts.confirm_email import confirm_email
from app.usecases.accounts.get_me import get_me
from app.usecases.accounts.request_password_reset import request_password_reset
from app.usecases.accounts.reset_password import reset_password
from app.usecases.accounts.update_me import OwnChanges, update_me
from app.usecases.ports.accounts import Language, User

router = router_of("accounts", "/v1", description="One's own account: invitations, e-mail, password.")

_ON_ITS_WAY = Text(
    fr="Si cette adresse a un compte, un courriel y a été envoyé.",
    en="If this address has an account, an e-mail has been sent to it.",
)


class MeOut(AnswerBody):
    """Who calls. `roles` are all those of the account; `role`, `company_id` and `evaluator_id` are the session's.

    `language` is that of the account's mails, null for who has none.
    """

    id: UUID | None
    name: str
    email: str | None
    roles: list[SessionRole]
    role_labels: list[str]
    role: SessionRole
    company_id: UUID | None
    evaluator_id: UUID | None
    dossier_id: UUID | None
    language: Language | None

    @classmethod
    def of(cls, caller: Caller, user: User | None) -> Self:
        """The account of ``user`` as ``caller`` sees it."""
        roles = [held.role for held in user.roles] if user else [caller.role]
        return cls.model_validate(
            {
                "id": caller.user_id,
                "name": user.name if user else caller.name,
                "email": user.email if user else None,
                "roles": roles,
                "role_labels": role_labels(roles),
                "role": caller.role,
                "company_id": caller.company_id,
                "evaluator_id": caller.evaluator_id,
                "dossier_id": caller.dossier_id,
                "language": user.language if user else None,
            }
        )


class OwnPatch(RequestBody):
    """What is to change of one's own account. `language` is that of the mails."""

    name: KeptIfOmitted[PersonalName] = None
    language: KeptIfOmitted[Language] = None
    email: KeptIfOmitted[Annotated[MailAddress, Field(max_length=254)]] = None


class InvitationAcceptance(RequestBody):
    """The token of the mailed link; a password where the account has none yet.

    Where it has one, the field is left out, or holds that one: another is refused, since it would open nothing.
    """

    token: Secret
    password: Password | None = None


class AcceptedOut(AnswerBody):
    """The account that now holds the role."""

    id: UUID
    email: str
    name: str
    roles: list[HeldRole]
    role_labels: list[str]

    @classmethod
    def of(cls, user: User) -> Self:
        """The account of ``user``."""
        roles = [held.role for held in user.roles]
        return cls.model_validate(
            {
                "id": user.id,
                "email": user.email,
                "name": user.name,
                "roles": roles,
                "role_labels": role_labels(roles),
            }
        )


class EmailConfirmation(RequestBody):
    """The token of the mailed link; a password where the account has none yet.

    Where it has one, the field is left out, or holds that one: another is refused, since it would open nothing.
    """

    token: Secret
    password: Password | None = None


class ConfirmedOut(AnswerBody):
    """The address, now confirmed, and what became of the company's registration, where it was a company's."""

    email: str
    company_id: UUID | None = None
    state: CompanyState | None = None
    state_label: str | None = None

    @classmethod
    def of(cls, company: Company) -> Self:
        """The state of ``company``."""
        return cls.model_validate(
            {
                "email": company.contact.email,
                "company_id": company.id,
                "state": company.state,
                "state_label": spoken(COMPANY_STATE_LABELS[company.state]),
            }
        )


class PasswordResetRequest(RequestBody):
    """Whose password."""

    email: Annotated[MailAddress, Field(max_length=254)]


class PasswordRedemption(RequestBody):
    """The token of the mailed link, and the new password."""

    token: Secret
    password: Password


class AcknowledgedOut(AnswerBody):
    """The same words whatever happened."""

    detail: str


@router.get("/me", operation_id="getMe", summary="Who I am", responses=problems(401, 403))
@depends_on_day
async def me(caller: CallerDep, uow: Uow, tag: Tag) -> MeOut:
    """The account behind the token, with the ETag that a change of it needs. A trade evaluator has none: their `id` and
    `email` are null."""
    user = await get_me(uow, caller)
    if user is not None:
        tag(user.version)
    return MeOut.of(caller, user)


@router.patch(
    "/me",
    operation_id="updateMe",
    summary="Change one's name, language or address",
    responses=problems(401, 403, 412, 422, 428),
)
async def update(
    body: OwnPatch,
    caller: CallerDep,
    uow: Uow,
    if_match: IfMatch,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
    tag: Tag,
) -> MeOut:
    """Change one's own account. Another `email` becomes the account's once it is confirmed (`confirmEmail`, without a
    password) from the mail sent there; the former address is then told."""
    user = await update_me(
        uow,
        caller,
        changes=OwnChanges(name=body.name, language=body.language, email=body.email),
        precondition=if_match,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
    tag(user.version)
    return MeOut.of(caller, user)


@router.post(
    "/account-invitations/acceptance",
    operation_id="acceptInvitation",
    summary="Accept an invitation",
    responses=problems(403, 404, 409, 422),
)
async def accept(
    body: InvitationAcceptance, uow: Uow, passwords: PasswordsDep, secrets: SecretsDep, now: Now, language: LanguageDep
) -> AcceptedOut:
    """Take the role that one was invited to. A new account is opened with the password."""
    user = await accept_invitation(
        uow,
        token=body.token,
        password=body.password,
        language=language,
        passwords=passwords,
        secrets=secrets,
        now=now,
    )
    return AcceptedOut.of(user)


@router.post(
    "/email-confirmations",
    operation_id="confirmEmail",
    summary="Confirm an e-mail address",
    responses=problems(403, 404, 409, 422),
)
async def confirm(
    body: EmailConfirmation,
    uow: Uow,
    passwords: PasswordsDep,
    secrets: SecretsDep,
    mail_writer: MailWriterDep,
    now: Now,
    new_id: NewId,
) -> ConfirmedOut:
    """Confirm the address that registered a company, and choose the password of a new account.

    Access opens once the secretariat approves the company. Or confirm another address of one's account (`updateMe`),
    without a password.
    """
    user = await confirm_address(uow, token=body.token, mail_writer=mail_writer, now=now, new_id=new_id)
    if user is not None:
        return ConfirmedOut(email=user.email)
    company = await confirm_email(
        uow,
        token=body.token,
        password=body.password,
        passwords=passwords,
        secrets=secrets,
        now=now,
        new_id=new_id,
    )
    return ConfirmedOut.of(company)


@router.post(
    "/password-resets",
    operation_id="requestPasswordReset",
    summary="Ask for a new password",
    status_code=202,
    responses=problems(422),
)
async def ask_for_reset(
    body: PasswordResetRequest,
    uow: Uow,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> AcknowledgedOut:
    """Mail a link to the address if it has an account. The answer never tells whether it has."""
    await request_password_reset(uow, email=body.email, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
    return AcknowledgedOut(detail=_ON_ITS_WAY.in_language(language))


@router.post(
    "/password-resets/redemption",
    operation_id="resetPassword",
    summary="Choose a new password",
    status_code=204,
    response_class=Response,
    responses=problems(403, 404, 409, 422),
)
@secret_response
async def reset(
    body: PasswordRedemption,
    uow: Uow,
    passwords: PasswordsDep,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """Replace the password, and end every session of the account."""
    await reset_password(
        uow,
        token=body.token,
        password=body.password,
        passwords=passwords,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
