"""Accounts of programs, and their tokens as RFC 6749 says."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from jose import jwt
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import clients
from tests.api.signing_in import sign_in

GRANT = {"grant_type": "client_credentials"}
OPCA = GRANT | {"client_id": "opca-sandbox", "client_secret": "sandbox"}
OPCA_SCOPES = "events:read funding:read funding:write webhooks:manage"


async def test_a_program_gets_a_token_with_all_its_scopes(sandbox: AsyncClient) -> None:
    issued = await _token(sandbox, OPCA)

    assert issued.status_code == 200
    assert issued.json() | {"access_token": "…"} == {
        "access_token": "…",
        "token_type": "Bearer",
        "expires_in": 600,
        "scope": OPCA_SCOPES,
    }
    assert issued.headers["Cache-Control"] == "no-store"
    claims = jwt.get_unverified_claims(issued.json()["access_token"])
    assert (claims["role"], claims["client_id"], claims["sub"]) == ("client", "opca-sandbox", "opca-sandbox")
    assert (claims["scope"], claims["funder_code"]) == (OPCA_SCOPES, "OPCA")


async def test_a_program_may_ask_for_fewer_scopes(sandbox: AsyncClient) -> None:
    issued = await _token(sandbox, OPCA | {"scope": "events:read funding:read"})

    assert issued.json()["scope"] == "events:read funding:read"
    claims = jwt.get_unverified_claims(issued.json()["access_token"])
    assert claims["scope"] == "events:read funding:read"


async def test_a_program_says_who_it_is_by_http_basic(sandbox: AsyncClient) -> None:
    assert (await _token(sandbox, GRANT, _basic("opca-sandbox", "sandbox"))).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        pytest.param(OPCA | {"client_secret": "wrong"}, 401, "invalid_client", id="another secret"),
        pytest.param(OPCA | {"client_id": "nobody"}, 401, "invalid_client", id="an unknown program"),
        pytest.param(GRANT, 401, "invalid_client", id="no credentials"),
        pytest.param(GRANT | {"client_id": "opca-sandbox"}, 401, "invalid_client", id="no secret"),
        pytest.param(OPCA | {"scope": "bridges:read"}, 400, "invalid_scope", id="another's scope"),
        pytest.param(OPCA | {"scope": "funding:read nothing"}, 400, "invalid_scope", id="a scope that does not exist"),
        pytest.param(OPCA | {"scope": " "}, 400, "invalid_scope", id="an empty scope"),
        pytest.param(OPCA | {"grant_type": "password"}, 400, "unsupported_grant_type", id="another grant"),
        pytest.param({"client_id": "a", "client_secret": "b"}, 400, "invalid_request", id="no grant"),
        pytest.param({}, 400, "invalid_request", id="nothing"),
        pytest.param(OPCA | {"client_id": "a" * 2000}, 400, "invalid_request", id="a name longer than any"),
        pytest.param(OPCA | {"client_id": "opca\x00"}, 400, "invalid_request", id="a character U+0000"),
        pytest.param(OPCA | {"scope": ["events:read", "funding:read"]}, 400, "invalid_request", id="scope twice"),
    ],
)
async def test_a_request_that_is_not_granted_is_refused_as_rfc_6749_says(
    sandbox: AsyncClient, form: dict[str, Any], status: int, error: str
) -> None:
    refused = await _token(sandbox, form)

    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert refused.json().keys() == {"error", "error_description"}
    assert refused.headers["content-type"].startswith("application/json")


async def test_a_program_that_asks_for_anothers_scope_is_told_its_own(sandbox: AsyncClient) -> None:
    refused = await _token(sandbox, OPCA | {"scope": "funding:confirm"})

    assert "events:read, funding:read, funding:write, webhooks:manage" in refused.json()["error_description"]


async def test_a_token_request_without_its_grant_is_told_the_field(sandbox: AsyncClient) -> None:
    refused = await _token(sandbox, {"client_id": "opca-sandbox", "client_secret": "sandbox"})

    assert "/grant_type: " in refused.json()["error_description"]


async def test_a_token_request_with_an_unknown_query_parameter_is_told_which(sandbox: AsyncClient) -> None:
    refused = await sandbox.post("/oauth/token?audience=x", data=GRANT)

    assert refused.json() == {
        "error": "invalid_request",
        "error_description": "The request holds unacceptable values. audience: This parameter is unknown.",
    }


@pytest.mark.parametrize(
    ("header", "form", "status", "error"),
    [
        pytest.param("Basic nothing", GRANT, 401, "invalid_client", id="no base64"),
        pytest.param("Bearer b3BjYQ==", GRANT, 401, "invalid_client", id="another scheme"),
        pytest.param(f"Basic {b64encode(b'opca-sandbox').decode()}", GRANT, 401, "invalid_client", id="no secret"),
        pytest.param(f"Basic {b64encode(bytes([255, 58, 254])).decode()}", GRANT, 401, "invalid_client", id="no text"),
        pytest.param(
            f"Basic {b64encode(b'opca-sandbox:sandbox').decode()}", OPCA, 400, "invalid_request", id="in two places"
        ),
        pytest.param(
            f"Basic {b64encode(b'opca-sandbox:sandbox').decode()}",
            GRANT | {"client_id": "pharma-sandbox"},
            400,
            "invalid_request",
            id="two programs",
        ),
        pytest.param(
            f"Basic {b64encode(b'opca%00:x').decode()}", GRANT, 401, "invalid_client", id="a character U+0000"
        ),
    ],
)
async def test_a_header_that_is_not_http_basic_is_refused(
    sandbox: AsyncClient, header: str, form: dict[str, str], status: int, error: str
) -> None:
    refused = await _token(sandbox, form, {"Authorization": header})

    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert ("www-authenticate" in refused.headers) is (status == 401)


async def test_a_programs_token_opens_no_persons_door(sandbox: AsyncClient) -> None:
    token = (await _token(sandbox, OPCA)).json()["access_token"]

    refused = await sandbox.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_the_secretariat_gives_a_program_an_account(sandbox: AsyncClient) -> None:
    made = await _create(sandbox, scopes=["funding:read"], funder_code="OPCO-2I")

    issued = await _token(sandbox, _of(made))

    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    assert (issued.status_code, issued.json()["scope"]) == (200, "funding:read")


async def test_a_secret_is_shown_once_and_kept_as_a_digest(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    made = await _create(sandbox, scopes=["events:read"])
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    read = await sandbox.get(f"/v1/clients/{made.json()['client_id']}", headers=headers)
    listed = await sandbox.get("/v1/clients", headers=headers)

    secret = made.json()["secret"]
    assert len(secret) >= 43
    assert secret not in read.text + listed.text
    async with sandbox_database.connect() as connection:
        kept = (await connection.execute(select(clients.c.secrets))).scalars().all()
    assert secret not in str(kept)


async def test_a_secret_is_not_kept_for_a_repeated_request(sandbox: AsyncClient) -> None:
    headers = {**await sign_in(sandbox, "secretariat@sandbox.example"), "Idempotency-Key": "once"}
    body = {"name": "Programme", "scopes": ["events:read"]}

    first = await sandbox.post("/v1/clients", headers=headers, json=body)
    second = await sandbox.post("/v1/clients", headers=headers, json=body)

    assert first.json()["secret"] != second.json()["secret"]
    assert "Idempotency-Replayed" not in second.headers


async def test_while_a_secret_is_rotated_two_open_and_the_third_before_does_not(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    first = await _create(sandbox, scopes=["events:read"])
    second = await _rotate(sandbox, first)
    assert [(await _token(sandbox, _of(made))).status_code for made in (first, second)] == [200, 200]

    third = await _rotate(sandbox, first)
    assert [(await _token(sandbox, _of(made))).status_code for made in (first, second, third)] == [401, 200, 200]
    assert third.json()["version"] == 3
    assert [secret["expires_at"] is None for secret in third.json()["secrets"]] == [False, True]


async def test_a_former_secret_dies_after_a_week(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    first = await _create(sandbox, scopes=["events:read"])
    second = await _rotate(sandbox, first)
    assert (datetime.fromisoformat(second.json()["secrets"][0]["expires_at"]) - datetime.now(UTC)).days == 6

    async with sandbox_database.begin() as connection:
        kept = await connection.scalar(select(clients.c.secrets).where(clients.c.client_id == _id(first)))
        assert kept is not None
        kept[0]["expires_at"] = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        await connection.execute(update(clients).where(clients.c.client_id == _id(first)).values(secrets=kept))

    assert [(await _token(sandbox, _of(made))).status_code for made in (first, second)] == [401, 200]


async def test_a_program_that_is_disabled_gets_no_token(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    made = await _create(sandbox, scopes=["events:read"])
    path = f"/v1/clients/{_id(made)}"

    without = await sandbox.patch(path, headers=headers, json={"disabled": True})
    changed = await sandbox.patch(path, headers={**headers, "If-Match": '"1"'}, json={"disabled": True})
    stale = await sandbox.patch(path, headers={**headers, "If-Match": '"1"'}, json={"disabled": False})

    assert [answer.status_code for answer in (without, changed, stale)] == [428, 200, 412]
    assert (await _token(sandbox, _of(made))).json()["error"] == "invalid_client"


async def test_a_branch_that_is_missing_hides_no_funder_that_is_none(sandbox: AsyncClient) -> None:
    refused = await _create(sandbox, scopes=["bridges:read", "funding:read"], funder_code="NOPE")

    assert [(error["code"], error["pointer"]) for error in refused.json()["errors"]] == [
        ("missing", "/branch"),
        ("unknown_funder", "/funder_code"),
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"scopes": ["funding:read"]}, "/funder_code", id="fundings of no funder"),
        pytest.param({"scopes": ["bridges:report"]}, "/branch", id="bridges of no branch"),
        pytest.param({"scopes": ["everything"]}, "/scopes/0", id="a scope that does not exist"),
        pytest.param({"scopes": []}, "/scopes", id="no scope"),
        pytest.param({"scopes": ["events:read"], "secret": "mine"}, "/secret", id="a secret of one's own"),
    ],
)
async def test_a_program_that_makes_no_sense_is_refused(
    sandbox: AsyncClient, body: dict[str, Any], pointer: str
) -> None:
    refused = await _create(sandbox, **body)

    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])


@pytest.mark.parametrize("email", ["employer@sandbox.example", "evaluator@sandbox.example", "jury@sandbox.example"])
async def test_the_secretariat_alone_sees_programs(sandbox: AsyncClient, email: str) -> None:
    headers = await sign_in(sandbox, email)

    assert (await sandbox.get("/v1/clients", headers=headers)).status_code == 403
    assert (await sandbox.get("/v1/clients/opca-sandbox", headers=headers)).status_code == 403


async def test_a_program_that_does_not_exist_is_not_found(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")

    assert (await sandbox.get("/v1/clients/nobody", headers=headers)).status_code == 404
    assert (await sandbox.post("/v1/clients/nobody/secret-rotations", headers=headers)).status_code == 404


async def test_the_metadata_say_where_tokens_are_issued(sandbox: AsyncClient) -> None:
    told = (await sandbox.get("/.well-known/oauth-authorization-server")).json()

    assert told["issuer"] == "http://testserver"
    assert told["token_endpoint"] == "http://testserver/oauth/token"
    assert told["jwks_uri"] == "http://testserver/.well-known/jwks.json"
    assert told["grant_types_supported"] == ["client_credentials"]
    issued = (await _token(sandbox, OPCA)).json()["access_token"]
    assert jwt.get_unverified_claims(issued)["iss"] == told["issuer"]


def _basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"}


def _id(made: Response) -> str:
    name: str = made.json()["client_id"]
    return name


def _of(made: Response) -> dict[str, str]:
    return GRANT | {"client_id": _id(made), "client_secret": made.json()["secret"]}


async def _token(client: AsyncClient, form: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return await client.post("/oauth/token", data=form, headers=headers or {})


async def _create(client: AsyncClient, **changes: Any) -> Response:
    headers = await sign_in(client, "secretariat@sandbox.example")
    return await client.post("/v1/clients", headers=headers, json={"name": "Programme"} | changes)


async def _rotate(client: AsyncClient, made: Response) -> Response:
    headers = await sign_in(client, "secretariat@sandbox.example")
    rotated = await client.post(f"/v1/clients/{_id(made)}/secret-rotations", headers=headers)
    assert rotated.status_code == 201, rotated.text
    return rotated
