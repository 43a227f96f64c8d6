"""Everybody may read the branch's reference data, without an account."""

import pytest
from httpx import AsyncClient

from app.domain.catalogue import CERTIFICATIONS
from app.domain.pathways import PATHWAY_CODES
from app.domain.rules import RULES

A_FRAMEWORK = "/v1/certifications/cqp-operateur-fabrication/frameworks/exemple-1"


async def test_the_catalogue_lists_the_sixteen_then_the_six_by_equivalence(sandbox: AsyncClient) -> None:
    answer = await sandbox.get("/v1/certifications")

    assert answer.status_code == 200
    body = answer.json()
    assert [item["code"] for item in body["items"]] == list(CERTIFICATIONS)
    assert body["next_cursor"] is None
    assert [len(item["frameworks"]) for item in body["items"]] == [1] * 16 + [0] * 6


@pytest.mark.parametrize(
    ("query", "count"),
    [("family=fabrication&kind=cqp", 4), ("kind=cqpi", 8), ("kind=cqp", 14), ("family=qhse", 1)],
)
async def test_the_catalogue_is_narrowed_by_family_and_kind(sandbox: AsyncClient, query: str, count: int) -> None:
    items = (await sandbox.get(f"/v1/certifications?{query}")).json()["items"]

    assert len(items) == count
    for name, value in (pair.split("=") for pair in query.split("&")):
        assert {item[name] for item in items} == {value}


async def test_a_family_that_does_not_exist_is_refused(sandbox: AsyncClient) -> None:
    answer = await sandbox.get("/v1/certifications?family=alchimie")

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"][0]["parameter"] == "family"


async def test_the_catalogue_is_read_page_by_page_without_a_gap(sandbox: AsyncClient) -> None:
    codes, query = [], "limit=9"
    while query:
        body = (await sandbox.get(f"/v1/certifications?{query}")).json()
        codes += [item["code"] for item in body["items"]]
        query = f"limit=9&cursor={body['next_cursor']}" if body["next_cursor"] else ""

    assert codes == list(CERTIFICATIONS)


async def test_a_certification_tells_everything_that_the_contract_names(sandbox: AsyncClient) -> None:
    answer = await sandbox.get("/v1/certifications/cqp-responsable-secteur")

    body = answer.json()
    assert body["kind"] == "cqp"
    assert body["family_label"] == "Encadrement d'un secteur industriel"
    assert body["coefficient"] == {"kind": "to_be_defined", "value": None, "label": "À définir"}
    assert body["options"] == ["production", "logistique"]
    assert body["pathways"] == ["individualised_training", "simplified_vae", "common_law_vae", "bridge"]
    assert body["written_work_required"] is False
    assert body["observation_required"] is True
    assert body["frameworks"] == [{"version": "exemple-1", "in_force_from": "2011-04-27", "confirmed": False}]


async def test_a_certification_names_the_cqpi_that_may_come_with_it(sandbox: AsyncClient) -> None:
    body = (await sandbox.get("/v1/certifications/cqp-technicien-maintenance")).json()

    assert body["coefficient"] == {"kind": "value", "value": 190, "label": "190"}
    assert body["cqpi_by_equivalence"] == [{"code": "cqpi-technicien-maintenance", "confirmed": False}]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/certifications/cqp-alchimiste",
        "/v1/certifications/cqp-operateur-fabrication/frameworks/1789",
        "/v1/certifications/cqp-operateur-fabrication/frameworks/%20",
        "/v1/cqpi-equivalences/cqp-operateur-fabrication/cqpi-agent-logistique",
        "/v1/pathways/shortcut",
        "/v1/bridges/019aaf00-0000-7000-8000-00000000ffff",
        "/v1/bridges/not-an-id",
        "/v1/rules/R45/parameters/weeks",
        "/v1/rules/R999/parameters/months",
    ],
)
async def test_what_does_not_exist_is_not_found(sandbox: AsyncClient, path: str) -> None:
    answer = await sandbox.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_framework_tells_its_competences_and_says_that_it_is_an_example(sandbox: AsyncClient) -> None:
    answer = await sandbox.get(A_FRAMEWORK)

    body = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert body["confirmed"] is False
    assert body["source"].startswith("Exemple non confirmé")
    assert [competence["code"] for competence in body["competences"]] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]
    hazards = body["competences"][4]
    assert (hazards["shared_key"], hazards["chemistry_specific"]) == ("chemical-hazards", True)
    assert len(hazards["criteria"]) == 3


async def test_an_unchanged_framework_is_not_sent_twice(sandbox: AsyncClient) -> None:
    answer = await sandbox.get(A_FRAMEWORK, headers={"If-None-Match": '"1"'})

    assert (answer.status_code, answer.content) == (304, b"")


async def test_pathways_are_listed_with_steps_documents_and_rules(sandbox: AsyncClient) -> None:
    items = (await sandbox.get("/v1/pathways")).json()["items"]

    assert tuple(item["code"] for item in items) == PATHWAY_CODES
    for item in items:
        assert item["steps"]
        for step in item["steps"]:
            assert set(step) >= {"code", "label", "actor", "required_documents", "mandatory", "rules"}
            assert set(step["rules"]) <= set(RULES)
    assert [variant["code"] for variant in items[0]["variants"]] == ["direct_assessment"]


async def test_a_pathway_read_alone_is_the_one_of_the_list(sandbox: AsyncClient) -> None:
    listed = (await sandbox.get("/v1/pathways")).json()["items"][1]

    assert (await sandbox.get("/v1/pathways/simplified_vae")).json() == listed


@pytest.mark.parametrize(
    ("query", "present", "absent"),
    [
        ("", {"pro_a", "reconversion_period", "training_plan"}, set()),
        ("?on=2025-12-31", {"pro_a"}, {"reconversion_period", "training_plan"}),
        ("?on=2026-01-01", {"reconversion_period"}, {"pro_a", "training_plan"}),
    ],
)
async def test_training_schemes_are_those_of_the_day(
    sandbox: AsyncClient, query: str, present: set[str], absent: set[str]
) -> None:
    codes = {item["code"] for item in (await sandbox.get(f"/v1/training-schemes{query}")).json()["items"]}

    assert present <= codes
    assert not absent & codes


async def test_every_rule_in_force_is_listed_with_its_sentence(sandbox: AsyncClient) -> None:
    items = (await sandbox.get("/v1/rules")).json()["items"]

    assert [item["number"] for item in items] == list(RULES)
    r45 = next(item for item in items if item["number"] == "R45")
    assert r45["quote"].startswith("Le candidat a 18 mois")
    assert r45["in_force_from"] == "2011-04-27"
    assert r45["in_force_until"] is None
    assert [(each["name"], each["value"], each["default"]) for each in r45["parameters"]] == [("months", 18, 18)]


async def test_before_the_scheme_existed_no_rule_was_in_force(sandbox: AsyncClient) -> None:
    assert (await sandbox.get("/v1/rules?on=2011-04-26")).json()["items"] == []


async def test_a_day_that_does_not_exist_is_refused(sandbox: AsyncClient) -> None:
    answer = await sandbox.get("/v1/rules?on=2026-02-30")

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_rules_are_told_in_the_language_that_the_client_prefers(sandbox: AsyncClient) -> None:
    french = await sandbox.get("/v1/rules?limit=1")
    english = await sandbox.get("/v1/rules?limit=1", headers={"Accept-Language": "en"})

    assert french.json()["items"][0]["statement"] == RULES["R1"].statement.fr
    assert english.json()["items"][0]["statement"] == RULES["R1"].statement.en
    assert english.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("query", "partners"),
    [
        ("", ["PH10", "PH08", "PH04"]),
        ("?from_branch=pharma&to_branch=chemistry", ["PH10", "PH08", "PH04"]),
        ("?from_branch=chemistry&to_branch=chemistry", []),
        ("?certification=PH04", ["PH04"]),
        ("?certification=cqp-pilote-ligne-conditionnement", ["PH08"]),
    ],
)
async def test_bridges_are_found_by_branch_and_by_certification(
    sandbox: AsyncClient, query: str, partners: list[str]
) -> None:
    items = (await sandbox.get(f"/v1/bridges{query}")).json()["items"]

    assert [item["partner_certification"] for item in items] == partners


async def test_a_partners_certification_tells_what_it_opens(sandbox: AsyncClient) -> None:
    items = {item["code"]: item for item in (await sandbox.get("/v1/partner-certifications")).json()["items"]}

    assert len(items) == 12
    assert [opened["chemical_certification"] for opened in items["PH08"]["opens"]] == [
        "cqp-pilote-ligne-conditionnement"
    ]
    assert [unit["code"] for unit in items["PH08"]["units"]] == ["U1", "U2", "U3", "U4", "U5", "U6", "U7"]
    assert items["PH12"]["opens"] == []


async def test_equivalences_are_listed_unconfirmed_and_read_one_by_one(sandbox: AsyncClient) -> None:
    items = (await sandbox.get("/v1/cqpi-equivalences")).json()["items"]

    assert len(items) == 12
    assert {item["confirmed"] for item in items} == {False}
    one = items[0]
    assert (await sandbox.get(f"/v1/cqpi-equivalences/{one['cqp']}/{one['cqpi']}")).json() == one
