"""Compression, measures and keys: how the service behaves without being asked."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.security import new_private_key
from app.main import create_app
from app.settings import Settings
from tests.api.signing_in import bearer, open_session, sign_in

LONG = "/v1/rules"
TOKEN = "0123456789abcdef"


def _client(app: FastAPI) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://testserver")


async def test_a_long_list_is_compressed_for_who_accepts_it_and_says_so_to_caches(sandbox: AsyncClient) -> None:
    plain = await sandbox.get(LONG, headers={"Accept-Encoding": "identity"})
    packed = await sandbox.get(LONG, headers={"Accept-Encoding": "br, gzip"})
    declined = await sandbox.get(LONG, headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json() == plain.json() == declined.json()
    assert all("Content-Encoding" not in answer.headers for answer in (plain, declined))
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 3
    assert all("Accept-Encoding" in ", ".join(answer.headers.get_list("Vary")) for answer in (plain, packed))


async def test_what_holds_a_token_or_bears_an_etag_is_never_compressed(sandbox: AsyncClient) -> None:
    opened = await open_session(sandbox, "secretariat@sandbox.example")
    read = await sandbox.get("/v1/clients/opca-sandbox", headers=bearer(opened.json()))

    assert "ETag" in read.headers
    assert all("Content-Encoding" not in answer.headers for answer in (opened, read))


async def test_requests_are_measured_by_operation_and_never_by_path(sandbox: AsyncClient) -> None:
    await sandbox.get("/v1/certifications/somebodys-name")
    await sandbox.get("/nowhere/somebodys-name")

    told = (await sandbox.get("/metrics")).text

    assert 'cqp_http_requests_total{operation="getCertification",status="404"}' in told
    assert 'cqp_http_requests_total{operation="none",status="404"}' in told
    assert 'cqp_http_request_duration_seconds_count{operation="getCertification"}' in told
    assert 'cqp_database_pool_max_connections{pool="transactions"}' in told
    assert 'cqp_jobs{kind="send_mail",state="due"}' in told
    assert "somebodys-name" not in told


@pytest.mark.parametrize(("secret", "presented", "status"), [(TOKEN, TOKEN, 200), (TOKEN, "x", 404), (None, "", 404)])
async def test_elsewhere_than_in_the_sandbox_the_measures_open_by_their_secret_alone(
    settings: Settings, database: AsyncEngine, secret: str | None, presented: str, status: int
) -> None:
    chosen = {"environment": "production", "metrics_token": SecretStr(secret) if secret else None}
    async with _client(create_app(settings.model_copy(update=chosen), engine=database)) as client:
        answer = await client.get("/metrics", headers=bearer({"access_token": presented}))

    assert answer.status_code == status


async def test_keys_are_rotated_without_anybody_being_signed_out(
    settings: Settings, sandbox_database: AsyncEngine
) -> None:
    old, new = settings.signing_key.get_secret_value(), new_private_key()
    stages = [old, old + new, new + old, new]
    processes = [
        _client(create_app(settings.model_copy(update={"signing_key": SecretStr(keys)}), engine=sandbox_database))
        for keys in stages
    ]
    tokens = [await sign_in(each, "secretariat@sandbox.example") for each in processes]

    async def believes(reader: int, maker: int) -> bool:
        return (await processes[reader].get("/v1/me", headers=tokens[maker])).status_code == 200

    # While one stage replaces the one before it both serve: each believes what the other signs.
    assert all([await believes(stage, stage + 1) and await believes(stage + 1, stage) for stage in range(3)])
    assert not await believes(0, 3)
    published = (await processes[1].get("/.well-known/jwks.json")).json()["keys"]
    assert len({key["kid"] for key in published}) == 2
