"""The composition root: the only module that knows all the others."""

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters import devices
from app.adapters.clock import system_time
from app.adapters.document_store import ObjectDocumentStore
from app.adapters.file_types import AcceptedFileTypes
from app.adapters.held_outgoing import HeldWebhookSender, KeepingDocumentStore
from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.paper.renderer import TypstRenderer
from app.adapters.paper.seal import Seal
from app.adapters.passport.schemas_in_force import SchemasInForce
from app.adapters.passport.writer import XmlPassportFiles
from app.adapters.passwords import Argon2Passwords
from app.adapters.pseudonyms import HmacPseudonyms
from app.adapters.secret_cipher import FernetCipher
from app.adapters.secrets import RandomSecrets
from app.adapters.store_watch import StoreWatch
from app.adapters.webhooks.http_sender import HttpWebhookSender
from app.api import health, metrics
from app.api.application import build_api
from app.api.authentication import RememberingTokenReader
from app.api.container import Container
from app.api.loop_watch import LoopWatch
from app.api.rates import RateLimiter
from app.api.security import AccessTokens, KeySet
from app.api.v1 import ROUTERS, SANDBOX_ROUTERS
from app.db.engine import create_engine
from app.db.feed import SqlFeed
from app.db.gauges import DatabaseGauges
from app.db.idempotency import SqlIdempotencyStore
from app.db.rate_counts import RateCounts
from app.db.readiness import is_ready
from app.db.readings import Readings
from app.db.sandbox_clock import SqlSandboxClock
from app.db.statistics import SqlStatistics
from app.db.token_revocations import RevokedTokens
from app.db.transient import transient_fault_of
from app.db.unit_of_work import SqlUnitOfWork
from app.db.waits import SERVING, Waits
from app.settings import DatabaseSettings, Settings, SettingsError, StoreSettings
from app.usecases.jury.certificates import Issuer
from app.usecases.mail_writer import MailWriter
from app.usecases.papers.printing import PrintingContext
from app.usecases.ports.webhooks import WebhookChannel, WebhookSender


def create_app(settings: Settings, *, engine: AsyncEngine | None = None) -> FastAPI:
    """The service. It closes the engine that it makes, never one that it is given."""
    database = engine or _serving_engine(settings)
    watched = engine or engine_of(settings, pool_size=1)
    readings = Readings(database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(LoopWatch().watching())
            if engine is None:
                stack.push_async_callback(database.dispose)
                stack.push_async_callback(watched.dispose)
            if engine is None and not settings.database_is_pooled:
                url, size = settings.database_url.get_secret_value(), settings.database_hot_pool_size
                await stack.enter_async_context(readings.reading_from(url, size=size))
            yield

    sandbox = SANDBOX_ROUTERS if settings.is_sandbox else ()
    return build_api(
        _container(settings, database, watched, readings),
        (*ROUTERS, *sandbox, health.router, metrics.router),
        version=version("cqp-chimie"),
        cors_origins=settings.cors_origins,
        lifespan=lifespan,
    )


def settled(app: FastAPI) -> FastAPI:
    """``app``, once the process is made: the collector of garbage looks no more through what will never be any.

    Each of its great tours would keep everybody waiting for a sixth of a second.
    """
    devices.load()
    gc.collect()
    gc.freeze()
    return app


def engine_of(
    settings: DatabaseSettings, *, pool_size: int = 5, overflow: int = 0, waits: Waits = SERVING
) -> AsyncEngine:
    """The database as these settings say that it is reached: directly, or through PgBouncer."""
    return create_engine(
        settings.database_url.get_secret_value(),
        pool_size=pool_size,
        overflow=overflow,
        through_pgbouncer=settings.database_is_pooled,
        waits=waits,
    )


def _serving_engine(settings: Settings) -> AsyncEngine:
    return engine_of(settings, pool_size=settings.database_pool_size, overflow=settings.database_pool_overflow)


def _container(settings: Settings, engine: AsyncEngine, watched: AsyncEngine, readings: Readings) -> Container:
    """``watched``: the connection on which the database is asked whether it can serve, whoever holds the others."""
    clock = SqlSandboxClock(engine) if settings.is_sandbox else None
    address = settings.public_url.rstrip("/")
    tokens = AccessTokens(_keys(settings), issuer=address, audience=address)
    return Container(
        unit_of_work=partial(SqlUnitOfWork, engine),
        idempotency_store=SqlIdempotencyStore(engine),
        legal_time=clock.now if clock else system_time,
        token_reader=RememberingTokenReader(tokens.read_access_token),
        session_is_open=readings.session_is_open,
        token_is_revoked=RevokedTokens(readings).any_of,
        is_ready=partial(is_ready, watched),
        store_answers=StoreWatch(document_store(settings)).answers,
        fault_of=transient_fault_of,
        rate_limiter=RateLimiter(RateCounts(readings).take, settings.requests_a_minute),
        public_url=address,
        access_tokens=tokens,
        passwords=Argon2Passwords(),
        device_of=devices.device_of,
        secrets=RandomSecrets(),
        mail_writer=mail_writer_of(settings),
        document_store=document_store(settings),
        scans_documents=bool(settings.clamav),
        printing=printing_of(settings),
        passport_files=XmlPassportFiles(SchemasInForce(settings.passport_schemas)),
        file_types=AcceptedFileTypes(),
        dossier_readings=readings,
        funded_dossiers=readings,
        pseudonyms=_pseudonyms(settings),
        feed=SqlFeed(engine),
        statistics=SqlStatistics(readings, settings.statistics_threshold),
        channel=webhook_channel_of(settings),
        gauges=DatabaseGauges(engine, holds_outgoing=settings.holds_outgoing).read,
        unreadable_facts=DatabaseGauges(engine).unreadable_facts,
        metrics_secret=_metrics_secret(settings),
        sandbox_clock=clock,
    )


def document_store(settings: StoreSettings) -> ObjectDocumentStore:
    """Where the documents are kept: a folder of this machine unless the settings name another place."""
    largest = settings.max_upload_bytes
    kind = KeepingDocumentStore if settings.holds_outgoing else ObjectDocumentStore
    if settings.document_store:
        return kind.at(settings.document_store, largest=largest)
    return kind.in_folder(settings.data_directory, largest=largest)


def printing_of(settings: Settings) -> PrintingContext:
    """What it takes to print papers, by these settings: without a key, they go out unsigned."""
    return PrintingContext(
        renderer=TypstRenderer(_seal(settings), specimen=settings.is_sandbox, sender=settings.paper_sender),
        store=document_store(settings),
        public_url=settings.public_url.rstrip("/"),
    )


def mail_writer_of(settings: Settings) -> MailWriter:
    """What it takes to write mails, by these settings."""
    return MailWriter(
        secrets=RandomSecrets(),
        front_end_url=settings.front_end_url.rstrip("/"),
        templates=JinjaMailTemplates(),
        paths=settings.front_end_paths,
    )


def issuer_of(settings: Settings) -> Issuer:
    """What it takes to issue papers, by these settings."""
    return Issuer(mail_writer=mail_writer_of(settings), public_url=settings.public_url.rstrip("/"))


def webhook_channel_of(settings: Settings) -> WebhookChannel:
    """What it takes to send webhooks, by these settings."""
    return WebhookChannel(
        cipher=_cipher(settings), sender=_webhook_sender(settings), source=settings.public_url.rstrip("/")
    )


def _webhook_sender(settings: Settings) -> WebhookSender:
    kind = HeldWebhookSender if settings.holds_outgoing else HttpWebhookSender
    return kind(user_agent=f"cqp-chimie/{version('cqp-chimie')}", sandbox=settings.is_sandbox)


def _pseudonyms(settings: Settings) -> HmacPseudonyms:
    """The sandbox's, where no key is given, are made with the one that signs its tokens."""
    key = settings.pseudonym_key or settings.signing_key
    return HmacPseudonyms(key.get_secret_value())


def _cipher(settings: Settings) -> FernetCipher:
    """The sandbox's key, where none is given, is made from the one that signs its tokens."""
    if not settings.secrets_key:
        return FernetCipher.derived_from(settings.signing_key.get_secret_value())
    try:
        return FernetCipher([key.get_secret_value() for key in settings.secrets_key])
    except ValueError:
        raise SettingsError("CQP_SECRETS_KEY : des clés de 32 octets, en Base64 d'URL, sont attendues") from None


def _seal(settings: Settings) -> Seal | None:
    if settings.paper_signing_key is None:
        return None
    try:
        return Seal.from_pem(settings.paper_signing_key.get_secret_value())
    except (ValueError, TypeError):
        raise SettingsError(
            "CQP_PAPER_SIGNING_KEY : une clé privée P-256 ou RSA, non chiffrée, et son certificat sont attendus"
        ) from None


def _metrics_secret(settings: Settings) -> str | None:
    """The sandbox's measures are open; elsewhere they are closed until a secret is chosen."""
    if settings.metrics_token is not None:
        return settings.metrics_token.get_secret_value()
    return "" if settings.is_sandbox else None


def _keys(settings: Settings) -> KeySet:
    try:
        return KeySet.from_pem(settings.signing_key.get_secret_value())
    except (ValueError, TypeError):
        raise SettingsError("CQP_SIGNING_KEY : une clé privée P-256 non chiffrée, en PEM, est attendue") from None
