"""`cqp secrets`."""

import typer
from cryptography.fernet import Fernet

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.sealed_secrets import reseal as reseal_all
from app.main import secret_cipher_of
from app.settings import read_settings

secrets = typer.Typer(help="Les secrets que la base garde scellés, et les clés qui les scellent.", no_args_is_help=True)


@secrets.command("new-key")
def new_key() -> None:
    """Affiche une clé neuve de 32 octets, pour CQP_SECRETS_KEY ou CQP_DOCUMENTS_KEY."""
    typer.echo(Fernet.generate_key().decode())


@secrets.command()
def reseal() -> None:
    """Scelle tout sous la première clé de CQP_SECRETS_KEY : les suivantes peuvent ensuite être ôtées."""
    cipher = secret_cipher_of(read_settings())
    done, left = run_reporting_errors(on_database(lambda engine: reseal_all(engine, cipher.anew)))
    typer.echo(f"{done} secret(s) scellé(s) sous la clé d'aujourd'hui, {left} qu'aucune clé n'ouvre")
    raise typer.Exit(1 if left else 0)
