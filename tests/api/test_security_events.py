"""What happens to accounts, rights, secrets and personal data is in the log under the names of one inventory."""

import ast
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.api.policy import POLICY
from app.api.request_state import RequestState
from app.api.security_events import BY_LINK, BY_OPERATION, tell_security_events
from app.sandbox.identities import EMPLOYER_USER, PASSWORD
from app.usecases.accounts import refresh_session
from app.usecases.security_events import INVENTORY, SecurityEvent
from tests.api.mailbox import token_for
from tests.api.signing_in import open_session, sign_in
from tests.logs import Written, log_written

APP = Path(__file__).parents[2] / "app"
EMPLOYER, SECRETARIAT = "employer@sandbox.example", "secretariat@sandbox.example"
NEW_PASSWORD = "un mot de passe tout neuf"


def told(log: Written, event: SecurityEvent) -> dict[str, Any]:
    """The one line that tells of the event."""
    (line,) = log.of(event)
    assert line["level"] == logging.getLevelName(INVENTORY[event].level).lower()
    return line


def test_every_event_has_its_meaning_and_a_name_for_machines() -> None:
    assert set(INVENTORY) == set(SecurityEvent)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+|throttled", event) for event in SecurityEvent)
    assert {meaning.level for meaning in INVENTORY.values()} == {logging.INFO, logging.WARNING}


def test_every_event_is_told_by_something_and_nothing_else_is() -> None:
    named = {
        node.attr
        for path in APP.rglob("*.py")
        if path != APP / "usecases" / "security_events.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "SecurityEvent"
    }

    assert {event.name for event in SecurityEvent} == named


def test_the_operations_that_tell_of_something_exist() -> None:
    assert BY_OPERATION.keys() <= POLICY.rows.keys()
    assert POLICY.rows.keys() >= BY_LINK


def events_of(operation: str, status: int, code: str | None = None, *, uploads: bool = False, **more: Any) -> list[str]:
    """What is told of a request that ended so."""
    state = RequestState("abc", operation_id=operation, status=status, code=code, **more)
    with log_written() as log:
        tell_security_events({"path_params": {"user_id": "7", "token": "s3cr3t"}}, state, uploads=uploads)
    assert "s3cr3t" not in log.text
    assert all(line["user_id"] == "7" for line in log.lines)
    return [line["event"] for line in log.lines]


@pytest.mark.parametrize(("operation", "event"), BY_OPERATION.items())
def test_an_operation_that_succeeds_tells_of_it_once(operation: str, event: SecurityEvent) -> None:
    assert events_of(operation, 200) == [event]
    assert events_of(operation, 201, repeated=True) == []
    assert events_of(operation, 422, "rules_refused") == []


@pytest.mark.parametrize(
    ("operation", "status", "code", "uploads", "events"),
    [
        ("listClients", 403, "forbidden", False, ["right_refused"]),
        ("listClients", 401, "unauthenticated", False, ["token_refused"]),
        ("openSession", 401, "unauthenticated", False, []),
        ("openSession", 429, "too_many_requests", False, ["throttled"]),
        ("createClient", 401, "step_up_required", False, ["step_up_refused"]),
        ("stepUp", 422, "validation_failed", False, ["step_up_refused"]),
        ("completeSession", 401, "unauthenticated", False, ["factor_refused"]),
        ("completeOidcSignIn", 401, "unauthenticated", False, ["sign_in_refused"]),
        ("confirmTotp", 422, "validation_failed", False, ["factor_refused"]),
        ("acceptInvitation", 404, "not_found", False, ["link_refused"]),
        ("acceptInvitation", 409, "already_done", False, ["link_refused"]),
        ("getDossier", 404, "not_found", False, []),
        ("addDocument", 413, "payload_too_large", True, ["file_refused"]),
        ("addDocument", 415, "unsupported_media_type", True, ["file_refused"]),
        ("createDossier", 415, "unsupported_media_type", False, []),
    ],
)
def test_a_refusal_tells_of_what_was_refused(
    operation: str, status: int, code: str, uploads: bool, events: list[str]
) -> None:
    assert events_of(operation, status, code, uploads=uploads) == events


async def test_signing_in_is_told_with_whose_account_and_a_refusal_too(sandbox: AsyncClient) -> None:
    with log_written() as log:
        granted = await open_session(sandbox, EMPLOYER)
        await open_session(sandbox, EMPLOYER, password="pas le bon du tout")
        refused = await open_session(sandbox, "personne@sandbox.example")

    line = told(log, SecurityEvent.SIGN_IN_GRANTED)
    assert (line["subject_id"], line["role"]) == (str(EMPLOYER_USER), "employer")
    assert line["request_id"] == granted.headers["x-request-id"]
    assert line["address"]
    lines = log.of(SecurityEvent.SIGN_IN_REFUSED)
    assert [each["subject_id"] for each in lines] == [str(EMPLOYER_USER), None]
    assert lines[1]["request_id"] == refused.json()["request_id"]


async def test_a_right_that_lacks_and_a_token_that_is_none_are_told(sandbox: AsyncClient) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    with log_written() as log:
        await sandbox.get("/v1/clients", headers=employer)
        await sandbox.get("/v1/clients", headers={"Authorization": "Bearer nothing"})

    line = told(log, SecurityEvent.RIGHT_REFUSED)
    assert (line["subject_id"], line["operation_id"]) == (str(EMPLOYER_USER), "listClients")
    assert told(log, SecurityEvent.TOKEN_REFUSED)["subject_id"] is None


async def test_a_refresh_token_that_comes_back_is_told(sandbox: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh_session, "REPEATED_FOR", timedelta(0))
    token = {"refresh_token": (await open_session(sandbox, EMPLOYER)).json()["refresh_token"]}
    with log_written() as log:
        for _ in range(2):
            await sandbox.post("/v1/sessions/refresh", json=token)

    assert told(log, SecurityEvent.REFRESH_TOKEN_REUSED)["subject_id"] == str(EMPLOYER_USER)


async def test_an_invitation_its_acceptance_and_a_role_that_is_taken_back_are_told(sandbox: AsyncClient) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    address = "nouvelle@sandbox.example"
    invitation = {"email": address, "name": "Nouvelle Venue", "role": "jury"}
    with log_written() as log:
        invited = await sandbox.post("/v1/users", json=invitation, headers=secretariat)
        token = await token_for(sandbox, address, "invitation")
        accepted = await sandbox.post(
            "/v1/account-invitations/acceptance", json={"token": token, "password": NEW_PASSWORD}
        )
        again = await sandbox.post(
            "/v1/account-invitations/acceptance", json={"token": token, "password": NEW_PASSWORD}
        )

    user_id = accepted.json()["id"]
    assert (invited.status_code, accepted.status_code // 100, again.status_code) == (201, 2, 409)
    assert told(log, SecurityEvent.INVITATION_SENT)["user_id"] == user_id
    assert told(log, SecurityEvent.INVITATION_ACCEPTED)["granted"] == "jury"
    assert told(log, SecurityEvent.LINK_REFUSED)["operation_id"] == "acceptInvitation"
    assert address not in log.text

    with log_written() as log:
        at = await sandbox.get(f"/v1/users/{user_id}", headers=secretariat)
        tagged = {**secretariat, "If-Match": at.headers["etag"]}
        renamed = await sandbox.patch(f"/v1/users/{user_id}", json={"name": "Autre Nom"}, headers=tagged)
        tagged = {**secretariat, "If-Match": renamed.headers["etag"]}
        await sandbox.patch(f"/v1/users/{user_id}", json={"disabled": True}, headers=tagged)

    line = told(log, SecurityEvent.ROLE_CHANGED)
    assert (line["user_id"], line["roles"], line["disabled"], line["role"]) == (user_id, ["jury"], True, "secretariat")


async def test_a_password_that_is_reset_is_told_without_the_address(sandbox: AsyncClient) -> None:
    with log_written() as log:
        await sandbox.post("/v1/password-resets", json={"email": EMPLOYER})
        token = await token_for(sandbox, EMPLOYER, "password_reset")
        await sandbox.post("/v1/password-resets/redemption", json={"token": token, "password": NEW_PASSWORD})

    assert told(log, SecurityEvent.PASSWORD_RESET_REQUESTED)["subject_id"] is None
    assert told(log, SecurityEvent.PASSWORD_RESET)["subject_id"] == str(EMPLOYER_USER)
    assert EMPLOYER not in log.text


async def test_a_program_that_signs_in_or_may_not_is_told(sandbox: AsyncClient) -> None:
    granted = {"grant_type": "client_credentials"}
    with log_written() as log:
        token = await sandbox.post("/oauth/token", data=granted, auth=("opca-sandbox", PASSWORD))
        await sandbox.post("/oauth/token", data=granted, auth=("opca-sandbox", "wrong"))
        await sandbox.post("/oauth/token", data=granted, auth=("Jeanne Durand", "wrong"))
        bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
        inward = {"url": "https://10.0.0.1/hook", "events": []}
        await sandbox.post("/v1/webhook-endpoints", json=inward, headers=bearer)

    assert told(log, SecurityEvent.CLIENT_TOKEN_GRANTED)["client_id"] == "opca-sandbox"
    assert [line["client_id"] for line in log.of(SecurityEvent.CLIENT_REFUSED)] == ["opca-sandbox", None]
    assert told(log, SecurityEvent.WEBHOOK_ADDRESS_REFUSED)["subject_id"] == "opca-sandbox"
    assert "Jeanne" not in log.text


async def test_a_file_that_is_no_document_is_told(sandbox: AsyncClient) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    program = {"file": ("outil_6.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf")}
    with log_written() as log:
        refused = await sandbox.put(
            "/v1/forms/outil_6?certification=cqp-operateur-fabrication",
            files=program,
            data={"in_force_from": "2017-11-01", "source": "La branche", "confirmed": "true"},
            headers=secretariat,
        )

    assert refused.status_code == 415, refused.text
    assert told(log, SecurityEvent.FILE_REFUSED)["kind"] == "outil_6"
