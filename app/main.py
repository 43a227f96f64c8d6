"""The composition root: the only module that knows all the others."""

import gc
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters import devices
from app.adapters.clock import system_time
from app.adapters.company_directory.recherche_entreprises import RechercheEntreprises
from app.adapters.company_directory.recorded import RecordedDirectory
from app.adapters.credentials.keys import CredentialKeys
from app.adapters.credentials.signer import DataIntegritySigner
from app.adapters.document_cipher import MasterKeys, sealed_size
from app.adapters.document_store import ObjectDocumentStore
from app.adapters.encrypted_store import EncryptedDocumentStore
from app.adapters.file_types import AcceptedFileTypes
from app.adapters.held_outgoing import HeldWebhookSender, KeepingDocumentStore
from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.measured import MeasuredSender, MeasuredStore
from app.adapters.openid.connect import OpenIdClient, ProviderRegistration
from app.adapters.openid.network import ProviderNetwork
from app.adapters.paper.renderer import TypstRenderer
from app.adapters.paper.seal import Seal
from app.adapters.passkeys import WebAuthnPasskeys
from app.adapters.passport.schemas_in_force import SchemasInForce
from app.adapters.passport.writer import XmlPassportFiles
from app.adapters.passwords import Argon2Passwords
from app.adapters.pseudonyms import HmacPseudonyms
from app.adapters.secret_cipher import OF_EXAMPLES, FernetCipher, derived_key
from app.adapters.secrets import RandomSecrets
from app.adapters.store_watch import StoreWatch
from app.adapters.totp import PyOtp
from app.adapters.webhooks.http_sender import HttpWebhookSender
from app.api import health, metrics
from app.api.application import build_api
from app.api.authentication import FactorGate, RememberingTokenReader
from app.api.container import Container
from app.api.live import LiveHub
from app.api.loop_watch import LoopWatch
from app.api.rates import RateLimiter
from app.api.security import AccessTokens, KeySet
from app.api.v1 import ROUTERS, SANDBOX_ROUTERS
from app.db.engine import create_engine
from app.db.feed import SqlFeed
from app.db.gauges import DatabaseGauges
from app.db.idempotency import SqlIdempotencyStore
from app.db.insertion import SqlInsertionStatistics
from app.db.live_feed import SqlLiveFeed
from app.db.pools import HOT, TRANSACTIONS, PoolWatch, state_of
from app.db.query_watch import QueryWatch
from app.db.rate_counts import RateCounts
from app.db.readiness import is_ready
from app.db.readings import Readings
from app.db.replica import Replica
from app.db.sandbox_clock import SqlSandboxClock
from app.db.statistics import SqlStatistics
from app.db.token_revocations import RevokedTokens
from app.db.transient import transient_fault_of
from app.db.unit_of_work import SqlUnitOfWork
from app.db.waits import SERVING, Waits
from app.settings import DatabaseSettings, IdentityProviderSettings, Settings, SettingsError, StoreSettings
from app.usecases.access import Role
from app.usecases.jury.certificates import Issuer
from app.usecases.mail_writer import MailWriter
from app.usecases.papers.printing import PrintingContext
from app.usecases.ports.company_directory import CompanyDirectory
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.installation import StoreMark
from app.usecases.ports.openid import IdentityProvider
from app.usecases.ports.webhooks import WebhookChannel, WebhookSender


def create_app(settings: Settings, *, engine: AsyncEngine | None = None) -> FastAPI:
    """The service. It closes the engine that it makes, never one that it is given."""
    database = engine or _serving_engine(settings)
    watched = engine or engine_of(settings, pool_size=1)
    watch = query_watch_of(settings)
    if engine is None:
        watch.look_at(database)
    readings = Readings(database, watch)
    replica = _replica_of(settings, database, readings)
    pools = PoolWatch({TRANSACTIONS: lambda: state_of(database.pool), HOT: readings.pool_state})

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(LoopWatch().watching())
            await stack.enter_async_context(pools.watching())
            if engine is None:
                stack.push_async_callback(database.dispose)
                stack.push_async_callback(watched.dispose)
            if engine is None and not settings.database_is_pooled:
                url, size = settings.database_url.get_secret_value(), settings.database_hot_pool_size
                await stack.enter_async_context(readings.reading_from(url, size=size))
            if replica is not None:
                await stack.enter_async_context(replica.watching())
            yield

    sandbox = SANDBOX_ROUTERS if settings.is_sandbox else ()
    return build_api(
        _container(
            settings,
            database,
            watched,
            readings,
            pools,
            replica,
            listen_at=settings.listen_at if engine is None else None,
        ),
        (*ROUTERS, *sandbox, health.router, metrics.router),
        version=version("cqp-chimie"),
        cors_origins=settings.calling_sites,
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


def _replica_of(settings: Settings, primary: AsyncEngine, readings: Readings) -> Replica | None:
    """The replica of the settings; the lists of ``readings`` are then read there."""
    if settings.replica_url is None:
        return None
    engine = create_engine(settings.replica_url.get_secret_value(), pool_size=settings.database_hot_pool_size)
    replica = Replica(engine, primary=primary, primary_readings=readings, most=settings.replica_seconds)
    readings.read_lists_from(replica.rows)
    return replica


async def _refresh(pools: PoolWatch, gauges: DatabaseGauges) -> None:
    pools.sample()
    await gauges.refresh()


def _container(
    settings: Settings,
    engine: AsyncEngine,
    watched: AsyncEngine,
    readings: Readings,
    pools: PoolWatch,
    replica: Replica | None,
    *,
    listen_at: str | None,
) -> Container:
    """``watched``: the connection on which the database is asked whether it can serve, whoever holds the others;
    ``listen_at``: where the database itself tells what happens, None where the feed is read each second."""
    clock = SqlSandboxClock(engine) if settings.is_sandbox else None
    legal_time = clock.now if clock else system_time
    address = settings.public_url.rstrip("/")
    gauges = DatabaseGauges(engine, legal_time, holds_outgoing=settings.holds_outgoing)
    rows, age = (readings.rows, _no_age) if replica is None else (replica.rows, replica.age)
    tokens = AccessTokens(_keys(settings), issuer=address, audience=address)
    return Container(
        unit_of_work=partial(SqlUnitOfWork, engine),
        reading_unit_of_work=partial(SqlUnitOfWork, engine) if replica is None else replica.unit_of_work,
        replica_age=age,
        idempotency_store=SqlIdempotencyStore(engine),
        legal_time=legal_time,
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
        factor_gate=FactorGate(
            awaits_enrolment=readings.awaits_enrolment,
            session_factors=readings.session_factors,
            roles_with_second_factor=frozenset(map(Role, settings.roles_with_second_factor)),
        ),
        totp=PyOtp(),
        passkeys=WebAuthnPasskeys(*settings.passkeys_belong_to),
        secrets=RandomSecrets(),
        mail_writer=mail_writer_of(settings),
        document_store=MeasuredStore(document_store(settings)),
        page_origins=settings.calling_sites,
        scans_documents=bool(settings.clamav),
        printing=printing_of(settings),
        passport_files=XmlPassportFiles(SchemasInForce(settings.passport_schemas)),
        file_types=AcceptedFileTypes(),
        dossier_readings=readings,
        funded_dossiers=readings,
        pseudonyms=_pseudonyms(settings),
        feed=SqlFeed(engine),
        live=LiveHub(
            SqlLiveFeed(engine, listen_at=listen_at), longest=settings.live_seconds, of_one=settings.live_streams
        ),
        statistics=SqlStatistics(rows, settings.statistics_threshold, age=age),
        insertion=SqlInsertionStatistics(partial(SqlUnitOfWork, engine), settings.statistics_threshold),
        channel=webhook_channel_of(settings),
        openid=_openid(settings),
        refresh_measures=partial(_refresh, pools, gauges),
        metrics_secret=metrics_secret_of(settings),
        company_directory=_company_directory(settings),
        credential_signer=_credential_signer(settings, address),
        sandbox_clock=clock,
        security_contacts=settings.security_contact,
    )


def _no_age() -> None:
    """Where there is no replica, nothing is old."""


def document_store(settings: StoreSettings) -> DocumentStore:
    """Where the documents are kept, under lock where there is a key. Raises SettingsError."""
    return encrypted_store(settings) or _open_store(settings, largest=settings.max_upload_bytes)


def store_mark(settings: StoreSettings) -> StoreMark:
    """Where it is written whose the documents are: in the open, beside them."""
    return _open_store(settings, largest=settings.max_upload_bytes)


def encrypted_store(settings: StoreSettings) -> EncryptedDocumentStore | None:
    """The same, None where no key is given. Raises SettingsError."""
    if not settings.documents_key:
        return None
    try:
        keys = MasterKeys([urlsafe_b64decode(key.get_secret_value()) for key in settings.documents_key])
    except ValueError:
        raise SettingsError("CQP_DOCUMENTS_KEY : des clés de 32 octets, en Base64 d'URL, sont attendues") from None
    return EncryptedDocumentStore(_open_store(settings, largest=sealed_size(settings.max_upload_bytes)), keys)


def _open_store(settings: StoreSettings, *, largest: int) -> ObjectDocumentStore:
    """A folder of this machine, unless the settings name another place."""
    kind = KeepingDocumentStore if settings.holds_outgoing else ObjectDocumentStore
    if settings.document_store:
        return kind.at(settings.document_store, largest=largest)
    return kind.in_folder(settings.data_directory, largest=largest)


def query_watch_of(settings: Settings) -> QueryWatch:
    """What times statements, and says which ones are slow, by these settings."""
    return QueryWatch(settings.slow_query_ms / 1000 if settings.slow_query_ms else None)


def metrics_secret_of(settings: Settings) -> str | None:
    """The sandbox's measures are open; elsewhere they are closed until a secret is chosen."""
    if settings.metrics_token is not None:
        return settings.metrics_token.get_secret_value()
    return "" if settings.is_sandbox else None


def printing_of(settings: Settings) -> PrintingContext:
    """What it takes to print papers, by these settings: without a key, they go out unsigned."""
    return PrintingContext(
        renderer=TypstRenderer(_seal(settings), specimen=settings.is_sandbox, sender=settings.paper_sender),
        store=MeasuredStore(document_store(settings)),
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
        cipher=secret_cipher_of(settings),
        sender=MeasuredSender(_webhook_sender(settings)),
        source=settings.public_url.rstrip("/"),
    )


def _webhook_sender(settings: Settings) -> WebhookSender:
    kind = HeldWebhookSender if settings.holds_outgoing else HttpWebhookSender
    return kind(user_agent=_user_agent(), sandbox=settings.is_sandbox, hosts=settings.webhook_hosts)


def _credential_signer(settings: Settings, address: str) -> DataIntegritySigner | None:
    if settings.credential_key is None:
        return None
    try:
        return DataIntegritySigner(CredentialKeys.from_pem(settings.credential_key.get_secret_value()), address)
    except (ValueError, TypeError):
        raise SettingsError("CQP_CREDENTIAL_KEY : une clé privée Ed25519 non chiffrée, en PEM, est attendue") from None


def _company_directory(settings: Settings) -> CompanyDirectory | None:
    if settings.company_directory_answers is not None:
        return RecordedDirectory(settings.company_directory_answers)
    if settings.company_directory == "recherche-entreprises":
        return RechercheEntreprises(settings.company_directory_url, user_agent=_user_agent())
    return None


def _openid(settings: Settings) -> OpenIdClient:
    front_end = settings.front_end_url.rstrip("/")
    registrations = [_registration(provider, front_end) for provider in settings.identity_providers]
    return OpenIdClient(registrations, ProviderNetwork(user_agent=_user_agent(), sandbox=settings.is_sandbox))


def _registration(given: IdentityProviderSettings, front_end: str) -> ProviderRegistration:
    return ProviderRegistration(
        provider=IdentityProvider(
            code=given.code,
            name=given.name,
            issuer=given.issuer,
            roles=frozenset(map(Role, given.roles)),
            counting_acr=frozenset(given.counting_acr),
            counting_amr=frozenset(given.counting_amr),
        ),
        client_id=given.client_id,
        client_secret=given.client_secret.get_secret_value() if given.client_secret is not None else None,
        authentication=given.client_authentication,
        scopes=given.scopes,
        redirect_uri=given.redirect_uri or f"{front_end}/sign-in/{given.code}",
        post_logout_redirect_uri=given.post_logout_redirect_uri or f"{front_end}/",
    )


def _user_agent() -> str:
    return f"cqp-chimie/{version('cqp-chimie')}"


def _pseudonyms(settings: Settings) -> HmacPseudonyms:
    """The sandbox's, where no key is given, are made with the one that signs its tokens."""
    key = settings.pseudonym_key or settings.signing_key
    return HmacPseudonyms(key.get_secret_value())


def secret_cipher_of(settings: Settings) -> FernetCipher:
    """What seals secrets, by these settings.

    The sandbox's key, where none is given, is made from the one that signs its tokens; its examples have theirs.
    """
    keys = [key.get_secret_value() for key in settings.secrets_key]
    keys = keys or [derived_key(settings.signing_key.get_secret_value())]
    if settings.is_sandbox:
        keys.append(derived_key(OF_EXAMPLES))
    try:
        return FernetCipher(keys)
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


def _keys(settings: Settings) -> KeySet:
    try:
        return KeySet.from_pem(settings.signing_key.get_secret_value())
    except (ValueError, TypeError):
        raise SettingsError("CQP_SIGNING_KEY : une clé privée P-256 non chiffrée, en PEM, est attendue") from None
