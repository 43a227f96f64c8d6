"""Webhooks, verified as Standard Webhooks says."""

from collections.abc import Mapping

from standardwebhooks import Webhook

from cqp_chimie.rest.models.event_out import EventOut


def received(body: bytes, headers: Mapping[str, str], secret: str) -> EventOut:
    """The event of a message: ``body`` as it came, to the byte; ``secret`` is the endpoint's, ``whsec_…``.

    The same event may come twice, under the same ``id``. Raises ``standardwebhooks.WebhookVerificationError``.
    """
    return EventOut.from_dict(Webhook(secret).verify(body, dict(headers)))
