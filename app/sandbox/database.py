"""The sandbox's database: the embedded one for as long as the sandbox runs, or the one that DATABASE_URL names."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.clock import system_time
from app.adapters.file_types import AcceptedFileTypes
from app.db.engine import create_engine, reason_of
from app.db.migrations import migrate
from app.db.waits import MIGRATING
from app.main import document_store, issuer_of
from app.sandbox import data
from app.sandbox.forms import publish_examples
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.refusal import CannotStartError
from app.sandbox.samples import load_samples
from app.settings import Settings
from app.usecases.receiving import FileStorage

_OLDEST = 150_000
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """PostgreSQL on a folder, as its URL; once it is being stopped, no second Ctrl-C leaves it half stopped."""
    cluster = Cluster(binaries=embedded_binaries(), data=folder)
    try:
        cluster.start()
        yield cluster.url
    finally:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        cluster.stop()


def prepare(url: str, settings: Settings) -> None:
    """Bring the schema and the sandbox's data to the database. Raises CannotStartError."""
    try:
        asyncio.run(_prepare(url, settings))
    except CommandError:
        raise CannotStartError(
            "Le schéma de cette base vient d'une autre version du service. Si ses données ne comptent pas, "
            "effacez le dossier .data/postgres et relancez."
        ) from None
    except (OSError, SQLAlchemyError) as error:
        raise CannotStartError(f"La base de données ne répond pas comme attendu : {reason_of(error)}") from None


async def _prepare(url: str, settings: Settings) -> None:
    engine = create_engine(url, waits=MIGRATING)
    try:
        await _check_version(engine)
        await migrate(engine)
        await data.load(engine)
        storage = FileStorage(store=document_store(settings), types=AcceptedFileTypes())
        await publish_examples(engine, storage)
        await load_samples(engine, storage, issuer_of(settings), await system_time())
    finally:
        await engine.dispose()


async def _check_version(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        version = int((await connection.execute(text("SHOW server_version_num"))).scalar_one())
    if version < _OLDEST:
        raise CannotStartError(f"Il faut PostgreSQL 15 ou plus récent ; celui de DATABASE_URL est {version // 10_000}.")
