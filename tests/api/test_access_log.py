"""The log of requests: what was asked, by whom, how it ended; and nothing of anybody but ids."""

import io
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from httpx import AsyncClient
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.sandbox.identities import EMPLOYER_USER
from journey.__main__ import run_story
from journey.stage import Stage
from journey.story_printer import StoryPrinter
from tests.api.edge import edge
from tests.api.signing_in import sign_in
from tests.logs import log_written

MEMBERS = {
    "time",
    "level",
    "event",
    "request_id",
    "operation_id",
    "subject_id",
    "role",
    "status",
    "code",
    "duration_ms",
    "address",
    "method",
    "path",
}


async def test_each_request_is_one_line_that_says_who_asked_for_what_and_how_it_ended(sandbox: AsyncClient) -> None:
    employer = await sign_in(sandbox, "employer@sandbox.example")

    with log_written() as log:
        answer = await sandbox.get("/v1/dossiers?q=Lovelace", headers=employer)

    (line,) = log.of("request")
    assert line.keys() == MEMBERS
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
    assert line["duration_ms"] > 0
    told = ("operation_id", "subject_id", "role", "status", "code", "address", "method", "path", "level", "request_id")
    assert tuple(line[name] for name in told) == (
        "listDossiers",
        str(EMPLOYER_USER),
        "employer",
        200,
        None,
        "127.0.0.1",
        "GET",
        "/v1/dossiers",
        "info",
        answer.headers["x-request-id"],
    )


@pytest.mark.parametrize(
    ("method", "path", "role", "code", "operation"),
    [
        pytest.param("GET", "/v1/dossiers", None, "unauthenticated", "listDossiers", id="no token"),
        pytest.param("GET", "/v1/clients", "employer", "forbidden", "listClients", id="no right"),
        pytest.param("GET", "/v1/nothing", None, "not_found", None, id="no such address"),
    ],
)
async def test_a_refusal_is_found_by_the_request_id_that_it_hands_out(
    sandbox: AsyncClient, method: str, path: str, role: str | None, code: str, operation: str | None
) -> None:
    headers = await sign_in(sandbox, f"{role}@sandbox.example") if role else {}

    with log_written() as log:
        refused = await sandbox.request(method, path, headers=headers)

    (line,) = (line for line in log.of("request") if line["request_id"] == refused.json()["request_id"])
    assert (line["status"], line["code"], line["operation_id"]) == (refused.status_code, code, operation)
    assert line["role"] == (role or "anonymous")
    assert (line["subject_id"] is None) is (role is None)


async def test_a_program_is_named_by_its_client_id_and_a_refused_token_request_by_its_error(
    sandbox: AsyncClient,
) -> None:
    with log_written() as log:
        await sandbox.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("opca-sandbox", "wrong"))
        granted = await sandbox.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=("opca-sandbox", "sandbox")
        )
        bearer = {"Authorization": f"Bearer {granted.json()['access_token']}"}
        await sandbox.get("/v1/funding/dossiers", headers=bearer)

    lines = log.of("request")
    assert [line["code"] for line in lines] == ["invalid_client", None, None]
    assert lines[-1]["subject_id"] == "opca-sandbox"


async def test_what_breaks_is_one_line_with_its_traceback() -> None:
    with log_written() as log:
        async with edge() as client:
            broken = await client.get("/v1/things/crash/now", headers={"X-Request-ID": "abc-1"})

    (failed,) = log.of("request_failed")
    assert (failed["request_id"], failed["level"]) == ("abc-1", "error")
    assert "Traceback" not in broken.text
    assert "in crash" in failed["traceback"] or "edge.py" in failed["traceback"]
    assert [line["status"] for line in log.of("request")] == [500]


async def test_probes_that_succeed_are_told_where_everything_is(sandbox: AsyncClient) -> None:
    with log_written() as quiet:
        await sandbox.get("/livez")
    with log_written(logging.DEBUG) as whole:
        await sandbox.get("/livez")

    assert quiet.lines == []
    assert [line["operation_id"] for line in whole.of("request")] == ["liveness"]


async def test_the_secret_of_a_calendar_is_no_part_of_the_log(sandbox: AsyncClient) -> None:
    with log_written() as log:
        await sandbox.get("/v1/jury-calendars/s3cr3t-t0ken?also=s3cr3t")

    assert [line["path"] for line in log.of("request")] == ["/v1/jury-calendars/…"]
    assert "s3cr3t" not in log.text


_PEOPLE = text(
    """
    SELECT name FROM users UNION SELECT email FROM users UNION SELECT name FROM evaluators
    UNION SELECT contact ->> 'name' FROM companies UNION SELECT to_address FROM emails
    UNION SELECT facts #>> '{candidate,birth_name}' FROM dossiers
    UNION SELECT facts #>> '{candidate,first_names}' FROM dossiers
    UNION SELECT facts #>> '{candidate,email}' FROM dossiers
    UNION SELECT actor ->> 'name' FROM dossier_history
    """
)


@pytest.mark.parametrize("story", ["individualised_training", "simplified_vae", "paritary_jury", "cqpi"])
async def test_whatever_is_done_the_log_tells_of_nobody_more_than_ids(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Callable[[], Awaitable[None]], story: str
) -> None:
    with log_written(logging.DEBUG) as log:
        await run_story(Stage(sandbox, StoryPrinter(Console(file=io.StringIO(), width=200))), story)
        await work()

    async with sandbox_database.connect() as connection:
        people = {str(name) for name in await connection.scalars(_PEOPLE) if name}
    assert len(log.of("request")) > 20
    assert log.of("job_done")
    assert len(people) > 20
    assert {word for word in (*people, "Bearer", "eyJ", "@") if word in log.text} == set()
