"""One's own second factors: an application of codes, passkeys; and showing one again before a critical act."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Request, Response

from app.api.account_dependencies import (
    FactorContextDep,
    PasswordsDep,
    SessionContextDep,
    TokenTime,
)
from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import Name
from app.api.v1.factor_models import (
    FactorCode,
    PasskeyAnswerJson,
    PasskeyOptions,
    RecoveryCodesOut,
    ShownFactorBody,
)
from app.api.v1.sessions import Secret
from app.domain.text import Text
from app.usecases.accounts.own_factors import own_factors
from app.usecases.accounts.own_passkeys import (
    RegisteredPasskey,
    list_passkeys,
    register_passkey,
    remove_passkey,
    start_passkey_registration,
)
from app.usecases.accounts.own_totp import confirm_totp, enrol_totp, remove_totp
from app.usecases.accounts.shown_factor import ShownFactor
from app.usecases.accounts.step_up import StepUp, start_passkey_step_up, step_up
from app.usecases.paging import Page

router = router_of("second factors", "/v1/me", description="One's own second factors, and showing them again.")

PasskeyId = Annotated[UUID, Path(description="One of one's own passkeys.")]


class ProposedTotpOut(MirrorBody):
    """A secret for an application of codes, shown this once; `uri` is what a square code of it holds."""

    secret: str
    uri: str


class TotpConfirmation(RequestBody):
    """The first code that the application gives."""

    code: FactorCode


class PasskeyRegistration(RequestBody):
    """What the browser made, and what its owner calls it."""

    name: Name
    passkey: PasskeyAnswerJson


class PasskeyOut(MirrorBody):
    """A passkey, as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class RegisteredPasskeyOut(PasskeyOut):
    """The passkey that was added; with an account's first factor come ten recovery codes, shown this once."""

    recovery_codes: list[str]

    @classmethod
    def of(cls, value: object) -> Self:
        """The passkey and the codes on the wire."""
        assert isinstance(value, RegisteredPasskey)  # noqa: S101
        return cls.model_validate({**PasskeyOut.of(value.passkey).model_dump(), "recovery_codes": value.recovery_codes})


class SecondFactorsOut(MirrorBody):
    """What one has: an application of codes, how many passkeys, how many recovery codes that may still serve.

    `required`: a role of the account needs a second factor.
    """

    totp: bool
    passkeys: int
    recovery_codes_left: int
    required: bool


class StepUpIn(ShownFactorBody):
    """A factor that is shown again; `password` for an account that has no second one."""

    password: Secret | None = None

    def _shown(self) -> tuple[object, ...]:
        return self.code, self.passkey, self.password

    def _expected(self) -> Text:
        return Text(
            "Présentez « code », « passkey » ou « password », un seul des trois.",
            "Show “code”, “passkey” or “password”, one of the three.",
        )


class StepUpOut(AnswerBody):
    """Until when critical acts may be done without showing anything again."""

    fresh_until: datetime


@router.get(
    "/second-factors",
    operation_id="getSecondFactors",
    summary="See one's second factors",
    responses=problems(401, 403),
)
async def see(caller: CallerDep, uow: Uow, context: SessionContextDep) -> SecondFactorsOut:
    """What an account page shows: what there is to remove, and whether few recovery codes are left."""
    required = context.roles_with_second_factor
    return SecondFactorsOut.of(await own_factors(uow, caller, roles_with_second_factor=required))


@router.post(
    "/totp",
    operation_id="enrolTotp",
    summary="Propose a secret to an application of codes",
    status_code=201,
    responses=problems(401, 403),
)
@secret_response
async def enrol(caller: CallerDep, uow: Uow, factors: FactorContextDep, at: TokenTime) -> ProposedTotpOut:
    """A new secret, which replaces the one in force once confirmTotp has had its first code, within fifteen minutes.

    An account that has a factor already shows it first (stepUp).
    """
    return ProposedTotpOut.of(await enrol_totp(uow, caller, factors=factors, at=at))


@router.post(
    "/totp/confirmation",
    operation_id="confirmTotp",
    summary="Confirm an application of codes",
    responses=problems(401, 403, 409, 422, 429),
)
@secret_response
async def confirm(
    body: TotpConfirmation,
    caller: CallerDep,
    uow: Uow,
    factors: FactorContextDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> RecoveryCodesOut:
    """From now on signing in asks for its codes. A session that awaited this opens in full; a mail tells the owner."""
    codes = await confirm_totp(uow, caller, code=body.code, factors=factors, at=at, now=now, new_id=new_id)
    return RecoveryCodesOut(recovery_codes=list(codes))


@router.delete(
    "/totp",
    operation_id="removeTotp",
    summary="Remove one's application of codes",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 422),
)
async def remove(
    caller: CallerDep,
    uow: Uow,
    factors: FactorContextDep,
    context: SessionContextDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """Its codes open nothing any more. The last factor of who must have one is refused; a mail tells the owner."""
    required = context.roles_with_second_factor
    await remove_totp(uow, caller, roles_with_second_factor=required, factors=factors, at=at, now=now, new_id=new_id)


@router.post(
    "/passkeys/options",
    operation_id="startPasskeyRegistration",
    summary="Begin to add a passkey",
    responses=problems(401, 403, 422),
)
@secret_response
async def start_registration(caller: CallerDep, uow: Uow, factors: FactorContextDep, at: TokenTime) -> PasskeyOptions:
    """What to give the browser to make a passkey; its answer goes to registerPasskey within five minutes."""
    return PasskeyOptions(dict(await start_passkey_registration(uow, caller, factors=factors, at=at)))


@router.post(
    "/passkeys",
    operation_id="registerPasskey",
    summary="Add a passkey",
    status_code=201,
    responses=problems(401, 403, 409, 422),
)
@secret_response
async def register(
    body: PasskeyRegistration,
    caller: CallerDep,
    uow: Uow,
    factors: FactorContextDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> RegisteredPasskeyOut:
    """Keep the passkey that the browser made. A session that awaited this opens in full; a mail tells the owner."""
    registered = await register_passkey(
        uow, caller, name=body.name, answer=body.passkey, factors=factors, at=at, now=now, new_id=new_id
    )
    return RegisteredPasskeyOut.of(registered)


@router.get("/passkeys", operation_id="listPasskeys", summary="See one's passkeys", responses=problems(401, 403))
async def list_own(caller: CallerDep, uow: Uow, request: Request, response: Response) -> PageOut[PasskeyOut]:
    """All of them, the last added first."""
    page = Page(items=tuple(await list_passkeys(uow, caller)), next_after=None)
    return PageOut[PasskeyOut].of(page, PasskeyOut.of, request, response)


@router.delete(
    "/passkeys/{passkey_id}",
    operation_id="removePasskey",
    summary="Remove a passkey",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 422),
)
async def remove_own(
    passkey_id: PasskeyId,
    caller: CallerDep,
    uow: Uow,
    factors: FactorContextDep,
    context: SessionContextDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """It opens nothing any more. The last factor of who must have one is refused; a mail tells the owner."""
    await remove_passkey(
        uow,
        caller,
        passkey_id=passkey_id,
        roles_with_second_factor=context.roles_with_second_factor,
        factors=factors,
        at=at,
        now=now,
        new_id=new_id,
    )


@router.post(
    "/step-up",
    operation_id="stepUp",
    summary="Show a factor again",
    responses=problems(401, 403, 422, 429),
)
@secret_response
async def step_up_(
    body: StepUpIn,
    caller: CallerDep,
    uow: Uow,
    factors: FactorContextDep,
    passwords: PasswordsDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> StepUpOut:
    """What critical acts ask for with `step_up_required`: the session is fresh for fifteen minutes."""
    proof = StepUp(shown=ShownFactor(code=body.code, passkey=body.passkey), password=body.password)
    fresh_until = await step_up(
        uow, caller, proof=proof, factors=factors, passwords=passwords, at=at, now=now, new_id=new_id
    )
    return StepUpOut(fresh_until=fresh_until)


@router.post(
    "/step-up/passkey-options",
    operation_id="startPasskeyStepUp",
    summary="Begin to show a passkey again",
    responses=problems(401, 403),
)
@secret_response
async def start_step_up(caller: CallerDep, uow: Uow, factors: FactorContextDep, at: TokenTime) -> PasskeyOptions:
    """What to give the browser to sign with one of one's own passkeys; its answer goes to stepUp."""
    return PasskeyOptions(dict(await start_passkey_step_up(uow, caller, factors=factors, at=at)))
