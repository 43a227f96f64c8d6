"""`cqp personal-data`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.cli.database_commands import on_database, run_reporting_errors
from app.cli.documents import NOT_OURS
from app.db.installation import SqlInstallation
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.personal_data import Erasure
from app.main import document_store, store_mark
from app.settings import StoreSettings, read_store_settings
from app.usecases.dossiers.removals import delete_removed_files
from app.usecases.errors import StoreUnavailable
from app.usecases.installation import StoreNotOursError, look_after_store
from app.usecases.moment import Moment
from app.usecases.personal_data.erasing import DueErasure, erase_what_is_due, list_due
from app.usecases.surveys.forgetting import forget_survey_answers

personal_data = typer.Typer(
    help="Les données personnelles dont la durée de conservation est passée (docs/personal-data.md).",
    no_args_is_help=True,
)


@personal_data.command()
def due(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Un autre jour qu'aujourd'hui.")] = None,
) -> None:
    """Montre ce que l'ouvrier effacerait ce jour-là, un dossier par ligne, sans rien changer."""
    found = run_reporting_errors(_due(read_store_settings(), on))
    for each in found:
        typer.echo(f"{each.number}  {each.dossier_id}  {', '.join(each.erasures)}")
    typer.echo(f"{len(found)} dossier(s)")


@personal_data.command()
def purge() -> None:
    """Efface ce dont la durée de conservation est passée, comme l'ouvrier le fait chaque nuit ; on peut le relancer."""
    try:
        done = run_reporting_errors(_purge(read_store_settings()))
    except StoreUnavailable:
        typer.echo("Le dépôt des documents ne répond pas : le reste sera effacé la prochaine fois.", err=True)
        raise typer.Exit(1) from None
    except StoreNotOursError:
        typer.echo(NOT_OURS, err=True)
        raise typer.Exit(1) from None
    for erasure in Erasure:
        typer.echo(f"{erasure}: {done.get(erasure, 0)}")


async def _due(settings: StoreSettings, on: datetime | None) -> tuple[DueErasure, ...]:
    day = Moment(await system_time()).on if on is None else on.date()

    async def ask(engine: AsyncEngine) -> tuple[DueErasure, ...]:
        return await list_due(SqlUnitOfWork(engine), retention=settings.retention, on=day)

    return await on_database(ask, settings)


async def _purge(settings: StoreSettings) -> Mapping[Erasure, int]:
    store, now = document_store(settings), Moment(await system_time())

    async def erase(engine: AsyncEngine) -> Mapping[Erasure, int]:
        uow = SqlUnitOfWork(engine)
        await look_after_store(SqlInstallation(engine), store_mark(settings))
        await delete_removed_files(uow, store, now=now, new_id=uuid7)
        await forget_survey_answers(uow, retention=settings.retention, on=now.on)
        return await erase_what_is_due(uow, store, retention=settings.retention, now=now, new_id=uuid7)

    return await on_database(erase, settings)
