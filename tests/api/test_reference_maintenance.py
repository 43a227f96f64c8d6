"""The secretariat alone maintains the reference data, and never over what it has not read."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from tests.api.reference_client import reference_client
from tests.api.signing_in import sign_in

NEW_VERSION = "/v1/certifications/cqp-agent-logistique/frameworks/2027"
EXAMPLE = "/v1/certifications/cqp-agent-logistique/frameworks/exemple-1"
EQUIVALENCE = "/v1/cqpi-equivalences/cqp-agent-logistique/cqpi-agent-logistique"
UNKNOWN_EQUIVALENCE = "/v1/cqpi-equivalences/cqp-agent-logistique/cqpi-technico-commercial"
NEW_BRIDGE = "/v1/bridges/019aaf00-0000-7000-8000-0000000000aa"
PARAMETER = "/v1/rules/R45/parameters/months"

FRAMEWORK = {
    "in_force_from": "2027-01-01",
    "source": "Décision de la CPNE (exemple)",
    "confirmed": True,
    "competences": [
        {"code": "C1", "label": "Réceptionner", "criteria": ["La livraison est contrôlée."], "lineage": "modified"},
        {
            "code": "C2",
            "label": "Stocker",
            "criteria": ["Les incompatibilités sont respectées."],
            "shared_key": "storage",
            "chemistry_specific": True,
            "lineage": "modified",
        },
        *({"code": f"C{number}", "label": "Abandonnée", "lineage": "removed"} for number in range(3, 8)),
    ],
}
EQUIVALENCE_BODY = {"source": "Tableau de la branche (exemple)", "confirmed": True, "in_force_from": "2027-01-01"}
BRIDGE = {
    "kind": "partial",
    "chemical_certification": "cqp-agent-logistique",
    "partner_certification": "PH08",
    "correspondences": [{"chemical_competences": ["C1"], "partner_units": ["U5"]}],
    "in_force_from": "2027-01-01",
    "source": "Décision des deux branches (exemple)",
    "confirmed": True,
}
VALUE = {"value": 24, "from": "2026-11-24", "source": "Décision de la CPNE (exemple)"}

PUTS = [
    pytest.param(NEW_VERSION, FRAMEWORK, id="putFramework"),
    pytest.param(UNKNOWN_EQUIVALENCE, EQUIVALENCE_BODY, id="putCqpiEquivalence"),
    pytest.param(NEW_BRIDGE, BRIDGE, id="putBridge"),
    pytest.param(PARAMETER, VALUE, id="putRuleParameter"),
]


@pytest.fixture
async def service(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[AsyncClient]:
    """The service on the sandbox's data, on the 23rd of November 2026."""
    async with reference_client(settings, sandbox_database) as client:
        yield client


@pytest.fixture
async def secretariat(service: AsyncClient) -> AsyncClient:
    """The same client, signed in as the secretariat."""
    service.headers.update(await sign_in(service, "secretariat@sandbox.example"))
    return service


def reasons(answer: Response) -> list[tuple[str, str | None]]:
    return [(error["code"], error.get("pointer")) for error in answer.json()["errors"]]


@pytest.mark.parametrize(("path", "body"), PUTS)
async def test_nobody_changes_reference_data_without_a_token(
    service: AsyncClient, path: str, body: Mapping[str, Any]
) -> None:
    answer = await service.put(path, json=body)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_an_employer_does_not_change_reference_data(service: AsyncClient) -> None:
    answer = await service.put(NEW_VERSION, json=FRAMEWORK, headers=await sign_in(service, "employer@sandbox.example"))

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("path", "body"), PUTS)
async def test_what_is_put_is_read_at_the_same_path(
    secretariat: AsyncClient, path: str, body: Mapping[str, Any]
) -> None:
    put = await secretariat.put(path, json=body)
    got = await secretariat.get(path)

    assert put.status_code == (200 if path == PARAMETER else 201), put.text
    assert got.json() == put.json()
    assert got.headers["etag"] == put.headers["etag"] == '"1"'


@pytest.mark.parametrize(("path", "body"), PUTS)
async def test_changing_what_exists_takes_the_version_that_was_read(
    secretariat: AsyncClient, path: str, body: Mapping[str, Any]
) -> None:
    changed = {**body, "source": "Rectification (exemple)"}
    await secretariat.put(path, json=body, headers={"If-None-Match": "*"})

    blind = await secretariat.put(path, json=changed)
    stale = await secretariat.put(path, json=changed, headers={"If-Match": '"7"'})
    twice = await secretariat.put(path, json=changed, headers={"If-None-Match": "*"})
    right = await secretariat.put(path, json=changed, headers={"If-Match": '"1"'})

    assert [each.status_code for each in (blind, stale, twice, right)] == [428, 412, 412, 200]
    assert right.headers["etag"] == '"2"'


async def test_a_framework_put_again_as_it_is_keeps_its_version(secretariat: AsyncClient) -> None:
    await secretariat.put(NEW_VERSION, json=FRAMEWORK)

    again = await secretariat.put(NEW_VERSION, json=FRAMEWORK, headers={"If-Match": '"1"'})

    assert (again.status_code, again.headers["etag"]) == (200, '"1"')


async def test_a_framework_of_no_certification_is_not_found(secretariat: AsyncClient) -> None:
    answer = await secretariat.put("/v1/certifications/cqp-alchimiste/frameworks/2027", json=FRAMEWORK)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        pytest.param({"competences": []}, "too_few_items", "/competences", id="no competence"),
        pytest.param({"in_force_from": "2027-02-30"}, "not_a_date", "/in_force_from", id="a day that does not exist"),
        pytest.param({"source": "  "}, "too_short", "/source", id="no source"),
        pytest.param({"author": "moi"}, "unknown_field", "/author", id="an unknown field"),
        pytest.param(
            {"competences": [FRAMEWORK["competences"][0]] * 2},  # type: ignore[index]
            "duplicate_competence",
            "",
            id="one code twice",
        ),
        pytest.param(
            {"competences": [{"code": "C1", "label": "Réceptionner"}]},
            "criteria_missing",
            "/competences/0",
            id="no criterion",
        ),
        pytest.param(
            {"competences": [{"code": "C1", "label": "Réceptionner", "lineage": "removed"}]},
            "no_competence_left",
            "",
            id="nothing asked any more",
        ),
    ],
)
async def test_a_framework_that_makes_no_sense_is_refused(
    secretariat: AsyncClient, changes: Mapping[str, Any], code: str, pointer: str
) -> None:
    answer = await secretariat.put(NEW_VERSION, json={**FRAMEWORK, **changes})

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert reasons(answer) == [(code, pointer)]
    assert (await secretariat.get(NEW_VERSION)).status_code == 404


async def test_d9_a_version_that_forgets_a_competence_of_the_former_one_is_refused(secretariat: AsyncClient) -> None:
    await secretariat.put(NEW_VERSION, json=FRAMEWORK)
    forgetful = {
        **FRAMEWORK,
        "in_force_from": "2028-01-01",
        "competences": [{"code": "C1", "label": "Réceptionner", "criteria": ["Un critère."]}],
    }

    answer = await secretariat.put(f"{NEW_VERSION}-bis", json=forgetful)

    assert (answer.status_code, answer.json()["code"]) == (422, "rules_refused")
    assert reasons(answer) == [("lineage_missing", "/competences/0/lineage"), ("competence_left_out", "/competences")]
    assert {(error["rule"], bool(error["quote"])) for error in answer.json()["errors"]} == {("D9", True)}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/v1/cqpi-equivalences/cqp-agent-logistique/cqpi-technicien-qualite", id="a CQPI with a pathway"),
        pytest.param("/v1/cqpi-equivalences/cqpi-technicien-qualite/cqpi-agent-logistique", id="a CQPI beside a CQPI"),
        pytest.param("/v1/cqpi-equivalences/cqp-alchimiste/cqpi-agent-logistique", id="no such CQP"),
    ],
)
async def test_an_equivalence_joins_a_cqp_to_a_cqpi_by_equivalence(secretariat: AsyncClient, path: str) -> None:
    assert (await secretariat.put(path, json=EQUIVALENCE_BODY)).status_code == 404


async def test_a_confirmed_equivalence_shows_in_the_catalogue(secretariat: AsyncClient) -> None:
    await secretariat.put(EQUIVALENCE, json=EQUIVALENCE_BODY, headers={"If-Match": '"1"'})

    certification = (await secretariat.get("/v1/certifications/cqp-agent-logistique")).json()

    assert certification["cqpi_by_equivalence"] == [{"code": "cqpi-agent-logistique", "confirmed": True}]


async def test_a_bridge_between_things_that_do_not_exist_is_refused_with_every_reason(
    secretariat: AsyncClient,
) -> None:
    wrong = {**BRIDGE, "correspondences": [{"chemical_competences": ["C1", "C99"], "partner_units": ["U99"]}]}

    answer = await secretariat.put(NEW_BRIDGE, json=wrong)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert reasons(answer) == [
        ("unknown_code", "/correspondences/0/chemical_competences/1"),
        ("unknown_code", "/correspondences/0/partner_units/0"),
    ]


async def test_r78_a_partial_bridge_says_what_corresponds(secretariat: AsyncClient) -> None:
    answer = await secretariat.put(NEW_BRIDGE, json={**BRIDGE, "correspondences": []})

    assert reasons(answer) == [("correspondences_missing", "")]


@pytest.mark.parametrize(
    ("changes", "code", "errors"),
    [
        pytest.param({"from": "2026-11-23"}, "rules_refused", [("too_early", "/from")], id="today"),
        pytest.param({"value": "vingt"}, "validation_failed", [("unsuitable_value", "/value")], id="in words"),
        pytest.param({"value": True}, "validation_failed", [("unsuitable_value", "/value")], id="true"),
        pytest.param({"value": 0}, "validation_failed", [("unsuitable_value", "/value")], id="less than the least"),
        pytest.param({"value": 121}, "validation_failed", [("unsuitable_value", "/value")], id="more than the most"),
        pytest.param(
            {"value": -1, "from": "2026-11-01"},
            "validation_failed",
            [("unsuitable_value", "/value"), ("too_early", "/from")],
            id="both at once",
        ),
    ],
)
async def test_d46_a_parameter_takes_a_suitable_value_from_tomorrow_on(
    secretariat: AsyncClient, changes: Mapping[str, Any], code: str, errors: list[tuple[str, str]]
) -> None:
    answer = await secretariat.put(PARAMETER, json={**VALUE, **changes})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert reasons(answer) == errors
    assert [error["rule"] for error in answer.json()["errors"]] == [
        "D61" if code == "unsuitable_value" else "D46" for code, _ in errors
    ]


async def test_d46_a_new_value_counts_from_its_day_and_not_before(secretariat: AsyncClient) -> None:
    await secretariat.put(PARAMETER, json=VALUE)

    values = [(await secretariat.get(f"{PARAMETER}?on={day}")).json()["value"] for day in ("2026-11-23", "2026-11-24")]

    assert values == [18, 24]
