"""What programs are sent of an event, in the envelope of CloudEvents 1.0: the feed and webhooks say the same."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.dossier import STATUS_LABELS, Status
from app.usecases.ports.feed import FeedEvent
from app.usecases.ports.webhooks import Writer

_OF_A_DOSSIER = ("dossier_id", "dossier_number", "certification_code", "status", "previous_status")
_OF_A_FUNDING = ("reference", "confirmed", "change", "changed_by")
_OF_A_PARTNER = ("bridge_request_id", "partner_decision_id", "certificate_number", "replaced_by", "outcome")


def enveloped(event: FeedEvent, *, source: str) -> Mapping[str, Any]:
    """The event's members on the wire; ``source`` is the name under which our events speak."""
    told = {name: event.data.get(name) for name in (*_OF_A_DOSSIER, *_OF_A_FUNDING, *_OF_A_PARTNER)}
    status = told["status"]
    data = {**told, "status_label": STATUS_LABELS[Status(status)].fr if status is not None else None}
    return envelope(event.id, event.type, about=event.about, at=event.at, source=source, data=data)


def envelope(
    message_id: str, event_type: str, *, about: str, at: datetime, source: str, data: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A message of that type. ``at``: in UTC."""
    return {
        "specversion": "1.0",
        "id": message_id,
        "source": source,
        "type": event_type,
        "subject": about,
        "time": at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


def as_json(message: Mapping[str, Any]) -> str:
    """The message, to the byte that is signed and sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def writer_for(source: str) -> Writer:
    """How an event is written to programs."""
    return lambda event: as_json(enveloped(event, source=source))
