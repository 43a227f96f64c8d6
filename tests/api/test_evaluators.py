"""The CPNE's list of evaluators: what the public finds in it, and what the secretariat writes."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.domain.regions import REGIONS
from app.sandbox.identities import EVALUATOR
from tests.api.signing_in import sign_in

DIRECTORY = "/v1/evaluators"
CERTIFICATION = "cqp-agent-logistique"
NEWCOMER = {
    "name": "Yves Perrin",
    "email": "Yves.Perrin@Example.org",
    "siren": "111222337",
    "published_contact": "06 39 98 01 00",
}
AUTHORISED = {"certification_code": CERTIFICATION, "region": "53", "from": "2026-01-01", "until": "2026-12-31"}
AFFILIATED = {"kind": "employee", "siren": "111222337", "networks": [" greta ", "GRETA"], "from": "2020-01-01"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    """The headers of somebody of the secretariat."""
    return await sign_in(sandbox, "secretariat@sandbox.example")


async def created(client: AsyncClient, headers: dict[str, str], **changes: Any) -> str:
    """The address of a newcomer."""
    answer = await client.post(DIRECTORY, json={**NEWCOMER, **changes}, headers=headers)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    return answer.headers["Location"]


async def found(client: AsyncClient, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(DIRECTORY, params={"limit": "200", **query})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_anybody_finds_the_evaluators_of_a_certification_in_a_region(sandbox: AsyncClient) -> None:
    entries = await found(sandbox, certification=CERTIFICATION, region="84")

    assert [entry["id"] for entry in entries] == [str(EVALUATOR)]
    assert entries[0].keys() == {"id", "name", "authorisations", "published_contact"}
    assert {
        "certification_code": CERTIFICATION,
        "region": "84",
        "region_label": "Auvergne-Rhône-Alpes",
        "from": "2011-04-27",
        "until": None,
    } in entries[0]["authorisations"]


async def test_the_sandbox_has_an_evaluator_in_every_region(sandbox: AsyncClient) -> None:
    assert {row["region"] for entry in await found(sandbox) for row in entry["authorisations"]} == set(REGIONS)


async def test_the_directory_never_shows_an_address(sandbox: AsyncClient) -> None:
    assert "@" not in (await sandbox.get(DIRECTORY)).text


@pytest.mark.parametrize(
    ("on", "listed"), [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
async def test_the_directory_lists_those_authorised_on_that_very_day(
    sandbox: AsyncClient, secretariat: dict[str, str], on: str, listed: bool
) -> None:
    place = await created(sandbox, secretariat)
    await put(sandbox, secretariat, f"{place}/authorisations", authorisations=[AUTHORISED])

    names = [entry["name"] for entry in await found(sandbox, on=on, region="53", certification=CERTIFICATION)]

    assert ("Yves Perrin" in names) is listed


async def test_an_entry_shows_what_holds_on_that_day_only(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    place = await created(sandbox, secretariat)
    later = {**AUTHORISED, "from": "2027-01-01", "until": None}
    await put(sandbox, secretariat, f"{place}/authorisations", authorisations=[later, AUTHORISED])

    entry = next(each for each in await found(sandbox, on="2026-06-01") if each["name"] == "Yves Perrin")

    assert [(row["from"], row["until"]) for row in entry["authorisations"]] == [("2026-01-01", "2026-12-31")]


async def test_an_authorisation_for_another_region_or_certification_does_not_count(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    place = await created(sandbox, secretariat)
    rows = [AUTHORISED, {**AUTHORISED, "certification_code": "cqp-technico-commercial", "region": "52"}]
    await put(sandbox, secretariat, f"{place}/authorisations", authorisations=rows)

    mixed = await found(sandbox, on="2026-06-01", certification="cqp-technico-commercial", region="53")

    assert "Yves Perrin" not in [entry["name"] for entry in mixed]


async def test_the_directory_is_read_page_by_page_the_newest_first(sandbox: AsyncClient) -> None:
    whole = [entry["id"] for entry in await found(sandbox)]
    pages: list[str] = []
    url: str | None = f"{DIRECTORY}?limit=7"
    while url:
        page = await sandbox.get(url)
        pages += [entry["id"] for entry in page.json()["items"]]
        url = page.links.get("next", {}).get("url")

    assert pages == whole == sorted(whole, reverse=True)


async def test_somebody_new_is_not_in_the_directory_before_being_authorised(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    place = await created(sandbox, secretariat)

    kept = await sandbox.get(place, headers=secretariat)

    assert "Yves Perrin" not in [entry["name"] for entry in await found(sandbox)]
    assert (kept.json()["email"], kept.json()["authorisations"]) == ("yves.perrin@example.org", [])


async def test_two_evaluators_never_share_an_address(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    first = await created(sandbox, secretariat)
    await created(sandbox, secretariat, email="other@example.org")

    again = await sandbox.post(DIRECTORY, json=NEWCOMER, headers=secretariat)
    moved = await sandbox.patch(first, json={"email": "Other@example.org"}, headers={**secretariat, "If-Match": '"1"'})
    same = await sandbox.patch(
        first, json={"email": "yves.perrin@example.org"}, headers={**secretariat, "If-Match": '"1"'}
    )

    for refused in (again, moved):
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "email_taken")
    assert same.status_code == 200


async def test_what_is_put_is_read_at_the_same_place_under_the_evaluators_etag(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    place = await created(sandbox, secretariat)

    for noun, rows in (("authorisations", [AUTHORISED]), ("affiliations", [AFFILIATED])):
        written = await put(sandbox, secretariat, f"{place}/{noun}", **{noun: rows})
        read = await sandbox.get(f"{place}/{noun}", headers=secretariat)
        whole = await sandbox.get(place, headers=secretariat)

        assert written.json() == read.json()
        assert whole.json()[noun] == read.json()[noun]
        assert written.headers["ETag"] == read.headers["ETag"] == whole.headers["ETag"]

    assert (await sandbox.get(place, headers=secretariat)).json()["affiliations"] == [
        {
            "kind": "employee",
            "kind_label": "Salarié",
            "siren": "111222337",
            "networks": ["GRETA"],
            "from": "2020-01-01",
            "until": None,
        }
    ]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "Yves Perrin-Roux"}),
        ("PUT", "/authorisations", {"authorisations": []}),
        ("PUT", "/affiliations", {"affiliations": []}),
    ],
)
async def test_a_change_names_the_version_that_it_changes(
    sandbox: AsyncClient, secretariat: dict[str, str], method: str, path: str, body: dict[str, Any]
) -> None:
    place = await created(sandbox, secretariat) + path

    unnamed = await sandbox.request(method, place, json=body, headers=secretariat)
    stale = await sandbox.request(method, place, json=body, headers={**secretariat, "If-Match": '"7"'})
    current = await sandbox.request(method, place, json=body, headers={**secretariat, "If-Match": '"1"'})

    assert [answer.status_code for answer in (unnamed, stale, current)] == [428, 412, 200]
    assert current.headers["ETag"] == '"2"'


async def test_a_correction_leaves_the_rest_as_it_is(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    place = await created(sandbox, secretariat)
    await put(sandbox, secretariat, f"{place}/authorisations", authorisations=[AUTHORISED])

    changed = await sandbox.patch(place, json={"siren": None}, headers={**secretariat, "If-Match": '"2"'})
    cleared = await sandbox.patch(place, json={"name": None}, headers={**secretariat, "If-Match": '"3"'})

    assert (changed.json()["siren"], changed.json()["published_contact"]) == (None, "06 39 98 01 00")
    assert len(changed.json()["authorisations"]) == 1
    assert [(e["code"], e["pointer"]) for e in cleared.json()["errors"]] == [("not_null", "/name")]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"certification_code": "cqp-inconnu"}, "unknown_certification", "/authorisations/1/certification_code"),
        (
            {"certification_code": "cqpi-agent-logistique"},
            "unknown_certification",
            "/authorisations/1/certification_code",
        ),
        ({"region": "83"}, "unknown_region", "/authorisations/1/region"),
        ({"region": "84", "until": "2025-12-31"}, "ends_before_it_starts", "/authorisations/1/until"),
        ({"from": "2026-12-31", "until": None}, "authorisations_overlap", "/authorisations/1"),
    ],
)
async def test_an_authorisation_that_cannot_be_is_refused(
    sandbox: AsyncClient, secretariat: dict[str, str], change: dict[str, Any], code: str, pointer: str
) -> None:
    place = await created(sandbox, secretariat)

    refused = await sandbox.put(
        f"{place}/authorisations",
        json={"authorisations": [AUTHORISED, {**AUTHORISED, **change}]},
        headers={**secretariat, "If-Match": '"1"'},
    )

    assert refused.status_code == 422
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [(code, pointer)]
    assert (await sandbox.get(f"{place}/authorisations", headers=secretariat)).json() == {"authorisations": []}


async def test_an_affiliation_that_ends_before_it_starts_is_refused(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    place = await created(sandbox, secretariat)

    refused = await sandbox.put(
        f"{place}/affiliations",
        json={"affiliations": [{**AFFILIATED, "until": "2019-12-31"}]},
        headers={**secretariat, "If-Match": '"1"'},
    )

    assert [(e["code"], e["pointer"]) for e in refused.json()["errors"]] == [
        ("ends_before_it_starts", "/affiliations/0/until")
    ]


@pytest.mark.parametrize("path", ["", "/authorisations", "/affiliations"])
async def test_the_secretariat_alone_sees_what_is_kept_of_an_evaluator(
    sandbox: AsyncClient, secretariat: dict[str, str], path: str
) -> None:
    employer = await sign_in(sandbox, "employer@sandbox.example")
    place = f"{DIRECTORY}/{EVALUATOR}{path}"
    absent = f"{DIRECTORY}/019b76da-a800-7000-8000-0000000009ff{path}"

    answers = [
        await sandbox.get(place),
        await sandbox.get(place, headers=employer),
        await sandbox.get(place, headers=secretariat),
        await sandbox.get(absent, headers=secretariat),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 200, 404]


async def put(client: AsyncClient, headers: dict[str, str], place: str, **body: Any) -> Any:
    """Write over whatever version there is."""
    answer = await client.put(place, json=body, headers={**headers, "If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return answer
