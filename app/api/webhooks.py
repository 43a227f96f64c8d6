"""The webhooks section of the document: one message for each kind of event, in the envelope of the change feed."""

from app.api.schemas import Json
from app.domain.happenings import HAPPENING_LABELS, Happening

TAG: Json = {
    "name": "webhooks",
    "description": "What the service sends to the endpoints of programs, signed as Standard Webhooks says.",
}
ENVELOPE = "EventOut"
"""The component that the change feed answers with: a message is one of its items."""

_SIGNING: tuple[tuple[str, str], ...] = (
    ("webhook-id", "The event's id, the same at each attempt: what you have already taken in, you may pass over."),
    ("webhook-timestamp", "Seconds since 1970 at which the message was signed: refuse it after five minutes."),
    ("webhook-signature", "`v1,` and the Base64 HMAC-SHA256 of `id.timestamp.body`; two of them while secrets rotate."),
)


def webhooks() -> Json:
    """The section, by the types of events."""
    return {happening.value: {"post": _message(happening)} for happening in Happening}


def _message(happening: Happening) -> Json:
    label = HAPPENING_LABELS[happening]
    return {
        "operationId": "on" + "".join(word.capitalize() for word in happening.replace(".", "_").split("_")),
        "summary": label.en,
        "description": f"{label.fr}. Answer 2xx within ten seconds, then work: anything else is tried again.",
        "tags": [TAG["name"]],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": told, "schema": {"type": "string"}}
            for name, told in _SIGNING
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{ENVELOPE}"}}},
        },
        "responses": {
            "2XX": {"description": "Taken in."},
            "default": {"description": "Not taken in: it is sent again, ever later, for three days."},
        },
    }
