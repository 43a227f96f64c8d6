"""S1, L16, L17, L18: an evaluator is replaced halfway, and what was signed falls with what changes."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.sandbox.identities import EVALUATOR, EVALUATORS_BY_REGION
from tests import builders as a
from tests.api.dossier_requests import COMPANY_SIREN, EMPLOYER, SECRETARIAT, codes_of, filed, rules_of
from tests.api.jury_room import awaiting_jury, planned, today
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import bearer, sign_in

Headers = dict[str, str]
FIRST = "evaluator@sandbox.example"
OTHER = EVALUATORS_BY_REGION["11"]
UNASSESSED: dict[str, Any] = dict.fromkeys(
    ("assessment", "assessment_completed_on", "scope", "trade_evaluator", "trade_observations")
)
UNDER_WAY: dict[str, Any] = dict.fromkeys(("assessment_completed_on", "trade_observations"))


class Desk:
    """A dossier, and the people around it."""

    def __init__(self, client: AsyncClient, path: str, number: str, people: dict[str, Headers]) -> None:
        self.client, self.path, self.number, self.people = client, path, number, people

    async def ask(self, who: str, method: str, place: str, json: Any = None) -> Response:
        headers = {**self.people[who], "If-Match": "*"} if method == "PUT" else self.people[who]
        return await self.client.request(method, f"{self.path}{place}", json=json, headers=headers)

    async def done(self, who: str, method: str, place: str, json: Any = None) -> Any:
        answer = await self.ask(who, method, place, json)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def competences(self) -> list[str]:
        scope: list[str] = (await self.done("secretariat", "GET", "/assessment"))["scope"]
        return scope

    async def missing(self, step: str) -> set[str]:
        steps = (await self.done("secretariat", "GET", "/checklist"))["steps"]
        return {item["code"] for each in steps if each["code"] == step for item in each["missing"]}


async def a_desk(client: AsyncClient, engine: AsyncEngine, **changes: Any) -> Desk:
    dossier = await awaiting_jury(engine, candidate=a.a_candidate(email="camille@example.org"), **changes)
    addresses = {"evaluator": FIRST, "secretariat": SECRETARIAT, "employer": EMPLOYER}
    people = {who: await sign_in(client, address) for who, address in addresses.items()}
    return Desk(client, f"/v1/dossiers/{dossier.id}", dossier.number, people)


def an_assessment(codes: list[str], **changes: Any) -> dict[str, Any]:
    return {
        "held_on": [today().isoformat()],
        "observed_on": [today().isoformat()],
        "briefing": dict.fromkeys(
            (
                "candidate_informed",
                "professional_informed",
                "guide_delivered",
                "outil_3_delivered",
                "branch_documents_used",
            ),
            True,
        ),
        "concertation_held_on": today().isoformat(),
        "results": [{"competence_code": code, "acquired": True, "comment": "Vu au poste."} for code in codes],
        "candidate_observations": "Rien à ajouter.",
        "evaluator_observations": "Sans difficulté.",
        **changes,
    }


def a_replacement(evaluator: Any, region: str, **changes: Any) -> dict[str, Any]:
    planned_on = (today() + timedelta(days=5)).isoformat()
    choice = {"evaluator_id": str(evaluator), "region": region, "planned_on": planned_on, "fees_agreed": True}
    return {**choice, "reason": "Malade entre deux séances.", **changes}


INVITED = {
    "name": "Paul Métier",
    "email": "paul.metier@example.org",
    "employer_siren": COMPANY_SIREN,
    "position": "Chef d'équipe",
}


async def test_s1_an_evaluator_is_replaced_after_half_of_the_results(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk = await a_desk(sandbox, sandbox_database, **UNASSESSED)
    await desk.done("evaluator", "POST", "/trade-evaluator", INVITED)
    link = await token_for(sandbox, INVITED["email"], "trade_evaluator_invitation")
    guest = await sandbox.post("/v1/invitations/redeem", json={"token": link})
    half = (await desk.competences())[::2]
    await desk.done("evaluator", "PUT", "/assessment", an_assessment(half))

    refused = await desk.ask("employer", "PUT", "/evaluator", a_replacement(OTHER, "11") | {"reason": None})
    assert refused.status_code in {409, 422}
    answer = await desk.done("secretariat", "POST", "/evaluator/replacement", a_replacement(OTHER, "11"))
    assert (answer["evaluator_id"], answer["accepted_on"]) == (str(OTHER), None)

    read = await desk.done("secretariat", "GET", "/assessment")
    assert {each["competence_code"] for each in read["results"]} == set(half)
    assert {each["author"]["evaluator_id"] for each in read["results"]} == {str(EVALUATOR)}
    assert {each["recorded_on"] for each in read["results"]} == {today().isoformat()}
    assert {each["confirmed"] for each in read["results"]} == {False}
    assert read["held_on"] == [today().isoformat()]
    assert (read["concertation_held_on"], read["briefing"]["candidate_informed"]) == (None, False)

    for place in ("", "/documents", "/checklist", "/assessment", "/evaluator"):
        assert (await desk.ask("evaluator", "GET", place)).status_code == 404, place
    listed = (await sandbox.get("/v1/dossiers", headers=desk.people["evaluator"])).json()["items"]
    assert desk.number not in {each["number"] for each in listed}
    assert (await sandbox.post("/v1/invitations/redeem", json={"token": link})).status_code == 401
    observing = await sandbox.get(desk.path, headers=bearer(guest.json()))
    assert observing.status_code == 401

    history = (await desk.done("secretariat", "GET", "/history"))["items"]
    (line,) = [each for each in history if each["operation"] == "replaceEvaluator"]
    assert line["details"]["reason"] == "Malade entre deux séances."
    assert line["details"]["replaces"] == str(EVALUATOR)


async def test_s1_those_whom_it_concerns_are_told_and_nobody_else(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    desk = await a_desk(sandbox, sandbox_database, **UNASSESSED)
    await desk.done("evaluator", "POST", "/trade-evaluator", {**INVITED, "email": "told@example.org"})
    await desk.done("secretariat", "POST", "/evaluator/replacement", a_replacement(OTHER, "11"))
    await work()

    told = {
        (address, mail["template"])
        for address in (FIRST, EMPLOYER, SECRETARIAT, "camille@example.org", "told@example.org")
        for mail in await mails_to(sandbox, address)
        if desk.number in mail["subject"] + mail["body"]
    }
    assert told >= {
        (FIRST, "evaluator_replaced"),
        (EMPLOYER, "assessment_taken_over"),
        ("camille@example.org", "candidate_evaluator_replaced"),
        ("told@example.org", "trade_evaluator_revoked"),
    }
    assert SECRETARIAT not in {address for address, _ in told}


async def test_s1_the_new_evaluator_confirms_what_stays_and_brings_the_dossier_to_the_jury(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    left = a.a_choice(evaluator_id=OTHER, region="11")
    desk = await a_desk(sandbox, sandbox_database, evaluator=left, **UNDER_WAY)
    codes = await desk.competences()
    await desk.done("secretariat", "POST", "/evaluator/replacement", a_replacement(EVALUATOR, "84"))
    await desk.done("evaluator", "POST", "/evaluator/acceptance", {"independent": True})
    await desk.done("evaluator", "POST", "/trade-evaluator", INVITED)
    await desk.done("evaluator", "PUT", "/assessment", an_assessment(codes[1:]))

    refused = await desk.ask("evaluator", "POST", "/assessment/completion")
    assert {"result_not_confirmed", "outil_4_to_be_given_again"} <= set(codes_of(refused.json()))
    assert {"D63", "D57"} <= set(rules_of(refused.json()))
    await desk.done("evaluator", "PUT", "/assessment", an_assessment(codes))
    await filed(sandbox, desk.people["evaluator"], desk.path, "outil_4")
    await desk.done("evaluator", "POST", "/assessment/completion")

    read = await desk.done("secretariat", "GET", "/assessment")
    assert {each["confirmed"] for each in read["results"]} == {True}
    assert {each["author"]["evaluator_id"] for each in read["results"]} == {str(EVALUATOR)}
    assert {each["history"][0]["author"]["evaluator_id"] for each in read["results"]} == {str(OTHER)}


async def test_l16_a_change_of_evaluator_ends_the_guide_and_the_invitation_of_the_former(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk = await a_desk(sandbox, sandbox_database, **UNASSESSED)
    await desk.done("evaluator", "POST", "/trade-evaluator", {**INVITED, "email": "l16@example.org"})
    await desk.done("evaluator", "PUT", "/assessment", an_assessment([]))
    link = await token_for(sandbox, "l16@example.org", "trade_evaluator_invitation")
    choice = {name: value for name, value in a_replacement(OTHER, "11").items() if name != "reason"}
    await desk.done("employer", "PUT", "/evaluator", choice)

    read = await desk.done("secretariat", "GET", "/assessment")
    assert (read["held_on"], read["briefing"], read["frozen_on"]) == ([], None, None)
    assert {"outil_4_to_be_given_again", "trade_evaluator_not_invited"} <= await desk.missing("assessment")
    assert (await sandbox.post("/v1/invitations/redeem", json={"token": link})).status_code == 401


async def test_l17_observations_follow_a_result_say_something_and_are_taken_up_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk = await a_desk(sandbox, sandbox_database, **UNASSESSED)
    address = "l17@example.org"
    await desk.done("evaluator", "POST", "/trade-evaluator", {**INVITED, "email": address})

    async def observe(said: str) -> Response:
        token = await token_for(sandbox, address, "trade_evaluator_invitation")
        opened = await sandbox.post("/v1/invitations/redeem", json={"token": token})
        desk.people["guest"] = bearer(opened.json())
        return await desk.ask("guest", "PUT", "/assessment/trade-observations", {"observations": said})

    early = await observe("Bon travail.")
    assert (early.status_code, codes_of(early.json()), rules_of(early.json())) == (409, ["no_result_yet"], ["D57"])
    await desk.done("evaluator", "PUT", "/assessment", an_assessment((await desk.competences())[:1]))
    assert (await observe("  \u200b ")).status_code == 422
    assert (await observe("Bon travail.")).is_success
    await desk.done("evaluator", "POST", "/trade-evaluator", {**INVITED, "email": address})
    assert (await desk.ask("secretariat", "GET", "/assessment/trade-observations")).status_code == 404
    assert (await observe("À revoir au poste.")).is_success
    kept = await desk.done("secretariat", "GET", "/assessment/trade-observations")
    assert kept["observations"] == "À revoir au poste."


@pytest.mark.parametrize("changed", [True, False])
async def test_l18_a_result_changed_since_the_guide_was_signed_asks_for_it_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, changed: bool
) -> None:
    desk = await a_desk(sandbox, sandbox_database)
    body = an_assessment(await desk.competences())
    body["results"][0] |= {"acquired": not changed, "comment": "Revu."}
    await desk.done("evaluator", "PUT", "/assessment", body)
    session = await planned(sandbox, desk.people["secretariat"])
    body = {"session_id": session.rsplit("/", 1)[1]}
    answer = await desk.ask("employer", "POST", "/jury-registration", body)
    if not changed:
        assert answer.status_code == 200, answer.text
        return
    assert answer.status_code == 409
    assert codes_of(answer.json()) == ["outil_4_to_be_given_again"]
    assert await desk.missing("assessment") == {"outil_4_to_be_given_again"}
    dossier = await desk.done("secretariat", "GET", "")
    assert dossier["status"] == "awaiting_jury"
    (first, *_) = (await desk.done("secretariat", "GET", "/assessment"))["results"]
    (former,) = first["history"]
    assert (former["acquired"], former["author"]["evaluator_id"]) == (True, str(EVALUATOR))
    await filed(sandbox, desk.people["evaluator"], desk.path, "outil_4")
    assert await desk.missing("assessment") == set()
