"""`cqp doctor`: everything that the service stands on, one line each, and what to do about what is wrong."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import typer
from cryptography import x509
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.mail.smtp import SmtpMailer
from app.cli.database_commands import on_database, run_reporting_errors
from app.db.engine import create_engine, reason_of
from app.db.examination import OLDEST_SERVER, queue_facts, server_facts, tables_without_rights
from app.db.installation import SqlInstallation
from app.db.readiness import is_ready, newest_version
from app.main import create_app, document_store, store_mark
from app.settings import Settings, SettingsError, read_settings
from app.usecases.errors import StoreUnavailable
from app.usecases.installation import StoreOwner, find_owner
from app.usecases.ports.mail import RefusedForGood, RefusedForNow
from app.worker import LEAVING_KINDS, mailer_of

doctoring = typer.Typer()

Health = Literal["good", "warning", "bad"]
_MARKS: dict[Health, str] = {"good": "✓", "warning": "!", "bad": "✗"}
_CLOCK = timedelta(seconds=5)
_LATE = 600
_EXPIRES_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Symptom:
    """What was found of one thing, and what to do where it is not good."""

    thing: str
    state: Health
    words: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f" — {self.advice}" if self.advice else ""
        return f"{_MARKS[self.state]} {self.thing} : {self.words}{advice}"


Check = Callable[[Settings, AsyncEngine], Awaitable[Symptom]]


@doctoring.command()
def doctor() -> None:
    """Examine ce dont dépend le service, une ligne chacun, et dit quoi faire ; sort avec 1 si quelque chose manque."""
    found = run_reporting_errors(_examine(read_settings()))
    for symptom in found:
        typer.echo(str(symptom))
    raise typer.Exit(1 if any(symptom.state == "bad" for symptom in found) else 0)


async def _examine(settings: Settings) -> Sequence[Symptom]:
    async def on(engine: AsyncEngine) -> Sequence[Symptom]:
        return [symptom async for symptom in _symptoms(settings, engine)]

    return await on_database(on, settings)


async def _symptoms(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Symptom]:
    yield _keys(settings)
    yield _certificate(settings)
    database = await _told("base de données", _database, settings, engine)
    yield database
    if database.state != "bad":
        for thing, check in _OF_THE_DATABASE.items():
            yield await _told(thing, check, settings, engine)
        yield await _told("dépôt des documents", _store, settings, engine)
    if settings.replica_url is not None:
        yield await _replica(settings, settings.replica_url.get_secret_value())
    yield await _mail(settings)
    yield _outgoing(settings)


async def _told(thing: str, check: Check, settings: Settings, engine: AsyncEngine) -> Symptom:
    try:
        return await check(settings, engine)
    except StoreUnavailable:
        return Symptom(thing, "bad", "ne répond pas", "vérifiez CQP_DOCUMENT_STORE, son seau et les variables AWS_*")
    except (SQLAlchemyError, OSError) as error:
        return Symptom(thing, "bad", reason_of(error), "vérifiez DATABASE_URL, et que PostgreSQL répond d'ici")


def _keys(settings: Settings) -> Symptom:
    try:
        create_app(settings)
    except SettingsError as error:
        return Symptom(
            "clés", "bad", str(error).replace("\n", " ; "), "voyez « Ce que le service lit » (operations.md)"
        )
    return Symptom("clés", "good", "les jetons se signent, les secrets se scellent")


def _certificate(settings: Settings) -> Symptom:
    thing = "cachet des papiers"
    if settings.paper_signing_key is None:
        return Symptom(thing, "warning", "aucun : rien de ce qui s'imprime n'est signé", "donnez CQP_PAPER_SIGNING_KEY")
    certificates = x509.load_pem_x509_certificates(settings.paper_signing_key.get_secret_value().encode())
    ends = min(certificate.not_valid_after_utc for certificate in certificates)
    left = ends - datetime.now(UTC)
    state: Health = "bad" if left <= timedelta() else "warning" if left < _EXPIRES_SOON else "good"
    return Symptom(thing, state, f"valable jusqu'au {ends:%Y-%m-%d}", "" if state == "good" else "renouvelez-le")


async def _database(_: Settings, engine: AsyncEngine) -> Symptom:
    thing, facts = "base de données", await server_facts(engine)
    version = f"PostgreSQL {facts.version // 10_000}.{facts.version % 10_000}"
    if facts.version < OLDEST_SERVER:
        return Symptom(thing, "bad", version, "il faut PostgreSQL 15 ou plus récent")
    if facts.is_standby:
        return Symptom(thing, "bad", f"{version}, une réplique", "ajoutez ?target_session_attrs=read-write à l'adresse")
    return Symptom(thing, "good", version)


async def _schema(_: Settings, engine: AsyncEngine) -> Symptom:
    if await is_ready(engine):
        return Symptom("schéma", "good", "celui de ce programme, ou d'une livraison suivante")
    return Symptom("schéma", "bad", f"en retard sur {newest_version()}", "lancez `cqp migrate`")


async def _roles(_: Settings, engine: AsyncEngine) -> Symptom:
    facts = await server_facts(engine)
    if denied := await tables_without_rights(engine):
        return Symptom("droits", "bad", f"{facts.role} n'a pas tous les droits sur {', '.join(denied[:3])}", _GRANT)
    if facts.is_superuser:
        return Symptom("droits", "warning", f"{facts.role} est superutilisateur", "donnez au service un compte à lui")
    return Symptom("droits", "good", f"{facts.role} lit et écrit chaque table")


async def _connections(settings: Settings, engine: AsyncEngine) -> Symptom:
    facts, thing = await server_facts(engine), "connexions"
    hot = 0 if settings.database_is_pooled else settings.database_hot_pool_size
    ours = settings.database_pool_size + settings.database_pool_overflow + hot + 1
    words = f"{facts.taken} prises sur {facts.places} ; un processus `cqp serve` en prend jusqu'à {ours}"
    if facts.places - facts.taken < ours:
        return Symptom(thing, "warning", words, "voyez « Dimensionner » dans docs/operations.md")
    return Symptom(thing, "good", words)


async def _clock(_: Settings, engine: AsyncEngine) -> Symptom:
    apart = abs((await server_facts(engine)).at - datetime.now(UTC))
    words = f"{apart.total_seconds():.1f} s entre cette machine et la base"
    if apart > _CLOCK:
        return Symptom("horloge", "bad", words, "mettez les deux à l'heure (NTP) : jetons et délais en dépendent")
    return Symptom("horloge", "good", words)


async def _queue(settings: Settings, engine: AsyncEngine) -> Symptom:
    left_out = frozenset(map(str, LEAVING_KINDS)) if settings.holds_outgoing else frozenset()
    facts, thing = await queue_facts(engine, but=left_out), "travail de fond"
    words = f"{facts.due} en attente, le plus ancien depuis {facts.oldest} s, {facts.held} retenu(s)"
    if facts.oldest > _LATE:
        return Symptom(thing, "bad", words, "aucun ouvrier ne travaille : lancez `cqp worker`")
    if facts.held:
        return Symptom(thing, "warning", words, "`cqp jobs list` dit pourquoi")
    return Symptom(thing, "good", words)


async def _store(settings: Settings, engine: AsyncEngine) -> Symptom:
    thing = "dépôt des documents"
    await document_store(settings).check()
    state, words, advice = _OF_THE_STORE[await find_owner(SqlInstallation(engine), store_mark(settings))]
    return Symptom(thing, state, words, advice)


async def _replica(settings: Settings, address: str) -> Symptom:
    """Whether it answers and is one; how old it is, the service measures as it runs."""
    thing, engine = "réplique", create_engine(address, pool_size=1)
    try:
        facts = await server_facts(engine)
    except (SQLAlchemyError, OSError) as error:
        advice = "vérifiez CQP_REPLICA_URL ; le primaire répond à sa place"
        return Symptom(thing, "warning", reason_of(error), advice)
    finally:
        await engine.dispose()
    if not facts.is_standby:
        return Symptom(thing, "warning", "répond, mais c'est un primaire", "elle n'allège rien : CQP_REPLICA_URL")
    return Symptom(thing, "good", f"répond ; lue tant qu'elle a moins de {settings.replica_seconds:.0f} s de retard")


async def _mail(settings: Settings) -> Symptom:
    try:
        mailer = mailer_of(settings)
    except SettingsError as error:
        return Symptom("courrier", "warning", str(error), "l'ouvrier ne démarrera pas sans eux")
    if not isinstance(mailer, SmtpMailer):
        return Symptom("courrier", "good", "rien ne part du bac à sable")
    try:
        await mailer.greet()
    except (RefusedForNow, RefusedForGood) as error:
        return Symptom("courrier", "bad", str(error), "vérifiez CQP_SMTP_URL ; les courriels attendent")
    return Symptom("courrier", "good", "le serveur nous reçoit")


def _outgoing(settings: Settings) -> Symptom:
    if settings.holds_outgoing:
        return Symptom("sorties", "warning", "retenues : ni courriel ni webhook ne part", "CQP_OUTGOING=sent rouvre")
    return Symptom("sorties", "good", "ouvertes")


_LEFT_ALONE = "rien n'y sera effacé ; base restaurée : `cqp after-restore`"
_OF_THE_STORE: dict[StoreOwner, tuple[Health, str, str]] = {
    StoreOwner.OURS: ("good", "répond, et c'est le nôtre", ""),
    StoreOwner.NOBODY: ("good", "répond ; la prochaine nuit le marquera comme le nôtre", ""),
    StoreOwner.LATER: ("warning", "répond, mais une base plus récente s'en est occupée", _LEFT_ALONE),
    StoreOwner.ANOTHER: ("warning", "répond, mais il est celui d'une autre installation", _LEFT_ALONE),
}
_GRANT = "donnez-lui SELECT, INSERT, UPDATE, DELETE (docs/operations.md, « Les comptes de la base »)"
_OF_THE_DATABASE: dict[str, Check] = {
    "schéma": _schema,
    "droits": _roles,
    "connexions": _connections,
    "horloge": _clock,
    "travail de fond": _queue,
}
