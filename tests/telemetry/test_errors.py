"""The tracker of errors is told where in the program, never about whom."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from httpx import ASGITransport, AsyncClient
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.job_queue import RetryPolicy
from app.main import create_app
from app.settings import Settings
from app.telemetry.errors import report_errors_to, scrubbed
from app.telemetry.operations import under_operation
from app.usecases.logs import lines_of
from tests import background_work
from tests.api.signing_in import sign_in
from tests.api.test_funding import confirm, funded, program

NAME = " ".join(["Sandrine", "Roux"])
"""Made here: the line that raises it is source, which is told."""
DSN = "https://0123456789abcdef@errors.example/1"


class Recording(Transport):
    """What would leave."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.bytes = b""

    def capture_envelope(self, envelope: Envelope) -> None:
        self.bytes += envelope.serialize()
        self.events += [json.loads(item.get_bytes()) for item in envelope.items if item.type == "event"]


@pytest.fixture
def sent() -> Iterator[Recording]:
    """Errors are reported for as long as the test lasts."""
    recording = Recording()
    report_errors_to(DSN, release="cqp-chimie@1", environment="production", transport=recording)
    yield recording
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


async def test_a_failed_request_is_reported_with_its_operation_and_nothing_that_it_said(
    sent: Recording, settings: Settings, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise LookupError(f"no such person: {NAME}")

    app = create_app(settings, engine=sandbox_database)
    monkeypatch.setattr("app.api.v1.accounts.update_me", fail)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        headers = await sign_in(client, "employer@sandbox.example")
        answer = await client.patch("/v1/me", headers={**headers, "If-Match": "*"}, json={"name": "S. Roux"})

    assert answer.status_code == 500
    (event,) = sent.events
    raised = event["exception"]["values"][-1]
    assert raised["type"] == "LookupError"
    assert raised["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["tags"]["operation"] == "updateMe"
    assert (event["release"], event["environment"]) == ("cqp-chimie@1", "production")
    assert not any(word in sent.bytes for word in (b"S. Roux", b"employer@", headers["Authorization"].encode()))
    assert "value" not in raised
    assert not any("vars" in frame for frame in raised["stacktrace"]["frames"])


async def test_a_job_that_is_held_is_reported_under_its_kind(
    sent: Recording, sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise LookupError(NAME)

    monkeypatch.setattr("app.worker.announce_by_mail", fail)
    monkeypatch.setattr(background_work, "TEST_RETRY_POLICY", RetryPolicy(attempts={}, usual_attempts=0))
    await confirm(sandbox, dict(await program(sandbox)), await funded(sandbox_database))
    await work()

    assert {event["tags"]["operation"] for event in sent.events} == {"job:announce_event"}
    assert b"LookupError" in sent.bytes
    assert b"Sandrine" not in sent.bytes


def test_of_a_log_its_sentence_is_told_and_not_what_fills_it(sent: Recording) -> None:
    with under_operation("job:send_mail"), lines_of(lambda: {"request_id": "42", "subject_id": "x"}):
        logging.getLogger("cqp.test").error("%s is not there", "Sandrine Roux", extra={"name_of": "x"})

    (event,) = sent.events
    assert event["logentry"] == {"message": "%s is not there"}
    assert event["tags"] == {"operation": "job:send_mail", "request_id": "42"}
    assert b"Sandrine" not in sent.bytes


def test_warnings_and_what_precedes_an_error_stay_here(sent: Recording) -> None:
    logging.getLogger("cqp.test").warning("Sandrine Roux is late")
    logging.getLogger("cqp.test").error("something broke")

    assert len(sent.events) == 1
    assert b"Sandrine" not in sent.bytes


def test_what_a_later_release_of_the_library_adds_stays_here() -> None:
    event = {
        "event_id": "1",
        "message": "Sandrine",
        "user": {"email": "s@exemple.fr"},
        "request": {"data": "Sandrine"},
        "contexts": {"trace": {}},
        "breadcrumbs": {"values": ["Sandrine"]},
        "exception": {"values": [{"type": "E", "value": "Sandrine", "mechanism": {"data": "Sandrine"}}]},
    }

    assert scrubbed(event, {}) == {
        "event_id": "1",
        "exception": {"values": [{"type": "E", "module": None, "stacktrace": {"frames": []}}]},
        "tags": {"operation": "none"},
    }
