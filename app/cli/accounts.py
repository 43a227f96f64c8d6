"""`cqp keys` and `cqp users`."""

from typing import Annotated, Literal

import typer
from pydantic.networks import validate_email
from pydantic_core import PydanticCustomError
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.security import new_private_key
from app.cli.database_commands import run_reporting_errors
from app.db.engine import create_engine
from app.db.unit_of_work import SqlUnitOfWork
from app.main import mail_writer_of
from app.settings import Settings, read_settings
from app.usecases.access import Caller, Role
from app.usecases.accounts.invite_user import Invitation, invite_user
from app.usecases.accounts.reset_factor import reset_factor_on_the_machine
from app.usecases.errors import NotFound, UseCaseError
from app.usecases.moment import Moment

keys = typer.Typer(help="Les clés qui signent les jetons.", no_args_is_help=True)


@keys.command("new")
def new_key_pair() -> None:
    """Affiche une clé privée neuve, P-256 en PEM, pour CQP_SIGNING_KEY (docs/operations.md : en changer)."""
    typer.echo(new_private_key(), nl=False)


users = typer.Typer(help="Les comptes de personnes.", no_args_is_help=True)


@users.command()
def invite(
    email: Annotated[str, typer.Option(help="À qui le lien est adressé.")],
    role: Annotated[Literal["secretariat", "jury"], typer.Option(help="Les autres rôles s'invitent par l'API.")],
    name: Annotated[str, typer.Option(help="Nom de la personne.")] = "",
) -> None:
    """Invite une personne, et affiche le lien qui lui ouvre son compte : le premier secrétariat vient d'ici."""
    try:
        _, address = validate_email(email)
    except PydanticCustomError:
        raise typer.BadParameter("ce n'est pas une adresse électronique", param_hint="--email") from None
    sent = run_reporting_errors(
        _invite(read_settings(), Invitation(email=address, name=name or address, role=Role(role)))
    )
    typer.echo(sent.url)


@users.command("reset-factor")
def reset_factor(
    email: Annotated[str, typer.Option(help="Le compte dont les seconds facteurs sont perdus.")],
    reason: Annotated[
        str, typer.Option(help="Pourquoi, et comment il a été vérifié que c'est son titulaire.")
    ] = "demandé sur la machine",
) -> None:
    """Retire les seconds facteurs d'un compte, là où le secrétariat n'est pas deux à pouvoir le faire (resetFactor)."""
    try:
        run_reporting_errors(_reset_factor(read_settings(), email, reason))
    except NotFound:
        raise typer.BadParameter("aucun compte n'a cette adresse", param_hint="--email") from None
    except UseCaseError as refusal:
        typer.echo(refusal.detail.fr, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{email} : seconds facteurs retirés, sessions terminées, courriel écrit.")


async def _reset_factor(settings: Settings, email: str, reason: str) -> None:
    engine = create_engine(settings.database_url.get_secret_value())
    try:
        at = await system_time()
        await reset_factor_on_the_machine(
            SqlUnitOfWork(engine),
            email=email,
            reason=reason,
            mail_writer=mail_writer_of(settings),
            at=at,
            now=Moment(at),
            new_id=uuid7,
        )
    finally:
        await engine.dispose()


async def _invite(settings: Settings, invitation: Invitation) -> Invitation:
    engine = create_engine(settings.database_url.get_secret_value())
    try:
        return await invite_user(
            SqlUnitOfWork(engine),
            Caller(role=Role.SECRETARIAT, name="cqp users invite"),
            invitation=invitation,
            mail_writer=mail_writer_of(settings),
            now=Moment(await system_time()),
            new_id=uuid7,
        )
    finally:
        await engine.dispose()
