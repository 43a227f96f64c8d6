"""The one way to reach PostgreSQL: an engine over asyncpg, tuned for what stands at the address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from uuid_utils.compat import uuid7

from app.db.hosts import host_arguments, named_in_query, take_hosts
from app.db.kept_alive import bound_each_transaction, try_after_silence
from app.db.named_connection import APPLICATION, NamedConnection
from app.db.pools import MeasuredQueuePool
from app.db.tls import PARAMETERS, tls_arguments
from app.db.waits import SECONDS_FOR_A_CONNECTION, SECONDS_TO_CONNECT, SECONDS_UNTRIED, SERVING, Waits

_DRIVER = "postgresql+asyncpg"
_SERVER_SETTINGS = {"application_name": APPLICATION, "timezone": "UTC"}
_SESSION_ATTRIBUTES = "target_session_attrs"


def create_engine(
    url: str, *, pool_size: int = 10, overflow: int = 5, through_pgbouncer: bool = False, waits: Waits = SERVING
) -> AsyncEngine:
    """An engine on any PostgreSQL 15 or later, of which no answer is waited for longer than ``waits``.

    `through_pgbouncer` suits PgBouncer's transaction mode: a prepared statement may meet another server connection
    than the one that knows it, and no setting outlives a transaction. The connections to PgBouncer are kept all the
    same: making one takes twenty times as long as asking something on it. Migrations take a direct address.
    Raises sqlalchemy.exc.ArgumentError when the address cannot be read.
    """
    address, arguments = driver_address(url)
    arguments |= {"command_timeout": waits.answer, "connection_class": NamedConnection}
    if through_pgbouncer:
        arguments |= {"statement_cache_size": 0, "prepared_statement_name_func": _unique_name}
        arguments["server_settings"] = {"application_name": APPLICATION}  # one of the few that PgBouncer passes on
        address = address.update_query_dict({"prepared_statement_cache_size": "0"})
    else:
        arguments |= {"server_settings": {**_SERVER_SETTINGS, **waits.settings}}
    engine = create_async_engine(
        address,
        poolclass=MeasuredQueuePool,
        pool_size=pool_size,
        max_overflow=overflow,
        pool_timeout=SECONDS_FOR_A_CONNECTION,
        pool_recycle=1800,
        pool_pre_ping=False,  # a round trip a request: only what was silent is tried
        connect_args=arguments,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # an error is logged whole: names, addresses and digests have no place in a log
    )
    try_after_silence(engine.sync_engine.pool)
    if through_pgbouncer:
        bound_each_transaction(engine.sync_engine, waits)
    return engine


@asynccontextmanager
async def driver_pool(url: str, *, size: int) -> AsyncIterator[Any]:
    """Connections of the driver itself, up to ``size``, for statements that begin no transaction.

    They cost a read a third of what SQLAlchemy's pool does. Nothing is put right between two users: none changes
    anything about its connection. The first one is opened by who first needs it: the database may come later.
    """
    address, arguments = driver_address(url)
    dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
    async with asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        reset=_nothing,
        max_inactive_connection_lifetime=SECONDS_UNTRIED,
        command_timeout=SERVING.answer,
        server_settings={**_SERVER_SETTINGS, **SERVING.settings},
        **arguments,
    ) as pool:
        yield pool


async def _nothing(_: object) -> None:
    """What the pool does between two users."""


def reason_of(error: OSError | SQLAlchemyError) -> str:
    """What the database or the way to it said, in one line: neither the statement nor its parameters."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def driver_address(url: str) -> tuple[URL, dict[str, Any]]:
    """The address with our driver, and what asyncpg wants as arguments: hosts write `postgres://…?sslmode=require`."""
    bare, hosts = take_hosts(url.replace("postgres://", "postgresql://", 1))
    try:
        given = make_url(bare)
        several = host_arguments(hosts or named_in_query(given)) if hosts or named_in_query(given) else {}
    except ValueError:
        raise ArgumentError("the address of the database cannot be read") from None
    arguments: dict[str, Any] = {"timeout": SECONDS_TO_CONNECT, **several, **tls_arguments(given.query)}
    if _SESSION_ATTRIBUTES in given.query:
        arguments[_SESSION_ATTRIBUTES] = given.query[_SESSION_ATTRIBUTES]
    taken = [*PARAMETERS, _SESSION_ATTRIBUTES, *(["host"] if several else [])]
    return given.difference_update_query(taken).set(drivername=_DRIVER), arguments


def _unique_name() -> str:
    return f"__cqp_{uuid7().hex}__"


def _to_json(value: Any) -> str:
    return orjson.dumps(value, default=_of_the_driver).decode()


def _of_the_driver(value: Any) -> str:
    """The driver's ids are a kind of UUID of its own, which orjson does not take for one."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError
