"""What people do with their own account, once signed in."""

from fastapi import Response

from app.api.account_dependencies import MailWriterDep, PasswordsDep, TokenTime
from app.api.bodies import RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import Password
from app.api.v1.sessions import Secret
from app.usecases.accounts.change_password import change_password

router = router_of("accounts", "/v1/me")


class PasswordChange(RequestBody):
    """The password that opens the account, and the one that will."""

    current_password: Secret
    password: Password


@router.post(
    "/password-change",
    operation_id="changePassword",
    summary="Change one's password",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 422, 429),
)
@secret_response
async def change(
    body: PasswordChange,
    caller: CallerDep,
    uow: Uow,
    passwords: PasswordsDep,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """Replace the password. The other sessions of the account end, and a mail tells its owner."""
    await change_password(
        uow,
        caller,
        current=body.current_password,
        password=body.password,
        passwords=passwords,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
