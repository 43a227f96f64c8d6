"""One person written down in two ways: in doubt until the secretariat says so, and kept apart until then."""

import asyncio
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.domain.deliberation import Outcome, Retained
from app.sandbox.identities import JURY_SESSION
from tests import builders as b
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, a_candidate, codes_of, opened
from tests.api.jury_room import CERTIFICATION, awaiting_jury
from tests.api.signing_in import sign_in

Json = dict[str, Any]
PATH = "/v1/persons/matches"
LEFEVRE = {"birth_name": "Lefèvre", "first_names": "Jean-Marc", "birth_date": "1984-03-12", "birth_place": "Lyon"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


async def awarded_in_part(engine: AsyncEngine, **changes: Any) -> None:
    """Jean-Marc Lefèvre keeps C1 of an earlier jury, at a company that is not the employer's."""
    person = {**LEFEVRE, "birth_date": date(1984, 3, 12), "sex": "M", **changes}
    retained = (Retained(competence_code="C1", until=None),)
    kept = b.a_decision(Outcome.PARTIALLY_AWARDED, session_id=JURY_SESSION, retained=retained)
    await awaiting_jury(engine, candidate=b.a_candidate(**person), decisions=(kept,), company_id=None)


async def asking(client: AsyncClient, employer: dict[str, str], **changes: Any) -> str:
    """A dossier of somebody for the same certification; its path."""
    person = a_candidate(**{**LEFEVRE, "sex": "M", **changes})
    dossier = await opened(client, employer, certification_code=CERTIFICATION, candidate=person)
    return f"/v1/dossiers/{dossier['id']}"


async def exempted(client: AsyncClient, headers: dict[str, str], place: str) -> list[str]:
    """The competences that would not be assessed again, as the employer reads it."""
    exemptions = (await client.get(f"{place}/assessment", headers=headers)).json()["exemptions"]
    return [exemption["competence_code"] for exemption in exemptions]


async def pending(client: AsyncClient, headers: dict[str, str]) -> list[Json]:
    items: list[Json] = (await client.get(PATH, params={"state": "pending"}, headers=headers)).json()["items"]
    return items


async def decide(
    client: AsyncClient, headers: dict[str, str], match: Json, decision: str, version: int | None = None
) -> Response:
    said = {"decision": decision, "reason": "Acte de naissance reçu"}
    tag = {"If-Match": f'"{version or match["version"]}"'}
    return await client.put(f"{PATH}/{match['id']}", json=said, headers={**headers, **tag})


async def test_what_was_kept_counts_once_the_secretariat_says_that_the_two_are_one_and_no_longer_once_it_takes_it_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    await awarded_in_part(sandbox_database)
    place = await asking(sandbox, employer, birth_name="Lefebvre")
    kept = [await exempted(sandbox, employer, place)]

    (match,) = await pending(sandbox, secretariat)
    answers = []
    for version, decision in ((1, "same"), (2, "different"), (3, "same")):
        answers.append(await decide(sandbox, secretariat, match, decision, version))
        kept.append(await exempted(sandbox, employer, place))

    assert kept == [[], ["C1"], [], ["C1"]]
    assert [difference["code"] for difference in match["differences"]] == ["name"]
    assert {person["birth_name"] for person in match["persons"]} == {"Lefèvre", "Lefebvre"}
    decided = (await sandbox.get(f"{PATH}/{match['id']}", headers=secretariat)).json()
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert decided == answers[-1].json()
    assert [word["decision"] for word in decided["decisions"]] == ["same", "different", "same"]
    assert {word["decided_by"]["role"] for word in decided["decisions"]} == {"secretariat"}


async def test_two_who_were_told_apart_are_not_proposed_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    await awarded_in_part(sandbox_database)
    first = await asking(sandbox, employer, first_names="Jean")
    (match,) = await pending(sandbox, secretariat)
    await decide(sandbox, secretariat, match, "different")
    await sandbox.post(f"{first}/withdrawal", json={"reason": "Autre projet"}, headers=employer)

    again = await asking(sandbox, employer, first_names="Jean")

    assert await pending(sandbox, secretariat) == []
    assert await exempted(sandbox, employer, again) == []


async def test_of_two_who_decide_at_once_one_is_told_that_the_match_has_changed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    await awarded_in_part(sandbox_database)
    await asking(sandbox, employer, birth_place="Lille")
    (match,) = await pending(sandbox, secretariat)

    answers = await asyncio.gather(
        *(decide(sandbox, secretariat, match, decision) for decision in ("same", "different", "same"))
    )
    without = await sandbox.put(f"{PATH}/{match['id']}", json={"decision": "same", "reason": "x"}, headers=secretariat)

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert without.status_code == 428


async def test_a_decision_that_contradicts_the_others_is_refused(
    sandbox: AsyncClient, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    for name in ("Martin", "Martins", "Martine"):
        await asking(sandbox, employer, birth_name=name)
    waiting = await pending(sandbox, secretariat)
    first, second, apart = (
        match
        for names in ({"Martin", "Martins"}, {"Martin", "Martine"}, {"Martins", "Martine"})
        for match in waiting
        if {person["birth_name"] for person in match["persons"]} == names
    )
    answers = [
        await decide(sandbox, secretariat, match, decision)
        for match, decision in ((second, "different"), (apart, "different"), (first, "same"))
    ]

    refused = await decide(sandbox, secretariat, second, "same", 2)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (refused.status_code, codes_of(refused.json())) == (422, ["contradicts_another_decision"])
    assert apart["id"] in refused.json()["errors"][0]["detail"]


async def test_a_corrected_civil_status_is_looked_at_again_and_takes_along_what_was_decided(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    await awarded_in_part(sandbox_database)
    place = await asking(sandbox, employer, birth_name="Martin")
    assert await pending(sandbox, secretariat) == []

    await corrected(sandbox, secretariat, place, birth_name="Lefebvre")
    (match,) = await pending(sandbox, secretariat)
    await decide(sandbox, secretariat, match, "same")
    await corrected(sandbox, secretariat, place, birth_name="Lefebvre-Dumas")

    assert await exempted(sandbox, employer, place) == ["C1"]
    assert await pending(sandbox, secretariat) == []
    assert (await sandbox.get(f"{PATH}/{match['id']}", headers=secretariat)).json()["state"] == "same"


async def corrected(client: AsyncClient, secretariat: dict[str, str], place: str, **candidate: str) -> None:
    read = await client.get(place, headers=secretariat)
    answer = await client.patch(
        place,
        json={"candidate": candidate, "reason": "Acte de naissance"},
        headers={**secretariat, "If-Match": read.headers["ETag"]},
    )
    assert answer.status_code == 200, answer.text


async def test_an_employer_hears_nothing_of_the_doubt(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], employer: dict[str, str]
) -> None:
    await awarded_in_part(sandbox_database)
    place = await asking(sandbox, employer, birth_name="Lefebvre")
    (match,) = await pending(sandbox, secretariat)
    before = (await sandbox.get(place, headers=employer)).json()
    history = (await sandbox.get(f"{place}/history", headers=employer)).json()

    await decide(sandbox, secretariat, match, "different")

    for headers in (employer, await sign_in(sandbox, OTHER_EMPLOYER)):
        assert (await sandbox.get(PATH, headers=headers)).status_code == 403
    assert (await sandbox.get(place, headers=employer)).json() == before
    assert (await sandbox.get(f"{place}/history", headers=employer)).json() == history
    assert (await sandbox.get(f"{PATH}/{uuid7()}", headers=secretariat)).status_code == 404
