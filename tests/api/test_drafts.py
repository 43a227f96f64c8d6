"""F8: what is being typed is not yet an act. A draft is its author's alone, kept as it was put, for ninety days."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from app.domain.drafts import LARGEST, MOST
from app.usecases.drafts import keeping
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, codes_of, opened
from tests.api.signing_in import sign_in

Headers = dict[str, str]
PATH = "/v1/drafts/assessment.1"


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return {**await sign_in(sandbox, EMPLOYER), "Content-Type": "application/json"}


async def test_a_draft_is_answered_as_it_was_put_until_it_is_deleted(sandbox: AsyncClient, employer: Headers) -> None:
    as_typed = b'{"b": 1.50, "a": {"\xc3\xa9t\xc3\xa9": [null, true]},\n "b2": "\\u00e9"}'
    saved = await sandbox.put(PATH, content=as_typed, headers=employer)
    read = await sandbox.get(PATH, headers=employer)
    unchanged = await sandbox.get(PATH, headers={**employer, "If-None-Match": saved.headers["etag"]})
    deleted = await sandbox.delete(PATH, headers=employer)
    gone = [await sandbox.get(PATH, headers=employer), await sandbox.delete(PATH, headers=employer)]

    assert (saved.status_code, saved.content, saved.headers["etag"]) == (201, as_typed, '"1"')
    assert (read.status_code, read.content, read.headers["content-type"]) == (200, as_typed, "application/json")
    assert read.headers["last-modified"].endswith("GMT")
    assert (unchanged.status_code, deleted.status_code) == (304, 204)
    assert [answer.status_code for answer in gone] == [404, 404]


async def test_a_draft_that_exists_is_saved_by_who_says_which_version_they_write_over(
    sandbox: AsyncClient, employer: Headers
) -> None:
    await sandbox.put(PATH, json={"page": 1}, headers=employer)
    silent = await sandbox.put(PATH, json={"page": 2}, headers=employer)
    saved = await sandbox.put(PATH, json={"page": 2}, headers={**employer, "If-Match": '"1"'})
    stale = await sandbox.put(PATH, json={"page": 3}, headers={**employer, "If-Match": '"1"'})
    kept = await sandbox.delete(PATH, headers={**employer, "If-Match": '"1"'})

    assert [(each.status_code, each.headers.get("etag")) for each in (silent, saved, stale, kept)] == [
        (428, None),
        (200, '"2"'),
        (412, '"2"'),
        (412, '"2"'),
    ]
    assert (await sandbox.get(PATH, headers=employer)).json() == {"page": 2}


async def test_a_draft_is_nobody_elses(sandbox: AsyncClient, employer: Headers) -> None:
    await sandbox.put(PATH, json={"page": 1}, headers=employer)
    other = await sign_in(sandbox, OTHER_EMPLOYER)
    read = await sandbox.get(PATH, headers=other)
    own = await sandbox.put(PATH, json={"page": 7}, headers=other)
    anonymous = await sandbox.get(PATH)

    assert (read.status_code, own.status_code, anonymous.status_code) == (404, 201, 401)
    assert (await sandbox.get(PATH, headers=employer)).json() == {"page": 1}


async def test_a_draft_touches_no_dossier(sandbox: AsyncClient, employer: Headers) -> None:
    dossier = await opened(sandbox, await sign_in(sandbox, EMPLOYER))
    place = f"/v1/dossiers/{dossier['id']}"
    before = [(await sandbox.get(f"{place}{part}", headers=employer)).content for part in ("", "/history")]
    saved = await sandbox.put(f"/v1/drafts/training-plan.{dossier['id']}", json={"hours": -3}, headers=employer)
    after = [(await sandbox.get(f"{place}{part}", headers=employer)).content for part in ("", "/history")]

    assert (saved.status_code, after) == (201, before)


@pytest.mark.parametrize(
    ("days", "status"), [pytest.param(89, 200, id="the 89th day"), pytest.param(90, 404, id="the 90th")]
)
async def test_a_draft_is_kept_for_ninety_days_since_it_was_saved(
    sandbox: AsyncClient, employer: Headers, days: int, status: int
) -> None:
    await sandbox.put(PATH, json={"page": 1}, headers=employer)
    later = datetime.now(UTC) + timedelta(days=days, minutes=1 if days == 90 else 0)
    moved = await sandbox.put("/v1/sandbox/clock", json={"now": later.isoformat()})
    read = await sandbox.get(PATH, headers=employer)
    again = await sandbox.put(PATH, json={"page": 1}, headers=employer)

    assert moved.status_code == 200
    assert (read.status_code, again.status_code) == (status, 428 if status == 200 else 201)


async def test_any_object_of_64_kib_at_most_is_a_draft(sandbox: AsyncClient, employer: Headers) -> None:
    told: list[tuple[int, list[str]]] = []
    for number, content in enumerate(
        (
            b'{"x": "' + b"a" * (LARGEST - 9) + b'"}',
            b'{"x": "' + b"a" * (LARGEST - 8) + b'"}',
            b"[1, 2]",
            b'{"x": NaN}',
            '{"x": "é"}'.encode("utf-16"),
            b'{"x": "\\u0000"}',
            b'{"x": "\\ud800"}',
        )
    ):
        answer = await sandbox.put(f"/v1/drafts/{number}", content=content, headers=employer)
        told.append((answer.status_code, codes_of(answer.json()) if answer.status_code in {400, 422} else []))

    assert LARGEST == 65_536
    assert told == [
        (201, []),
        (413, []),
        (422, ["not_an_object"]),
        (400, ["invalid_json"]),
        (400, ["not_utf8"]),
        (422, ["nul_character"]),
        (400, ["invalid_json"]),
    ]


async def test_nobody_keeps_drafts_without_end(
    sandbox: AsyncClient, employer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST == 200
    monkeypatch.setattr(keeping, "MOST", 2)
    kept = [await sandbox.put(f"/v1/drafts/{key}", json={}, headers=employer) for key in ("a", "b")]
    refused = await sandbox.put("/v1/drafts/c", json={}, headers=employer)
    again = await sandbox.put("/v1/drafts/a", json={"x": 1}, headers={**employer, "If-Match": '"1"'})

    assert [answer.status_code for answer in (*kept, refused, again)] == [201, 201, 422, 200]
    assert codes_of(refused.json()) == ["too_many_drafts"]


async def test_a_key_is_a_plain_name(sandbox: AsyncClient, employer: Headers) -> None:
    answers = [
        await sandbox.put(f"/v1/drafts/{key}", json={}, headers=employer)
        for key in ("%20", "é", "a%2Fb", "x" * 101, "x" * 100)
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 201]
