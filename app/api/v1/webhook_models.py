"""The endpoints of programs, and what was sent to them, on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AnyHttpUrl, Field, StrictBool, TypeAdapter, ValidationError

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.faults import invalid_value
from app.api.fields import KeptIfOmitted
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.pages import Cursor, encode_cursor
from app.domain.event_types import EVENT_TYPE_LABELS, EventType
from app.domain.text import Text
from app.domain.webhooks import (
    DELIVERY_STATE_LABELS,
    DISABLED_REASON_LABELS,
    FAILURE_LABELS,
    Attempt,
    Delivery,
    DeliveryState,
    DisabledReason,
    Endpoint,
    Failure,
)
from app.usecases.ports.webhooks import FanOut
from app.usecases.webhooks.endpoints import EndpointWithSecret
from app.usecases.webhooks.send_test_message import SentTestMessage

_URL = TypeAdapter(AnyHttpUrl)


def _normal(url: str) -> str:
    """The URL as it is sent to: its host in ASCII, its numbers written as numbers are."""
    try:
        return str(_URL.validate_python(url))
    except ValidationError:
        raise invalid_value("not_a_url", Text("Une adresse URL est attendue.", "A URL is expected.")) from None


ReceiverUrl = Annotated[
    str,
    AfterValidator(_normal),
    Field(
        max_length=2000,
        description="Where messages are sent: https, a public address; in the sandbox `http://127.0.0.1:…` too.",
        examples=["https://opca.example/cqp"],
    ),
]
Events = Annotated[
    list[EventType],
    Field(max_length=len(EventType), description="The types of events to be told; empty: all that you may see."),
]
Contact = Annotated[
    MailAddress, Field(description="Who is written to when the endpoint is disabled; else the secretariat is.")
]


class WebhookEndpointCreation(RequestBody):
    """Where to be told, and of what."""

    url: ReceiverUrl
    events: Events = []
    contact: Contact | None = None


class WebhookEndpointPatch(RequestBody):
    """What is to change; what is left out stays. `enabled: true` has it written to again."""

    url: KeptIfOmitted[ReceiverUrl] = None
    events: KeptIfOmitted[Events] = None
    contact: KeptIfOmitted[Contact] = None
    enabled: KeptIfOmitted[StrictBool] = None


class WebhookSecretRotation(RequestBody):
    """How long the former secret signs beside the new one; 0 where it is known to others."""

    former_lasts_hours: int = Field(default=24, ge=0, le=168, strict=True)


class WebhookReplay(RequestBody):
    """Where to start: a cursor of the change feed; without it, the beginning."""

    after: Cursor | None = None


class WebhookSecretOut(MirrorBody):
    """A secret that signs: when it was made, and when it no longer signs if another replaced it."""

    created_at: datetime
    expires_at: datetime | None


class WebhookEndpointOut(AnswerBody):
    """An endpoint, without its secrets. `failing_since`: nothing was taken in since then; after three days it is
    disabled."""

    id: UUID
    url: str
    events: list[EventType]
    contact: str | None
    enabled: bool
    disabled_reason: DisabledReason | None
    disabled_reason_label: str | None
    disabled_at: datetime | None
    failing_since: datetime | None
    secrets: list[WebhookSecretOut]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        """The endpoint on the wire."""
        return cls(**_members(endpoint))


class WebhookEndpointWithSecretOut(WebhookEndpointOut):
    """An endpoint with its new secret, which is told this once."""

    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDZG8aJx2Z0yE="])

    @classmethod
    def with_secret(cls, made: EndpointWithSecret) -> Self:
        """The endpoint and its secret on the wire."""
        return cls(**_members(made.endpoint), secret=made.secret)


class WebhookAttemptOut(AnswerBody):
    """One message sent once. `failure` is null where it was taken in, `http_status` where no answer came.

    `answer` is the beginning of the answer, `detail` the error in its own words.
    """

    at: datetime
    milliseconds: int
    http_status: int | None
    failure: Failure | None
    failure_label: str | None
    detail: str
    answer: str

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        """The attempt on the wire."""
        return cls(
            at=attempt.at,
            milliseconds=attempt.milliseconds,
            http_status=attempt.status,
            failure=attempt.failure,
            failure_label=None if attempt.failure is None else spoken(FAILURE_LABELS[attempt.failure]),
            detail=attempt.detail,
            answer=attempt.answer,
        )


class WebhookDeliveryOut(AnswerBody):
    """One event for one endpoint: where it stands, the last attempts, oldest first, and when the next one is due."""

    id: UUID
    event_id: UUID
    event_type: EventType
    event_type_label: str
    state: DeliveryState
    state_label: str
    created_at: datetime
    next_attempt_at: datetime | None
    attempts: list[WebhookAttemptOut]

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """The delivery on the wire."""
        return cls(
            id=delivery.id,
            event_id=delivery.event_id,
            event_type=delivery.event_type,
            event_type_label=spoken(EVENT_TYPE_LABELS[delivery.event_type]),
            state=delivery.state,
            state_label=spoken(DELIVERY_STATE_LABELS[delivery.state]),
            created_at=delivery.created_at,
            next_attempt_at=delivery.next_attempt_at,
            attempts=[WebhookAttemptOut.of(attempt) for attempt in delivery.attempts],
        )


class WebhookReplayOut(AnswerBody):
    """How many events this has sent again, and the cursor to go on from; null where the feed ended.

    What was about to be sent anyway is not counted.
    """

    count: int
    next_cursor: str | None

    @classmethod
    def of(cls, fanned: FanOut) -> Self:
        """The replay on the wire."""
        mark = fanned.next_mark
        return cls(count=len(fanned.deliveries), next_cursor=None if mark is None else encode_cursor(mark))


class WebhookTestData(AnswerBody):
    """What a test message holds: the endpoint that it was sent to."""

    endpoint_id: UUID


class WebhookTestMessage(AnswerBody):
    """What testWebhookEndpoint sends: the envelope of every message, about the endpoint itself."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: Literal["webhook.test"]
    subject: UUID
    time: datetime
    datacontenttype: Literal["application/json"]
    data: WebhookTestData


class WebhookTestOut(AnswerBody):
    """What was sent, and how it went."""

    delivered: bool
    message: WebhookTestMessage
    attempt: WebhookAttemptOut

    @classmethod
    def of(cls, trial: SentTestMessage) -> Self:
        """The trial on the wire."""
        return cls(
            delivered=trial.attempt.failure is None,
            message=WebhookTestMessage.model_validate(trial.message),
            attempt=WebhookAttemptOut.of(trial.attempt),
        )


def _members(endpoint: Endpoint) -> dict[str, Any]:
    reason = endpoint.disabled_reason
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "events": list(endpoint.events),
        "contact": endpoint.contact,
        "enabled": endpoint.is_enabled,
        "disabled_reason": reason,
        "disabled_reason_label": None if reason is None else spoken(DISABLED_REASON_LABELS[reason]),
        "disabled_at": endpoint.disabled_at,
        "failing_since": endpoint.failing_since,
        "secrets": [WebhookSecretOut.of(secret) for secret in endpoint.secrets],
        "created_at": endpoint.created_at,
        "version": endpoint.version,
    }


def types(events: Sequence[EventType]) -> tuple[EventType, ...]:
    """The types asked for, each once."""
    return tuple(dict.fromkeys(events))
