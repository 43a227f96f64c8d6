"""The worker: which use case does which kind of job, and when the scans run. `cqp worker` and the sandbox run it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clamav import ClamAv
from app.adapters.clock import system_time
from app.adapters.first_pages.isolated import IsolatedFirstPages
from app.adapters.mail.smtp import CapturingMailer, Relay, SmtpMailer
from app.adapters.measured import MeasuredMailer, MeasuredStore
from app.db.history import chain_histories
from app.db.installation import SqlInstallation
from app.db.job_queue import CONNECTIONS, JobHandler, JobQueue, RetryPolicy
from app.db.outbox import SqlOutgoingMail
from app.db.pools import TRANSACTIONS, PoolWatch, state_of
from app.db.purge import purge
from app.db.sandbox_clock import SqlSandboxClock
from app.db.unit_of_work import SqlUnitOfWork
from app.db.waits import WORKING
from app.main import document_store, engine_of, mail_writer_of, query_watch_of, store_mark, webhook_channel_of
from app.settings import Settings, SettingsError
from app.telemetry.pulse import Pulse
from app.usecases.bridge_requests.forgetting import forget_declined_requests
from app.usecases.bridge_requests.scanning import scan_bridge_request
from app.usecases.deadlines.reminding import ReminderContext, remind_of_deadlines
from app.usecases.deadlines.rewriting import rewrite_deadlines
from app.usecases.dossiers.admissibility import apply_expired_deadlines
from app.usecases.dossiers.listing_anew import list_dossiers_anew
from app.usecases.dossiers.previews import draw_preview
from app.usecases.dossiers.remind_trade_evaluators import remind_trade_evaluators
from app.usecases.dossiers.removals import delete_removed_files
from app.usecases.dossiers.scanning import scan_document
from app.usecases.event_mails.announcing import announce_by_mail
from app.usecases.holders.sending import LinkContext
from app.usecases.installation import look_after_store
from app.usecases.mail.send_mail import send_mail
from app.usecases.moment import Moment
from app.usecases.passport.alarms import AlarmContext, alarm_of_passport_terms
from app.usecases.personal_data.erasing import erase_what_is_due
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.mail import Mailer
from app.usecases.ports.previews import DrawnPage
from app.usecases.surveys.forgetting import forget_survey_answers
from app.usecases.surveys.opening import open_surveys, remind_of_surveys
from app.usecases.tasks.writing import rewrite_awaited_acts
from app.usecases.webhooks.announcing import announce_to_programs
from app.usecases.webhooks.delivering import DeliveryContext, deliver_webhook

SCHEDULE: Mapping[JobKind, str] = {
    JobKind.EXPIRED_DEADLINES: "5 * * * *",
    JobKind.DEADLINES: "20 2 * * *",
    JobKind.REMINDERS: "15 5-18 * * *",  # while people are awake; what a night missed is sent in the morning
    JobKind.INVITATIONS: "25 5-18 * * *",
    JobKind.PURGE: "35 2 * * *",
    JobKind.PERSONAL_DATA: "50 2 * * *",
}
"""When each scan runs, as cron writes it, in UTC. A scan is a line here, one in ``_handlers``, and one in ``SCANS``."""

LEAVING_KINDS = frozenset({JobKind.SEND_MAIL, JobKind.DELIVER_WEBHOOK})
"""What stays in the queue, untouched, where the settings hold what leaves."""

Announcer = Callable[[UUID], Awaitable[None]]
"""Tells some people or programs of the event of that id; run again, it tells nobody twice."""

_FOUR_DAYS = 100
"""Attempts, one each hour: a mail outlives a weekend, and so does a document that waits for its scan."""
RETRY_POLICY = RetryPolicy(
    attempts=dict.fromkeys(
        (JobKind.SEND_MAIL, JobKind.SCAN_DOCUMENT, JobKind.SCAN_BRIDGE_REQUEST, JobKind.DELIVER_WEBHOOK), _FOUR_DAYS
    )
)
SHUTDOWN_TIMEOUT = timedelta(seconds=20)
"""What a worker that is told to stop gives to the jobs that it has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Does the jobs of one database, alone or with any number of others."""

    settings: Settings
    engine: AsyncEngine
    retry_policy: RetryPolicy = field(default=RETRY_POLICY)
    shutdown_timeout: timedelta = SHUTDOWN_TIMEOUT
    pulse: Pulse = field(default_factory=Pulse)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; what was begun is finished within ``shutdown_timeout``, or handed back.

        Raises SettingsError.
        """
        await self._queue().run(stop, shutdown_timeout=self.shutdown_timeout)

    async def drain(self) -> None:
        """Do what is due, and what follows from it; then return."""
        await self._queue().drain()

    def _queue(self) -> JobQueue:
        handlers = _handlers(self.settings, self.engine)
        return JobQueue(
            engine=self.engine,
            handlers=handlers,
            schedule=SCHEDULE,
            retry_policy=self.retry_policy,
            pulse=self.pulse,
        )


async def work(
    settings: Settings, stop: asyncio.Event, *, shutdown_timeout: timedelta, pulse: Pulse | None = None
) -> None:
    """One worker on connections of its own, until ``stop``; its ``pulse`` beats meanwhile. Raises SettingsError."""
    engine = engine_of(settings, pool_size=CONNECTIONS, waits=WORKING)
    query_watch_of(settings).look_at(engine)
    worker = Worker(settings=settings, engine=engine, shutdown_timeout=shutdown_timeout, pulse=pulse or Pulse())
    try:
        async with PoolWatch({TRANSACTIONS: lambda: state_of(engine.pool)}).watching():
            await worker.run(stop)
    finally:
        await engine.dispose()


_FIRST_PAGES: dict[bytes, DrawnPage] = {}
"""What this process drew of late."""


def _handlers(settings: Settings, engine: AsyncEngine) -> Mapping[JobKind, JobHandler]:
    """What does each kind of job. A job's subject is the id of the row that it is about; a scan has none."""
    uow = partial(SqlUnitOfWork, engine)
    legal_time = SqlSandboxClock(engine).now if settings.is_sandbox else system_time
    outgoing = SqlOutgoingMail(engine, keeps_words=settings.is_sandbox)
    mailer = MeasuredMailer(mailer_of(settings))
    scanner = ClamAv(settings.clamav)
    first_pages = IsolatedFirstPages(drawn=_FIRST_PAGES)
    store = MeasuredStore(document_store(settings))

    async def mail(mail_id: UUID) -> None:
        await send_mail(outgoing, mailer, mail_id, clock=system_time)

    async def scan(document_id: UUID) -> None:
        now = Moment(await legal_time())
        await scan_document(uow(), store, scanner, document_id=document_id, now=now, new_id=uuid7)

    async def preview(document_id: UUID) -> None:
        await draw_preview(uow(), store, first_pages, document_id=document_id, at=await system_time())

    async def scan_request(request_id: UUID) -> None:
        await scan_bridge_request(uow(), store, scanner, request_id=request_id)

    async def mail_notices(event_id: UUID) -> None:
        await announce_by_mail(
            uow(), event_id, mail_writer=mail_writer_of(settings), secretariat=settings.secretariat_mail, new_id=uuid7
        )

    async def call_programs(event_id: UUID) -> None:
        source, now = settings.public_url.rstrip("/"), await system_time()
        await announce_to_programs(uow(), event_id=event_id, source=source, at=now, new_id=uuid7)

    announcers: tuple[Announcer, ...] = (mail_notices, call_programs)
    context = DeliveryContext(
        channel=webhook_channel_of(settings),
        mail_writer=mail_writer_of(settings),
        secretariat=settings.secretariat_mail,
        clock=system_time,
        new_id=uuid7,
        chance=random,
    )

    async def call(delivery_id: UUID) -> None:
        await deliver_webhook(uow(), context, delivery_id=delivery_id)

    held = LEAVING_KINDS if settings.holds_outgoing else frozenset()
    every: dict[JobKind, JobHandler] = {
        JobKind.SEND_MAIL: _about(mail),
        JobKind.ANNOUNCE_EVENT: _about(partial(_announce, announcers)),
        JobKind.DELIVER_WEBHOOK: _about(call),
        JobKind.SCAN_DOCUMENT: _about(scan),
        JobKind.PREVIEW_DOCUMENT: _about(preview),
        JobKind.SCAN_BRIDGE_REQUEST: _about(scan_request),
        **_scans(settings, engine, store),
    }
    return {kind: handler for kind, handler in every.items() if kind not in held}


def _scans(settings: Settings, engine: AsyncEngine, store: DocumentStore) -> Mapping[JobKind, JobHandler]:
    """What is looked for at its hours, whatever it is about."""
    uow = partial(SqlUnitOfWork, engine)
    legal_time = SqlSandboxClock(engine).now if settings.is_sandbox else system_time

    async def terms() -> None:
        await apply_expired_deadlines(uow(), now=Moment(await legal_time()), new_id=uuid7)

    async def deadlines() -> None:
        await list_dossiers_anew(uow())
        on = Moment(await legal_time()).on
        await rewrite_deadlines(uow(), on)
        await rewrite_awaited_acts(uow(), on)
        await chain_histories(engine)

    async def reminders() -> None:
        context = ReminderContext(
            mail_writer=mail_writer_of(settings),
            distances=settings.reminder_days,
            secretariat=settings.secretariat_mail,
            now=Moment(await legal_time()),
            new_id=uuid7,
        )
        await remind_of_deadlines(uow(), context)
        alarms = AlarmContext(
            mail_writer=context.mail_writer, secretariat=context.secretariat, now=context.now, new_id=uuid7
        )
        await alarm_of_passport_terms(uow(), alarms)
        asking = LinkContext(mail_writer=context.mail_writer, now=context.now, new_id=uuid7)
        await open_surveys(uow(), asking)
        await remind_of_surveys(uow(), asking)

    async def invitations() -> None:
        link_context = LinkContext(mail_writer=mail_writer_of(settings), now=Moment(await legal_time()), new_id=uuid7)
        await remind_trade_evaluators(uow(), link_context, settings.reminder_days)

    async def sweep() -> None:
        await purge(engine, await system_time(), settings.retention)

    async def personal_data() -> None:
        if settings.holds_outgoing:
            return
        await look_after_store(SqlInstallation(engine), store_mark(settings))
        now = Moment(await legal_time())
        await delete_removed_files(uow(), store, now=now, new_id=uuid7)
        await forget_survey_answers(uow(), retention=settings.retention, on=now.on)
        await forget_declined_requests(uow(), store, retention=settings.retention, on=now.on)
        await erase_what_is_due(uow(), store, retention=settings.retention, now=now, new_id=uuid7, remembers=True)

    return {
        JobKind.EXPIRED_DEADLINES: _scanning(terms),
        JobKind.DEADLINES: _scanning(deadlines),
        JobKind.REMINDERS: _scanning(reminders),
        JobKind.INVITATIONS: _scanning(invitations),
        JobKind.PURGE: _scanning(sweep),
        JobKind.PERSONAL_DATA: _scanning(personal_data),
    }


async def _announce(announcers: Iterable[Announcer], event_id: UUID) -> None:
    """Have each announce the event, whatever becomes of the others: what fails is tried again with all of them."""
    failures = []
    for announce in announcers:
        try:
            await announce(event_id)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("not announced by all", failures)


def mailer_of(settings: Settings) -> Mailer:
    """Where mails go: nowhere in the sandbox. Raises SettingsError where production has no server."""
    if settings.is_sandbox:
        return CapturingMailer()
    if settings.smtp_url is None or settings.mail_from is None:
        raise SettingsError(
            "CQP_SMTP_URL et CQP_MAIL_FROM : à définir dans l'environnement ; sans eux l'ouvrier n'enverrait aucun mail"
        )
    try:
        relay = Relay.at(settings.smtp_url.get_secret_value())
    except ValueError:
        raise SettingsError("CQP_SMTP_URL : smtp://compte:mot-de-passe@hôte:port est attendu") from None
    return SmtpMailer(relay=relay, sender=settings.mail_from, timeout=settings.smtp_timeout)


def _about(do: Callable[[UUID], Awaitable[None]]) -> JobHandler:
    async def handler(subject: UUID | None) -> None:
        if subject is None:
            raise ValueError("this kind of job is about something")
        await do(subject)

    return handler


def _scanning(scan: Callable[[], Awaitable[None]]) -> JobHandler:
    async def handler(_: UUID | None) -> None:
        await scan()

    return handler
