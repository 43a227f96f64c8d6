"""The webhooks section of the document: one message for each kind of event, in the envelope of the change feed."""

from datetime import timedelta

from app.api.french import BESIDE
from app.api.schemas import Json
from app.domain.durations import lasting
from app.domain.event_types import EVENT_TYPE_LABELS, EventType
from app.domain.text import Text
from app.domain.webhooks import ANSWERED_WITHIN, SENT_AGAIN_FOR
from app.usecases.webhooks.send_test_message import TEST_TYPE

TAG: Json = {
    "name": "webhooks",
    "description": "What the service sends to the endpoints of programs, signed as Standard Webhooks says. A message "
    "may come twice, under the same `webhook-id`; no order is promised: `time` tells when it happened.",
}
ENVELOPE = "EventOut"
"""The component that the change feed answers with: a message is one of its items."""
TEST_ENVELOPE = "WebhookTestMessage"
"""The component that testWebhookEndpoint sends and answers with."""

_IN_TIME = lasting(ANSWERED_WITHIN)
_ANSWER_IN_TIME = Text(
    f"Répondez 2xx en moins de {_IN_TIME.fr}, puis travaillez : tout le reste fait renvoyer le message.",
    f"Answer 2xx within {_IN_TIME.en}, then work: anything else is tried again.",
)
_STALE_AFTER = lasting(timedelta(minutes=5)).en
"""What Standard Webhooks advises receivers: a message that is older may have been sent by somebody else."""

_SENT_AGAIN_FOR = lasting(SENT_AGAIN_FOR).en

_SIGNING: tuple[tuple[str, str], ...] = (
    ("webhook-id", "The event's id, the same at each attempt: what you have already taken in, you may pass over."),
    (
        "webhook-timestamp",
        f"Seconds since 1970 at which the message was signed: refuse it after {_STALE_AFTER}.",
    ),
    ("webhook-signature", "`v1,` and the Base64 HMAC-SHA256 of `id.timestamp.body`; two of them while secrets rotate."),
)


def webhooks() -> Json:
    """The section, by the types of events."""
    told = {event_type.value: (EVENT_TYPE_LABELS[event_type], ENVELOPE) for event_type in EventType}
    told[TEST_TYPE] = (Text("Message d'essai", "Test message"), TEST_ENVELOPE)
    return {type_: {"post": _message(type_, label, envelope)} for type_, (label, envelope) in told.items()}


def _message(type_: str, label: Text, envelope: str) -> Json:
    return {
        "operationId": "on" + "".join(word.capitalize() for word in type_.replace(".", "_").split("_")),
        "summary": label.en,
        "description": f"{label.en}. {_ANSWER_IN_TIME.en}",
        BESIDE: {"summary": label.fr, "description": f"{label.fr}. {_ANSWER_IN_TIME.fr}"},
        "tags": [TAG["name"]],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": told, "schema": {"type": "string"}}
            for name, told in _SIGNING
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{envelope}"}}},
        },
        "responses": {
            "2XX": {"description": "Taken in."},
            "default": {"description": f"Not taken in: it is sent again, ever later, for {_SENT_AGAIN_FOR}."},
        },
    }
