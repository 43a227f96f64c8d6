"""What the package does that no generator does, before a service that is busy, and that forgets its tokens.

``python manners.py``: nothing but the package and a service of this process.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_bytes
from threading import Thread
from typing import ClassVar

from cqp_chimie import anonymous, program, received
from standardwebhooks import Webhook, WebhookVerificationError

NOTHING = (
    *("dossier_number", "status", "status_label", "previous_status", "reference", "confirmed", "change", "changed_by"),
    *("bridge_request_id", "partner_decision_id", "certificate_number", "replaced_by", "outcome"),
)
"""What the event of the trial leaves empty."""
SECRET = f"whsec_{b64encode(token_bytes(32)).decode()}"


class Service(BaseHTTPRequestHandler):
    """It gives a new token each time, and answers the rest as it was told to: then always 201."""

    statuses: ClassVar[list[int]] = []
    asked: ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_POST(self) -> None:
        """Write down who asked, under which key."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = (self.path, self.headers["Idempotency-Key"], self.headers["Authorization"])
        Service.asked.append(told)
        fresh = self.path == "/oauth/token"
        self.send_response(201 if fresh or not Service.statuses else Service.statuses.pop(0))
        number = sum(path == "/oauth/token" for path, _, _ in Service.asked)
        body = json.dumps({"access_token": f"token-{number}", "expires_in": 600} if fresh else {}).encode()
        self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: what is asked is written down above."""


@contextmanager
def service(*statuses: int) -> Iterator[str]:
    """Its address."""
    Service.statuses, Service.asked = list(statuses), []
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def what_it_was_too_busy_for_is_sent_again_under_one_key() -> None:
    """503, 429, then done: three times the same act, and a key of its own for the next."""
    with service(503, 429) as address:
        client = anonymous(address).get_httpx_client()
        assert client.post("/v1/acts").status_code == 201
        assert client.post("/v1/acts").status_code == 201
    keys = [key for _, key, _ in Service.asked]
    assert len(keys) == 4
    assert keys[0]
    assert keys[:3] == [keys[0]] * 3
    assert keys[3] != keys[0]


def a_token_is_asked_for_once_and_again_where_it_is_refused() -> None:
    """401: a new token, and the same act under the same key."""
    with service(201, 401) as address:
        client = program(address, "opca", "secret").get_httpx_client()
        assert client.post("/v1/acts").status_code == 201
        assert client.post("/v1/acts").status_code == 201
    acts = [(key, token) for path, key, token in Service.asked if path == "/v1/acts"]
    assert [token for _, token in acts] == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]
    assert acts[1][0] == acts[2][0] != acts[0][0]


def a_webhook_is_believed_only_as_it_was_signed() -> None:
    """The event of a signed body; a body that somebody touched is refused."""
    dossier = "0192f0c1-7a2b-7c3d-8e4f-000000000001"
    event = {
        "specversion": "1.0",
        "id": dossier,
        "source": "https://cqp.example",
        "type": "certificate.issued",
        "subject": dossier,
        "time": "2026-11-23T09:00:00Z",
        "datacontenttype": "application/json",
        "data": dict.fromkeys(NOTHING) | {"dossier_id": dossier, "certification_code": "cqp-operateur-fabrication"},
    }
    body, now = json.dumps(event).encode(), datetime.now(UTC)
    signed = {
        "webhook-id": dossier,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(dossier, now, body.decode()),
    }
    assert received(body, signed, SECRET).type_ == "certificate.issued"
    try:
        received(body.replace(b"issued", b"revoked"), signed, SECRET)
    except WebhookVerificationError:
        return
    raise AssertionError("a touched body was believed")


if __name__ == "__main__":
    what_it_was_too_busy_for_is_sent_again_under_one_key()
    a_token_is_asked_for_once_and_again_where_it_is_refused()
    a_webhook_is_believed_only_as_it_was_signed()
    print("manners: 3 of 3")
