"""Headers that every answer carries, whoever gives it."""

from dataclasses import replace

import pytest
from httpx import AsyncClient

from tests.api.edge import bearer, edge, fake_container
from tests.api.signing_in import sign_in

PATHS = ["/v1/things", "/v1/things/crash", "/v1/nowhere", "/v1/things/00000000-0000-0000-0000-000000000001"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("address", "hsts"), [("https://cqp.example", True), ("http://127.0.0.1:8000", False)])
async def test_who_is_reached_over_tls_says_to_come_so_alone(path: str, address: str, *, hsts: bool) -> None:
    async with edge(replace(fake_container(), public_url=address)) as client:
        answer = await client.get(path, headers=bearer("secretariat"))

    told = answer.headers.get("strict-transport-security", "")
    assert told == ("max-age=31536000; includeSubDomains" if hsts else "")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", ["/v1/me", "/v1/users", "/v1/dossiers", "/v1/companies", "/v1/clients/opca-sandbox"])
async def test_what_names_persons_is_kept_by_nobody_between_and_still_told_unchanged(
    sandbox: AsyncClient, path: str
) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    read = await sandbox.get(path, headers=headers)

    assert (read.status_code, read.headers["Cache-Control"]) == (200, "private, no-cache")
    assert "Authorization" in read.headers["Vary"]
    if path != "/v1/me":  # which tells the hour too
        again = await sandbox.get(path, headers={**headers, "If-None-Match": read.headers["ETag"]})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-cache")


async def test_what_names_persons_without_a_tag_is_kept_by_nobody(sandbox: AsyncClient) -> None:
    headers = {**await sign_in(sandbox, "secretariat@sandbox.example"), "Accept": "text/csv"}
    read = await sandbox.get("/v1/authorisation-changes", headers=headers)

    assert (read.status_code, "ETag" in read.headers) == (200, False)
    assert read.headers["Cache-Control"] == "private, no-store"


async def test_a_calendar_is_kept_by_nobody_between(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "jury@sandbox.example")
    url = (await sandbox.post("/v1/jury-calendars", headers=headers)).json()["url"]

    assert (await sandbox.get(url)).headers["Cache-Control"] == "private, no-cache"
