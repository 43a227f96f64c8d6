"""L11, D59: networks are codes of a list, and a body known by its SIREN brings its own along, whatever is typed."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import dossiers
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, codes_of, opened, rules_of
from tests.api.jury_room import today
from tests.api.signing_in import sign_in

Headers = dict[str, str]
BODY = {"siret": "11122233700011", "name": "Formation Lyon"}
BODY_SIREN, EMPLOYER_SIREN = "111222337", "444555668"
REFUSED = (422, ["evaluator_in_network_of_training_body"], ["R16"])
SPELLINGS = ["GRETA", "Greta", "greta", "GRÉTA", " gre\u0301ta ", "ｇｒｅｔａ"]


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def an_employee(client: AsyncClient, headers: Headers, networks: list[str], siren: str = EMPLOYER_SIREN) -> str:
    """An evaluator employed by a body of these networks; their id."""
    person = {"name": "Inès Faure", "email": "ines.faure@sandbox.example"}
    evaluator = (await client.post("/v1/evaluators", json=person, headers=headers)).json()["id"]
    place = f"/v1/evaluators/{evaluator}"
    held = {"certification_code": "cqp-operateur-fabrication", "region": "84", "from": "2020-01-01"}
    tie = {"kind": "employee", "siren": siren, "networks": networks, "from": "2020-01-01"}
    for part, body in (("authorisations", [held]), ("affiliations", [tie])):
        answer = await client.put(f"{place}/{part}", json={part: body}, headers={**headers, "If-Match": "*"})
        assert answer.status_code == 200, answer.text
    return str(evaluator)


async def chosen(client: AsyncClient, headers: Headers, dossier: Mapping[str, Any], evaluator: str) -> Response:
    choice = {"evaluator_id": evaluator, "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    path = f"/v1/dossiers/{dossier['id']}/evaluator"
    return await client.put(path, json=choice, headers={**headers, "If-Match": "*"})


def outcome(answer: Response) -> tuple[int, list[str], list[str | None]]:
    problem = answer.json() if answer.status_code == 422 else {"errors": []}
    return answer.status_code, codes_of(problem), rules_of(problem)


@pytest.mark.parametrize("written", SPELLINGS)
async def test_r16_a_network_is_the_same_however_it_is_written(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, written: str
) -> None:
    evaluator = await an_employee(sandbox, secretariat, ["greta"], siren="732829320")
    dossier = await opened(sandbox, employer, training_body={**BODY, "networks": [written]})

    assert dossier["training_body"]["networks"] == ["GRETA"]
    assert outcome(await chosen(sandbox, employer, dossier, evaluator)) == REFUSED


@pytest.mark.parametrize("written", ["NOPE", "réseau GRETA", "GRETAS"])
@pytest.mark.parametrize("body", ["training_body", "accompanying_body"])
async def test_d59_a_network_that_is_not_on_the_list_is_refused_and_the_list_is_told(
    sandbox: AsyncClient, employer: Headers, body: str, written: str
) -> None:
    declared = {"pathway": "individualised_training", "certification_code": "cqp-operateur-fabrication"}
    request = {**declared, "candidate": a_candidate(), body: {**BODY, "networks": ["AFPA", written]}}
    created = await sandbox.post("/v1/dossiers", json=request, headers=employer)
    dossier = await opened(sandbox, employer)
    changed = await sandbox.patch(
        f"/v1/dossiers/{dossier['id']}",
        json={body: {**BODY, "networks": ["AFPA", written]}},
        headers={**employer, "If-Match": "*"},
    )

    for answer in (created, changed):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["code"], error["rule"]) == (422, "unknown_network", "D59")
        assert error["pointer"] == f"/{body}/networks/1"
        assert "AFPA, AFPI, GRETA" in error["detail"]


async def test_d59_neither_an_affiliation_nor_the_register_names_an_unknown_network(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    person = {"name": "Inès Faure", "email": "ines.faure@sandbox.example"}
    evaluator = (await sandbox.post("/v1/evaluators", json=person, headers=secretariat)).json()["id"]
    tie = {"kind": "employee", "siren": "732829320", "networks": ["NOPE"], "from": "2020-01-01"}
    body = {"name": "Formation Lyon", "networks": ["Greta", "NOPE"], "source": "essai"}

    affiliated = await sandbox.put(
        f"/v1/evaluators/{evaluator}/affiliations",
        json={"affiliations": [tie]},
        headers={**secretariat, "If-Match": "*"},
    )
    registered = await sandbox.put(f"/v1/training-bodies/{BODY_SIREN}", json=body, headers=secretariat)

    assert outcome(affiliated) == outcome(registered) == (422, ["unknown_network"], ["D59"])
    assert affiliated.json()["errors"][0]["pointer"] == "/affiliations/0/networks/0"
    assert registered.json()["errors"][0]["pointer"] == "/networks/1"


async def test_d59_a_network_that_the_secretariat_adds_counts_from_then_on(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    added = await sandbox.put(
        "/v1/networks/cesi", json={"name": "CESI", "source": "essai", "confirmed": True}, headers=secretariat
    )
    evaluator = await an_employee(sandbox, secretariat, ["Cesi"], siren="732829320")
    dossier = await opened(sandbox, employer, training_body={**BODY, "networks": ["cési"]})
    listed = [each["code"] for each in (await sandbox.get("/v1/networks")).json()["items"]]

    assert (added.status_code, added.json()["code"]) == (201, "CESI")
    assert listed == ["AFPA", "AFPI", "CESI", "GRETA"]
    assert outcome(await chosen(sandbox, employer, dossier, evaluator)) == REFUSED


@pytest.mark.parametrize("evaluators", [pytest.param(["GRETA"], id="declared"), pytest.param([], id="known as well")])
async def test_d59_a_known_body_brings_its_networks_along_whatever_the_employer_leaves_out(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, evaluators: list[str]
) -> None:
    evaluator = await an_employee(sandbox, secretariat, evaluators)
    silent = await opened(sandbox, employer, training_body=BODY)
    unknown = await chosen(sandbox, employer, silent, evaluator)
    register = {"name": "Greta de Lyon", "networks": ["Gréta"], "source": "essai", "confirmed": False}
    await sandbox.put(f"/v1/training-bodies/{BODY_SIREN}", json=register, headers=secretariat)
    other = await opened(sandbox, employer, training_body={**BODY, "networks": ["AFPI"]})

    assert unknown.status_code == 201, unknown.text
    assert outcome(await chosen(sandbox, employer, other, evaluator)) == REFUSED


async def test_d59_an_employer_known_by_their_siren_alone_brings_its_networks_along(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    evaluator = await an_employee(sandbox, secretariat, [], siren="732829320")
    siren = {"siren": EMPLOYER_SIREN}
    await sandbox.patch(f"/v1/evaluators/{evaluator}", json=siren, headers={**secretariat, "If-Match": "*"})
    dossier = await opened(sandbox, employer, training_body={**BODY, "networks": ["GRETA"]})

    assert outcome(await chosen(sandbox, employer, dossier, evaluator)) == REFUSED


async def test_a_network_that_was_typed_before_the_list_still_reads_and_still_counts(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    evaluator = await an_employee(sandbox, secretariat, ["GRETA"], siren="732829320")
    dossier = await opened(sandbox, employer, training_body={**BODY, "networks": ["GRETA"]})
    merged = dossiers.c.facts.op("||")({"training_body": {**BODY, "networks": ["Gréta ", "un autre"]}})
    async with sandbox_database.begin() as connection:
        await connection.execute(update(dossiers).where(dossiers.c.id == dossier["id"]).values(facts=merged))
    path = f"/v1/dossiers/{dossier['id']}"

    read = await sandbox.get(path, headers=employer)
    changed = await sandbox.patch(path, json={"trainers": []}, headers={**employer, "If-Match": "*"})

    assert read.json()["training_body"]["networks"] == ["Gréta ", "un autre"]
    assert changed.status_code == 200, changed.text
    assert outcome(await chosen(sandbox, employer, dossier, evaluator)) == REFUSED


@pytest.mark.parametrize("code", ["-", "GRETA%00", "x" * 51])
async def test_a_code_that_is_none_names_no_network(sandbox: AsyncClient, secretariat: Headers, code: str) -> None:
    body = {"name": "GRETA", "source": "essai", "confirmed": True}
    answer = await sandbox.put(f"/v1/networks/{code}", json=body, headers={**secretariat, "If-Match": "*"})

    assert answer.status_code == 404, answer.text


async def test_d18_the_networks_that_the_guide_names_are_there_with_their_source(sandbox: AsyncClient) -> None:
    networks = (await sandbox.get("/v1/networks")).json()["items"]

    assert [network["code"] for network in networks] == ["AFPA", "AFPI", "GRETA"]
    assert all(network["confirmed"] and network["name"] and "2017" in network["source"] for network in networks)


@pytest.mark.parametrize("path", ["/v1/networks/GRETA", f"/v1/training-bodies/{EMPLOYER_SIREN}"])
async def test_what_is_kept_of_networks_and_bodies_is_changed_by_who_has_read_it(
    sandbox: AsyncClient, secretariat: Headers, path: str
) -> None:
    read = await sandbox.get(path)
    body = {"name": "Autre nom", "source": "essai", "confirmed": False, "networks": []}
    body = body if "bodies" in path else {name: body[name] for name in ("name", "source", "confirmed")}
    tag = {"If-Match": read.headers["etag"]}

    answers = [await sandbox.put(path, json=body, headers={**secretariat, **each}) for each in ({}, tag, tag)]

    assert [answer.status_code for answer in answers] == [428, 200, 412]
    assert (await sandbox.get(path)).json() == answers[1].json()
    assert answers[1].json()["name"] == "Autre nom"
