"""A program's token stops at once, in every process: given back (RFC 7009), its program disabled, its secret dead."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from jose import jwt
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import Settings
from tests.api.signing_in import bearer, sign_in
from tests.api.test_funding import funded

OPCA = {"client_id": "opca-sandbox", "client_secret": "sandbox"}
PHARMA = {"client_id": "pharma-sandbox", "client_secret": "sandbox"}
READ = "/v1/funding/dossiers"


@dataclass(frozen=True, slots=True)
class TwoProcesses:
    """Two applications on one database, as two workers have them."""

    one: AsyncClient
    other: AsyncClient

    async def token(self, program: dict[str, str] = OPCA) -> str:
        issued = await self.one.post("/oauth/token", data={"grant_type": "client_credentials", **program})
        assert issued.status_code == 200, issued.text
        return str(issued.json()["access_token"])

    async def revoke(self, **form: str) -> Response:
        return await self.one.post("/oauth/revoke", data=form)

    async def statuses(self, token: str, path: str = READ) -> list[int]:
        headers = bearer({"access_token": token})
        return [(await each.get(path, headers=headers)).status_code for each in (self.one, self.other)]

    async def as_secretariat(self, method: str, path: str, **content: Any) -> Response:
        headers = await sign_in(self.one, "secretariat@sandbox.example")
        if method == "PATCH":
            headers["If-Match"] = (await self.one.get(path, headers=headers)).headers["ETag"]
        answer = await self.one.request(method, path, headers=headers, **content)
        assert answer.status_code < 300, answer.text
        return answer


@pytest.fixture
async def processes(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[TwoProcesses]:
    async with AsyncExitStack() as doors:
        apps = [create_app(settings, engine=sandbox_database) for _ in range(2)]
        clients = [
            await doors.enter_async_context(AsyncClient(transport=ASGITransport(app), base_url="http://testserver"))
            for app in apps
        ]
        yield TwoProcesses(*clients)


async def test_a_token_given_back_stops_at_once_in_every_process_and_no_other_does(processes: TwoProcesses) -> None:
    token, another = await processes.token(), await processes.token()
    assert await processes.statuses(token) == [200, 200]

    given_back = await processes.revoke(token=token, token_type_hint="access_token", **OPCA)

    assert (given_back.status_code, given_back.content) == (200, b"")
    assert await processes.statuses(token) == [401, 401]
    assert await processes.statuses(another) == [200, 200]
    assert (await processes.revoke(token=token, **OPCA)).status_code == 200


async def test_the_read_that_asks_for_itself_stops_at_once_too_for_a_dossier_there_and_one_absent(
    processes: TwoProcesses, sandbox_database: AsyncEngine
) -> None:
    token = await processes.token()
    there, absent = f"{READ}/{(await funded(sandbox_database)).id}", f"{READ}/{UUID(int=1)}"
    before = [await processes.statuses(token, path) for path in (there, absent)]

    await processes.revoke(token=token, **OPCA)

    assert before == [[200, 200], [404, 404]]
    assert [await processes.statuses(token, path) for path in (there, absent)] == [[401, 401], [401, 401]]


async def test_a_stopped_token_is_told_as_rfc_6750_says(processes: TwoProcesses) -> None:
    token = await processes.token()
    await processes.revoke(token=token, **OPCA)

    refused = await processes.other.get(READ, headers=bearer({"access_token": token}))

    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert (await processes.other.get(READ)).headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_without_the_scope_is_told_which(processes: TwoProcesses) -> None:
    refused = await processes.one.get(READ, headers=bearer({"access_token": await processes.token(PHARMA)}))

    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="funding:read"'


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        pytest.param(OPCA, 400, "invalid_request", id="no token"),
        pytest.param({**OPCA, "client_secret": "wrong", "token": "x"}, 401, "invalid_client", id="another secret"),
        pytest.param({"token": "x"}, 401, "invalid_client", id="no credentials"),
    ],
)
async def test_who_may_not_give_back_is_refused_as_rfc_6749_says(
    processes: TwoProcesses, form: dict[str, str], status: int, error: str
) -> None:
    refused = await processes.revoke(**form)

    assert (refused.status_code, refused.json()["error"]) == (status, error)


async def test_what_is_no_token_is_given_back_with_success(processes: TwoProcesses) -> None:
    assert (await processes.revoke(token="anything", **OPCA)).status_code == 200


async def test_another_programs_token_is_not_stopped(processes: TwoProcesses) -> None:
    token = await processes.token()

    refused = await processes.revoke(token=token, **PHARMA)

    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    assert await processes.statuses(token) == [200, 200]


async def test_disabling_a_program_stops_its_tokens_and_enabling_it_lets_new_ones_live(processes: TwoProcesses) -> None:
    token = await processes.token()

    await processes.as_secretariat("PATCH", "/v1/clients/opca-sandbox", json={"disabled": True})
    assert await processes.statuses(token) == [401, 401]

    await processes.as_secretariat("PATCH", "/v1/clients/opca-sandbox", json={"disabled": False})
    assert await processes.statuses(await processes.token()) == [200, 200]
    assert await processes.statuses(token) == [401, 401], "what was stopped stays so"


async def test_a_scope_that_is_taken_away_is_dead_at_the_next_request_and_given_back_needs_a_new_token(
    processes: TwoProcesses,
) -> None:
    token, path = await processes.token(), "/v1/clients/opca-sandbox"

    await processes.as_secretariat("PATCH", path, json={"scopes": ["events:read"]})
    assert await processes.statuses(token) == [401, 401]
    assert await processes.statuses(await processes.token()) == [403, 403]

    await processes.as_secretariat("PATCH", path, json={"scopes": ["events:read", "funding:read"]})
    assert await processes.statuses(token) == [401, 401]
    assert await processes.statuses(await processes.token()) == [200, 200]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"name": "Un autre nom"}, 200, id="its name"),
        pytest.param({"disabled": False}, 200, id="nothing"),
        pytest.param(
            {"scopes": ["funding:read", "funding:write", "events:read", "webhooks:manage", "bridges:read"]}
            | {"branch": "pharma"},
            401,
            id="the branch that it reports for",
        ),
        pytest.param({"funder_code": "OPCO-2I"}, 401, id="whose fundings it sees"),
        pytest.param({"networks": ["127.0.0.0/8"]}, 401, id="from where it calls"),
    ],
)
async def test_what_a_token_says_that_is_no_longer_so_stops_it_and_nothing_else_does(
    processes: TwoProcesses, changes: dict[str, Any], status: int
) -> None:
    token = await processes.token()

    await processes.as_secretariat("PATCH", "/v1/clients/opca-sandbox", json=changes)

    assert await processes.statuses(token) == [status, status]


async def test_nothing_in_a_token_is_made_from_the_secret_it_was_given_for(processes: TwoProcesses) -> None:
    claims = jwt.get_unverified_claims(await processes.token())

    digest = sha256(OPCA["client_secret"].encode()).hexdigest()
    assert claims["secret_name"] == "secret:opca-sandbox:sandbox"
    assert digest[:8] not in str(claims)


async def test_a_token_dies_with_its_secret_and_while_two_live_both_serve(processes: TwoProcesses) -> None:
    rotation = "/v1/clients/opca-sandbox/secret-rotations"
    first = await processes.token()
    second_secret = (await processes.as_secretariat("POST", rotation)).json()["secret"]
    second = await processes.token({**OPCA, "client_secret": second_secret})
    assert await processes.statuses(first) == await processes.statuses(second) == [200, 200]

    await processes.as_secretariat("POST", rotation)

    assert await processes.statuses(first) == [401, 401]
    assert await processes.statuses(second) == [200, 200]
