"""A program's endpoints over HTTP: its own alone, few enough, at addresses that may be written to."""

import asyncio
from base64 import b64encode
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.secret_cipher import FernetCipher
from app.db.tables import webhook_endpoints
from app.domain.webhooks import ENDPOINTS_A_CLIENT
from tests.api.signing_in import bearer, sign_in
from tests.api.test_funding import program
from tests.webhooks.program import ENDPOINTS, Headers, changed, log_of, read, registered, verified
from tests.webhooks.receiver import answers, receiving

NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
async def opca(sandbox: AsyncClient) -> Headers:
    return await program(sandbox)


async def another_program(client: AsyncClient, *scopes: str) -> Headers:
    secretariat = await sign_in(client, "secretariat@sandbox.example")
    body = {"name": "Autre", "scopes": ["webhooks:manage", *scopes], "funder_code": "OPCO-2I"}
    made = (await client.post("/v1/clients", headers=secretariat, json=body)).json()
    granted = await client.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(made["client_id"], made["secret"])
    )
    return bearer(granted.json())


async def test_an_endpoint_tells_its_secret_once_and_keeps_it_sealed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers
) -> None:
    made = await sandbox.post(ENDPOINTS, headers=dict(opca), json={"url": NOBODY})
    endpoint = made.json()
    again = await sandbox.get(f"{ENDPOINTS}/{endpoint['id']}", headers=dict(opca))
    listed = await sandbox.get(ENDPOINTS, headers=dict(opca))
    async with sandbox_database.connect() as connection:
        (kept,) = (await connection.execute(select(webhook_endpoints.c.secrets))).scalars()

    assert made.headers["Cache-Control"] == "no-store"
    assert endpoint["secret"].startswith("whsec_")
    assert again.json() == {name: value for name, value in endpoint.items() if name != "secret"}
    assert [one["id"] for one in listed.json()["items"]] == [endpoint["id"]]
    assert endpoint["secret"].removeprefix("whsec_") not in str(kept) + again.text + listed.text


def test_a_secret_opens_with_the_key_that_sealed_it_while_keys_change_and_with_no_other() -> None:
    old, new = "A" * 43 + "=", "B" * 43 + "="
    sealed = FernetCipher([old]).encrypt("whsec_x")

    assert FernetCipher([new, old]).decrypt(sealed) == "whsec_x"
    assert FernetCipher([old]).decrypt(FernetCipher([old, new]).encrypt("whsec_y")) == "whsec_y"
    with pytest.raises(KeyError):
        FernetCipher([new]).decrypt(sealed)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({"url": "http://10.0.0.1/"}, "/url", "forbidden_address", id="a machine inside"),
        pytest.param({"url": "http://0xA9FEA9FE/"}, "/url", "forbidden_address", id="the metadata in hexadecimal"),
        pytest.param({"url": "http://[::ffff:10.0.0.1]/"}, "/url", "forbidden_address", id="inside, in disguise"),
        pytest.param({"url": "http://a:b@127.0.0.1/"}, "/url", "forbidden_address", id="credentials"),
        pytest.param({"url": "ftp://opca.example/"}, "/url", "not_a_url", id="another scheme"),
        pytest.param({"url": "opca.example"}, "/url", "not_a_url", id="no URL"),
        pytest.param({"url": NOBODY, "events": ["dossier.eaten"]}, "/events/0", "unknown_value", id="no such event"),
        pytest.param({"url": NOBODY, "contact": "nobody"}, "/contact", None, id="no address"),
        pytest.param({"url": NOBODY, "secret": "whsec_mine"}, "/secret", "unknown_field", id="a secret of one's own"),
    ],
)
async def test_an_endpoint_that_makes_no_sense_is_refused(
    sandbox: AsyncClient, opca: Headers, body: dict[str, Any], pointer: str, code: str | None
) -> None:
    refused = await sandbox.post(ENDPOINTS, headers=dict(opca), json=body)

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, pointer)
    assert code in {None, error["code"]}


async def test_a_program_has_ten_endpoints_at_most_however_fast_it_asks(sandbox: AsyncClient, opca: Headers) -> None:
    asked = [sandbox.post(ENDPOINTS, headers=dict(opca), json={"url": NOBODY}) for _ in range(ENDPOINTS_A_CLIENT + 2)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*asked))

    assert statuses == [201] * ENDPOINTS_A_CLIENT + [422] * 2


async def test_a_program_that_may_not_read_events_is_not_told_of_them(sandbox: AsyncClient) -> None:
    blind = await another_program(sandbox)

    refused = await sandbox.post(ENDPOINTS, headers=dict(blind), json={"url": NOBODY})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "events:read" in refused.headers["WWW-Authenticate"]


async def test_another_programs_endpoint_is_absent(sandbox: AsyncClient, opca: Headers) -> None:
    endpoint = await registered(sandbox, opca, NOBODY)
    other = dict(await another_program(sandbox, "events:read"))
    path = f"{ENDPOINTS}/{endpoint['id']}"

    asked = [
        await sandbox.get(path, headers=other),
        await sandbox.patch(path, headers={**other, "If-Match": "*"}, json={"enabled": False}),
        await sandbox.delete(path, headers=other),
        await sandbox.post(f"{path}/secret-rotations", headers=other, json={}),
        await sandbox.post(f"{path}/test", headers=other),
        await sandbox.get(f"{path}/deliveries", headers=other),
        await sandbox.post(f"{path}/replays", headers=other, json={}),
    ]

    assert {answer.status_code for answer in asked} == {404}
    assert (await sandbox.get(ENDPOINTS, headers=other)).json()["items"] == []
    assert (await read(sandbox, opca, endpoint))["enabled"]


async def test_an_endpoint_is_changed_by_who_knows_its_version(sandbox: AsyncClient, opca: Headers) -> None:
    endpoint = await registered(sandbox, opca, NOBODY)
    path = f"{ENDPOINTS}/{endpoint['id']}"
    moved = {"url": "https://opca.example/hook", "events": ["decision.recorded", "decision.recorded"]}

    without = await sandbox.patch(path, headers=dict(opca), json=moved)
    done = await sandbox.patch(path, headers={**opca, "If-Match": '"1"'}, json=moved)
    stale = await sandbox.patch(path, headers={**opca, "If-Match": '"1"'}, json=moved)
    inside = await sandbox.patch(path, headers={**opca, "If-Match": "*"}, json={"url": "https://192.168.0.1/"})

    assert [answer.status_code for answer in (without, done, stale, inside)] == [428, 200, 412, 422]
    assert done.json()["events"] == ["decision.recorded"]
    assert (done.json()["url"], done.headers["ETag"]) == ("https://opca.example/hook", '"2"')


async def test_a_test_message_tells_how_it_went_and_counts_for_nothing(sandbox: AsyncClient, opca: Headers) -> None:
    async with receiving(answers(200, body=b"merci"), answers(410)) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        await changed(sandbox, opca, endpoint, enabled=False)
        path = f"{ENDPOINTS}/{endpoint['id']}/test"
        well, badly = [(await sandbox.post(path, headers=dict(opca))).json() for _ in range(2)]
        log, now = await log_of(sandbox, opca, endpoint), await read(sandbox, opca, endpoint)

    assert verified(receiver.got[0], endpoint["secret"]) == well["message"]
    assert (well["message"]["type"], well["message"]["subject"]) == ("webhook.test", endpoint["id"])
    assert (well["delivered"], well["attempt"]["answer"]) == (True, "merci")
    assert (badly["delivered"], badly["attempt"]["http_status"]) == (False, 410)
    assert badly["attempt"]["failure_label"] == "Le récepteur n'a pas répondu par un 2xx"
    assert (log, now["disabled_reason"], now["failing_since"]) == ([], "by_client", None)


async def test_an_endpoint_whose_key_is_lost_is_told_so_and_signs_again_with_a_new_secret(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers
) -> None:
    async with receiving(answers(200)) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        lost = b64encode(FernetCipher(["A" * 43 + "="]).encrypt("whsec_lost")).decode()
        sealed = [{"sealed": lost, "created_at": endpoint["created_at"], "expires_at": None}]
        async with sandbox_database.begin() as connection:
            await connection.execute(update(webhook_endpoints).values(secrets=sealed))
        path = f"{ENDPOINTS}/{endpoint['id']}"
        refused = await sandbox.post(f"{path}/test", headers=dict(opca))
        renewed = (await sandbox.post(f"{path}/secret-rotations", headers=dict(opca), json={})).json()
        tried = (await sandbox.post(f"{path}/test", headers=dict(opca))).json()

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "secret_lost")
    assert verified(receiver.got[0], renewed["secret"]) == tried["message"]


async def test_every_message_is_documented(sandbox: AsyncClient) -> None:
    document = (await sandbox.get("/openapi.json")).json()
    told = document["webhooks"]

    schemas = {
        type_: item["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for type_, item in told.items()
    }
    assert set(document["components"]["schemas"]["Happening"]["enum"]) == set(schemas) - {"webhook.test"}
    assert (schemas.pop("webhook.test"), set(schemas.values())) == ("WebhookTestMessage", {"EventOut"})
    assert "no order is promised" in next(tag for tag in document["tags"] if tag["name"] == "webhooks")["description"]
