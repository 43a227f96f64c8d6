"""The ways out, measured and traced: mails, webhooks and files, by how it went, never by to whom or of what."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from urllib.parse import urlsplit

from opentelemetry.trace import SpanKind
from prometheus_client import Histogram

from app.domain.webhooks import Attempt
from app.telemetry.tracing import add_trace_headers, span
from app.usecases.errors import PayloadTooLarge
from app.usecases.ports.documents import ByteRange, DocumentStore, KeptFile, StoredFile
from app.usecases.ports.mail import Mailer, NotComposed, RefusedForGood, RefusedForNow
from app.usecases.ports.outbox import Mail
from app.usecases.ports.webhooks import WebhookSender

_MAILS = Histogram(
    "cqp_mail_delivery_duration_seconds",
    "Seconds that handing a mail over took, by outcome: sent, deferred, bounced, not_composed, failed.",
    ("outcome",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90),
)
_WEBHOOKS = Histogram(
    "cqp_webhook_delivery_duration_seconds",
    "Seconds that an attempt to call a program took, by outcome: delivered, or why it failed.",
    ("outcome",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_FILES = Histogram(
    "cqp_document_store_operation_duration_seconds",
    "Seconds that the store of documents took, a read to its first byte, by outcome: done, not_found, refused, failed.",
    ("operation", "outcome"),
    buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60),
)
_MAIL_OUTCOMES = {RefusedForNow: "deferred", RefusedForGood: "bounced", NotComposed: "not_composed"}
_FILE_OUTCOMES: Mapping[type[Exception], str] = {
    FileNotFoundError: "not_found",
    FileExistsError: "refused",
    PayloadTooLarge: "refused",
}


@contextmanager
def _timed(histogram: Histogram, outcomes: Mapping[type[Exception], str], *labels: str, done: str) -> Iterator[None]:
    begun, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = done
    except Exception as error:
        outcome = outcomes.get(type(error), "failed")
        raise
    finally:
        histogram.labels(*labels, outcome).observe(perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class MeasuredMailer:
    """Hands mails to another, and measures it."""

    mailer: Mailer

    async def deliver(self, mail: Mail, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
        """Hand the mail over. Raises what the other raises."""
        with span("mail", SpanKind.CLIENT, template=mail.template), _timed(_MAILS, _MAIL_OUTCOMES, done="sent"):
            await self.mailer.deliver(mail, acknowledged)


@dataclass(frozen=True, slots=True)
class MeasuredSender:
    """Has another call programs, joins their traces to ours, and measures it."""

    sender: WebhookSender

    def admits(self, url: str) -> bool:
        """Whether the other would send there."""
        return self.sender.admits(url)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Attempt:
        """Send it, and tell how it went."""
        host = urlsplit(url).hostname or ""
        with span("POST webhook", SpanKind.CLIENT, **{"http.request.method": "POST", "server.address": host}) as opened:
            sent = dict(headers)
            add_trace_headers(sent)
            attempt = await self.sender.post(url, sent, body, at=at)
            outcome = attempt.failure.value if attempt.failure else "delivered"
            if opened is not None:
                opened.set_attribute("cqp.outcome", outcome)
            _WEBHOOKS.labels(outcome).observe(attempt.milliseconds / 1000)
        return attempt


@dataclass(frozen=True, slots=True)
class MeasuredStore:
    """Has another keep files, and measures it."""

    store: DocumentStore

    async def check(self) -> None:
        """Return if the other answers."""
        with _storing("check"):
            await self.store.check()

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep the stream."""
        with _storing("put"):
            return await self.store.put(key, content)

    async def create(self, key: str, content: bytes) -> None:
        """Keep a small file."""
        with _storing("create"):
            await self.store.create(key, content)

    async def read(self, key: str, span: ByteRange | None = None) -> AsyncIterator[bytes]:
        """The file, or a part of it."""
        with _storing("read"):
            return await self.store.read(key, span)

    async def delete(self, key: str) -> None:
        """Remove the file."""
        with _storing("delete"):
            await self.store.delete(key)

    async def exists(self, key: str) -> bool:
        """Whether it is there."""
        with _storing("exists"):
            return await self.store.exists(key)

    def files(self, under: str = "") -> AsyncIterator[KeptFile]:
        """Every file: how long that takes depends on who goes through them."""
        return self.store.files(under)


@contextmanager
def _storing(operation: str) -> Iterator[None]:
    with span(f"document store {operation}", SpanKind.CLIENT), _timed(_FILES, _FILE_OUTCOMES, operation, done="done"):
        yield
