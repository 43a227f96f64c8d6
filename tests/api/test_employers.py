"""S4, S8–S11, S20, D64: a company attached later, another employer, none any more, a company that is absorbed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.facts.checking import check_facts
from app.domain.dossier import Dossier, Trainer, Tutor
from app.sandbox.identities import COMPANY, EVALUATOR, OTHER_COMPANY
from tests import builders as a
from tests.api.dossier_requests import (
    COMPANY_SIRET,
    EMPLOYER,
    OTHER_EMPLOYER,
    SECRETARIAT,
    a_candidate,
    codes_of,
    filed,
    opened,
    rules_of,
)
from tests.api.jury_room import a_deliberation, awaiting_jury, planned, registered, sitting, today
from tests.api.mailbox import mails_to
from tests.api.signing_in import bearer, open_session, sign_in
from tests.api.test_funding import program
from tests.files import PDF

Headers = dict[str, str]
OTHER_SIRET, OTHER_SIREN = "98765432400019", "987654324"
CANDIDATE = "camille.ailleurs@example.org"
REASON = "Nouveau contrat de travail reçu."
NOBODY = "019b76da-a800-7000-8000-0000000000ff"


class Desk:
    """A dossier and those around it: the company, another company, the secretariat, the evaluator."""

    def __init__(self, client: AsyncClient, engine: AsyncEngine, path: str, people: dict[str, Headers]) -> None:
        self.client, self.engine, self.path, self.people = client, engine, path, people

    async def ask(self, who: str, method: str, place: str = "", json: Any = None) -> Response:
        headers = {**self.people[who], "If-Match": "*"} if method in {"PUT", "PATCH"} else self.people[who]
        path = place if place.startswith("/v1") else f"{self.path}{place}"
        return await self.client.request(method, path, json=json, headers=headers)

    async def done(self, who: str, method: str, place: str = "", json: Any = None) -> Any:
        answer = await self.ask(who, method, place, json)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def moved(self, **changes: Any) -> Response:
        body = {"on": today().isoformat(), "company_id": str(OTHER_COMPANY), "goes_on": True, "reason": REASON}
        given = {name: value for name, value in {**body, **changes}.items() if value is not None}
        return await self.ask("secretariat", "POST", "/employer-changes", given)

    async def upload(self, who: str, kind: str, **fields: str) -> Response:
        return await self.client.post(
            f"{self.path}/documents",
            data={"kind": kind, **fields},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=self.people[who],
        )

    async def history(self, who: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = (await self.done(who, "GET", "/history"))["items"]
        return lines


async def people(client: AsyncClient) -> dict[str, Headers]:
    addresses = {
        "employer": EMPLOYER,
        "other": OTHER_EMPLOYER,
        "secretariat": SECRETARIAT,
        "evaluator": "evaluator@sandbox.example",
    }
    return {who: await sign_in(client, address) for who, address in addresses.items()}


async def assessed(client: AsyncClient, engine: AsyncEngine, **changes: Any) -> tuple[Desk, Dossier]:
    named = {
        "tutor": Tutor(name="Luc Tuteur", position="Chef", email="luc@example.org"),
        "trainers": (Trainer(name="Ada Formatrice"),),
        "candidate": a.a_candidate(email=CANDIDATE, employment=a.an_employment()),
    }
    dossier = await awaiting_jury(engine, **{**named, **changes})
    return Desk(client, engine, f"/v1/dossiers/{dossier.id}", await people(client)), dossier


async def opened_by_secretariat(client: AsyncClient, engine: AsyncEngine, **changes: Any) -> Desk:
    """A simplified VAE for a company that has no account, as the secretariat knows."""
    around = await people(client)
    dossier = await opened(client, around["secretariat"], pathway="simplified_vae", training_scheme=None, **changes)
    return Desk(client, engine, f"/v1/dossiers/{dossier['id']}", around)


# --- a company attached later -----------------------------------------------------------------------------------------


async def test_s4_s20_a_dossier_opened_before_its_company_had_an_account_becomes_the_companys(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    desk = await opened_by_secretariat(sandbox, sandbox_database)
    assert (await desk.ask("employer", "GET")).status_code == 404
    offered = (await desk.done("secretariat", "GET", "/checklist"))["next_actions"]
    assert "attachCompany" in {each["operation_id"] for each in offered if each["allowed"]}

    answer = await desk.done("secretariat", "POST", "/company", {"company_id": str(COMPANY)})
    assert answer["company"]["siret"] == COMPANY_SIRET
    for kind in ("outil_6", "cerfa_12818"):
        assert (await desk.upload("employer", kind)).status_code == 201, kind
    changed = await desk.ask("employer", "PATCH", "", {"candidate": {"usage_name": "Morin"}})
    assert changed.status_code == 200, changed.text
    assert (await desk.upload("secretariat", "diploma")).status_code == 201
    await work()
    assert "dossier_opened" in {mail["template"] for mail in await mails_to(sandbox, EMPLOYER)}

    again = await desk.ask("secretariat", "POST", "/company", {"company_id": str(COMPANY)})
    assert (again.status_code, again.json()["code"]) == (409, "already_done")


@pytest.mark.parametrize(
    ("company", "code", "rule"),
    [
        (str(OTHER_COMPANY), "not_the_candidates_company", "D62"),
        (NOBODY, "unknown_company", None),
    ],
)
async def test_only_a_company_of_the_candidates_is_attached(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, company: str, code: str, rule: str | None
) -> None:
    desk = await opened_by_secretariat(sandbox, sandbox_database)
    refused = await desk.ask("secretariat", "POST", "/company", {"company_id": company})
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (422, [code], [rule])
    assert (await desk.done("secretariat", "GET"))["company"] is None


async def test_a_company_that_is_not_approved_is_not_attached(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk = await opened_by_secretariat(sandbox, sandbox_database)
    body = {"approved": False, "ccnic": False, "evidence": "Essai"}
    await desk.done("secretariat", "POST", f"/v1/companies/{COMPANY}/verification", body)
    refused = await desk.ask("secretariat", "POST", "/company", {"company_id": str(COMPANY)})
    assert (codes_of(refused.json()), rules_of(refused.json())) == (["company_not_approved"], ["D64"])


# --- another employer -------------------------------------------------------------------------------------------------


async def test_s9_a_candidate_changes_company_and_keeps_documents_and_results(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    desk, dossier = await assessed(sandbox, sandbox_database)
    await desk.done("secretariat", "GET")
    before = await desk.done("employer", "GET")
    answer = await desk.moved()
    assert answer.status_code == 200, answer.text
    told = answer.json()

    assert (told["status"], told["company"]["siret"]) == ("awaiting_jury", OTHER_SIRET)
    (former,) = told["former_employers"]
    assert (former["kind"], former["company_id"], former["until"]) == ("change", str(COMPANY), today().isoformat())
    assert former["employment"]["employer"]["siret"] == COMPANY_SIRET
    results = (await desk.done("secretariat", "GET", "/assessment"))["results"]
    assert len(results) == len(dossier.assessment.results if dossier.assessment else ())
    await work()
    assert [mail["template"] for mail in await mails_to(sandbox, CANDIDATE)] == ["candidate_employer_changed"]
    assert [mail["template"] for mail in await mails_to(sandbox, OTHER_EMPLOYER)] == ["dossier_joined"]
    assert [mail["template"] for mail in await mails_to(sandbox, EMPLOYER)] == ["dossier_left"]
    assert [mail["template"] for mail in await mails_to(sandbox, "evaluator@sandbox.example")] == ["employer_changed"]

    seen = await desk.done("employer", "GET")
    assert seen == {**before, "left_on": today().isoformat()}
    line = (await desk.history("secretariat"))[0]
    assert (line["operation"], line["rules"]) == ("changeEmployer", ["D64"])

    agenda = await planned(sandbox, desk.people["secretariat"], held_on=(today() + timedelta(days=30)).isoformat())
    on_it = await registered(sandbox, desk.people["other"], dossier, agenda)
    assert on_it.status_code == 200, on_it.text
    assert (await desk.done("employer", "GET"))["jury_registration"]["state"] == "none"


async def test_the_former_employer_reads_what_was_there_and_changes_nothing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, dossier = await assessed(sandbox, sandbox_database)
    lines = await desk.history("employer")
    documents = (await desk.done("employer", "GET", "/documents"))["items"]
    assert (await desk.moved()).status_code == 200

    assert await desk.history("employer") == lines
    assert (await desk.done("employer", "GET", "/documents"))["items"] == documents
    assert (await desk.done("employer", "GET", "/checklist"))["next_actions"] == []
    added = await desk.upload("secretariat", "written_work", reason="Reçu par courrier")
    assert added.status_code == 201, added.text
    assert (await desk.done("employer", "GET", "/documents"))["items"] == documents
    new = added.json()["id"]
    assert (await desk.ask("employer", "GET", f"/documents/{new}/content")).status_code == 404
    writes = [
        ("POST", "/withdrawal", {"reason": "Départ"}),
        ("PATCH", "", {"tutor": None}),
        ("POST", "/jury-registration", {"session_id": NOBODY}),
    ]
    for method, place, body in writes:
        refused = await desk.ask("employer", method, place, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), (method, place, refused.text)
        assert "quitté votre entreprise" in refused.json()["detail"]
    assert (await desk.upload("employer", "written_work")).status_code == 403
    listed = (await desk.done("employer", "GET", "/v1/dossiers"))["items"]
    (own,) = [each for each in listed if each["id"] == str(dossier.id)]
    assert (own["left_on"], own["company"]["siret"]) == (today().isoformat(), COMPANY_SIRET)
    filtered = await desk.done("employer", "GET", f"/v1/dossiers?number={dossier.number}&status=closed")
    assert filtered["items"] == []


async def test_the_new_employer_reads_what_a_jury_reads_and_names_its_own_people(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, _ = await assessed(sandbox, sandbox_database)
    assert (await desk.upload("secretariat", "outil_2", reason="Reçu")).status_code == 201
    assert (await desk.moved()).status_code == 200

    seen = await desk.done("other", "GET")
    assert (seen["tutor"], seen["trainers"], seen["fundings"], seen["former_employers"]) == (None, [], [], [])
    assert (await desk.ask("other", "GET", "/assessment/trade-observations")).status_code == 404
    assert (await desk.done("other", "GET", "/assessment"))["trade_observations"] is None
    kinds = {each["kind"] for each in (await desk.done("other", "GET", "/documents"))["items"]}
    assert kinds == {"outil_4", "outil_6"}
    assert [line["operation"] for line in await desk.history("other")] == ["changeEmployer"]
    assert (await desk.done("secretariat", "GET", "/assessment"))["trade_observations"] is not None


async def test_fundings_of_before_are_not_the_new_employers_and_the_funder_sees_who_is_in_charge(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    around = await people(sandbox)
    funding = {"funder_code": "OPCA", "reference": "2026-D64-1"}
    created = await opened(sandbox, around["employer"], fundings=[funding])
    desk = Desk(sandbox, sandbox_database, f"/v1/dossiers/{created['id']}", around)
    funder = await program(sandbox)
    confirmed = await sandbox.post(
        f"/v1/funding/dossiers/{created['id']}/confirmation", json={"reference": "2026-D64-1"}, headers=funder
    )
    assert confirmed.status_code == 200, confirmed.text
    assert (await desk.moved()).status_code == 200
    assert (await desk.done("other", "GET"))["fundings"] == []
    assert [each["reference"] for each in (await desk.done("employer", "GET"))["fundings"]] == ["2026-D64-1"]
    assert [each["reference"] for each in (await desk.done("secretariat", "GET"))["fundings"]] == ["2026-D64-1"]
    funded = await sandbox.get(f"/v1/funding/dossiers/{created['id']}", headers=funder)
    assert funded.json()["company_siret"] == OTHER_SIRET


async def test_independence_is_judged_against_both_companies(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    unassessed: dict[str, Any] = dict.fromkeys(
        ("assessment", "assessment_completed_on", "scope", "trade_evaluator", "trade_observations", "evaluator")
    )
    desk, _ = await assessed(sandbox, sandbox_database, **{**unassessed, "acceptance": None})
    assert (await desk.moved()).status_code == 200
    choice = {
        "evaluator_id": str(EVALUATOR),
        "region": "84",
        "planned_on": (today() + timedelta(days=5)).isoformat(),
        "fees_agreed": True,
    }
    for siren in (COMPANY_SIRET[:9], OTHER_SIREN):
        tied = {"affiliations": [{"kind": "employee", "siren": siren, "networks": [], "from": "2020-01-01"}]}
        await desk.done("secretariat", "PUT", f"/v1/evaluators/{EVALUATOR}/affiliations", tied)
        refused = await desk.ask("other", "PUT", "/evaluator", choice)
        assert codes_of(refused.json()) == ["evaluator_not_independent_of_company"], (siren, refused.text)
    await desk.done("secretariat", "PUT", f"/v1/evaluators/{EVALUATOR}/affiliations", {"affiliations": []})
    assert (await desk.ask("other", "PUT", "/evaluator", choice)).status_code == 201


async def test_s8_a_candidacy_that_does_not_go_on_is_closed_and_stays_with_its_company(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, _ = await assessed(sandbox, sandbox_database)
    answer = await desk.moved(company_id=None, goes_on=False)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["status"], told["closure"]["reason"]) == ("closed", "withdrawn")
    assert (await desk.done("employer", "GET"))["closure"]["reason"] == "withdrawn"
    assert (await desk.ask("other", "GET")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"on": "2030-01-01"}, "day_in_the_future", "/on"),
        ({"on": "2020-01-01"}, "before_the_request", "/on"),
        ({"company_id": str(COMPANY)}, "employer_unchanged", "/company_id"),
        ({"goes_on": False}, "candidacy_ended", "/company_id"),
        ({"company_id": NOBODY}, "unknown_company", "/company_id"),
        (
            {"employment": {"status": "employee", "employer": {"siret": "73282932000017"}}},
            "not_the_candidates_company",
            "/company_id",
        ),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_changes(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, changes: dict[str, Any], code: str, pointer: str
) -> None:
    desk, _ = await assessed(sandbox, sandbox_database)
    before = await desk.done("secretariat", "GET")
    refused = await desk.moved(**changes)
    assert refused.status_code == 422
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [(code, pointer)]
    assert await desk.done("secretariat", "GET") == before


async def test_conditions_stay_judged_on_the_day_of_the_request(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    """D32: an employee under the chemical agreement who is elsewhere since is as admissible as before."""
    desk = await opened_by_secretariat(sandbox, sandbox_database, company_id=str(COMPANY))
    await filed(sandbox, desk.people["secretariat"], desk.path, "outil_6", "cerfa_12818")
    await desk.done("secretariat", "POST", "/admissibility/submission")
    grounds = (await desk.done("secretariat", "GET", "/admissibility"))["proposed_grounds"]
    assert (await desk.moved()).status_code == 200
    assert (await desk.done("secretariat", "GET", "/admissibility"))["proposed_grounds"] == grounds


# --- no employer any more, or one that is silent ----------------------------------------------------------------------


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "silent"])
async def test_s11_the_secretariat_acts_in_the_employers_place_and_says_why(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, gone: bool
) -> None:
    around = await people(sandbox)
    created = await opened(sandbox, around["employer"])
    desk = Desk(sandbox, sandbox_database, f"/v1/dossiers/{created['id']}", around)
    if gone:
        assert (await desk.moved(company_id=None)).status_code == 200
    plan = {
        "competences": ["C1"],
        "actions": [{"label": "Préparer", "kind": "formation", "hours": 14}],
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
    }
    refused = await desk.ask("secretariat", "PUT", "/training-plan", plan)
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["reason_missing"],
        ["D64"],
    )
    kept = await desk.ask("secretariat", "PUT", "/training-plan", {**plan, "reason": "L'employeur a fermé."})
    assert kept.status_code == 201, kept.text
    line = (await desk.history("secretariat"))[0]
    assert (line["operation"], line["details"]["in_place_of"]) == ("recordTrainingPlan", "employer")
    assert line["details"]["reason"] == "L'employeur a fermé."
    incomplete = await desk.ask("secretariat", "POST", "/registration", {"reason": "L'employeur a fermé."})
    assert (incomplete.status_code, "outil_6_missing" in codes_of(incomplete.json())) == (422, True)
    actions = (await desk.done("secretariat", "GET", "/checklist"))["next_actions"]
    of_plan = {each["actor"] for each in actions if each["operation_id"] == "recordTrainingPlan"}
    assert of_plan == ({"secretariat"} if gone else {"employer"})


# --- a company that is absorbed ---------------------------------------------------------------------------------------


async def succeeded(desk: Desk, company: UUID = COMPANY, **changes: Any) -> Response:
    body = {"successor_id": str(OTHER_COMPANY), "on": today().isoformat(), "reason": "Fusion-absorption", **changes}
    return await desk.ask("secretariat", "POST", f"/v1/companies/{company}/succession", body)


async def test_s10_dossiers_users_and_running_sessions_are_the_successors(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, dossier = await assessed(sandbox, sandbox_database)
    tokens = (await open_session(sandbox, EMPLOYER)).json()
    running = {"Authorization": f"Bearer {tokens['access_token']}"}
    before = {each["id"] for each in (await desk.done("employer", "GET", "/v1/dossiers?limit=100"))["items"]}

    answer = await succeeded(desk)
    assert answer.status_code == 200, answer.text
    assert answer.json()["succession"]["successor_id"] == str(OTHER_COMPANY)

    stale = await sandbox.get(desk.path, headers=running)
    assert (stale.status_code, stale.json()["code"]) == (401, "unauthenticated")
    refreshed = await sandbox.post("/v1/sessions/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 201, refreshed.text
    desk.people["employer"] = bearer(refreshed.json())
    seen = await desk.done("employer", "GET")
    assert (seen["company"]["siret"], seen["candidate"]["employment"]["employer"]["siret"]) == (
        OTHER_SIRET,
        OTHER_SIRET,
    )
    assert (seen["tutor"]["name"], seen["left_on"]) == ("Luc Tuteur", None)
    after = {each["id"] for each in (await desk.done("employer", "GET", "/v1/dossiers?limit=100"))["items"]}
    assert before <= after
    assert seen["id"] in {each["id"] for each in (await desk.done("other", "GET", "/v1/dossiers?limit=100"))["items"]}
    (former,) = (await desk.done("secretariat", "GET"))["former_employers"]
    assert (former["kind"], former["company_id"]) == ("succession", str(COMPANY))
    for address in (EMPLOYER, OTHER_EMPLOYER):
        assert "company_succeeded" in {mail["template"] for mail in await mails_to(sandbox, address)}
    assert [each async for each in check_facts(sandbox_database)] == []

    tied = {"affiliations": [{"kind": "employee", "siren": COMPANY_SIRET[:9], "networks": [], "from": "2020-01-01"}]}
    await desk.done("secretariat", "PUT", f"/v1/evaluators/{EVALUATOR}/affiliations", tied)
    agenda = await planned(sandbox, desk.people["secretariat"], held_on=(today() + timedelta(days=30)).isoformat())
    refused = await registered(sandbox, desk.people["other"], dossier, agenda)
    assert "evaluator_not_independent_of_company" in codes_of(refused.json())

    again = await succeeded(desk)
    assert (again.status_code, again.json()["code"]) == (409, "already_done")
    late = await sandbox.post(
        "/v1/dossiers",
        json={
            "pathway": "simplified_vae",
            "certification_code": "cqp-operateur-fabrication",
            "candidate": a_candidate(),
            "company_id": str(COMPANY),
        },
        headers=desk.people["secretariat"],
    )
    assert (codes_of(late.json()), rules_of(late.json())) == (["company_succeeded"], ["D64"])


async def test_what_had_left_a_company_is_read_by_its_successor(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, _ = await assessed(sandbox, sandbox_database, company_id=OTHER_COMPANY)
    assert (await desk.moved(company_id=None)).status_code == 200
    assert (await succeeded(desk, OTHER_COMPANY, successor_id=str(COMPANY))).status_code == 200
    assert (await desk.done("employer", "GET"))["left_on"] == today().isoformat()
    assert [each async for each in check_facts(sandbox_database)] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"successor_id": str(COMPANY)}, "succeeds_itself"),
        ({"successor_id": NOBODY}, "unknown_company"),
        ({"on": "2030-01-01"}, "day_in_the_future"),
    ],
)
async def test_a_company_is_succeeded_by_another_that_has_an_account(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, changes: dict[str, Any], code: str
) -> None:
    desk, _ = await assessed(sandbox, sandbox_database)
    refused = await succeeded(desk, **changes)
    assert (refused.status_code, codes_of(refused.json())) == (422, [code])
    assert (await desk.done("employer", "GET"))["company"]["siret"] == COMPANY_SIRET


async def test_an_award_goes_along_to_the_successor(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    desk, dossier = await assessed(sandbox, sandbox_database)
    secretariat = desk.people["secretariat"]
    session = await sitting(sandbox, secretariat, dossier)
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)
    assert decided.status_code == 201, decided.text
    assert (await succeeded(desk)).status_code == 200
    assert (await desk.done("other", "GET"))["status"] == "awaiting_jury"
    assert (await desk.done("secretariat", "GET"))["status"] == "awarded"


async def test_s12_the_training_body_and_tutor_change_after_the_registration_and_independence_is_judged_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    desk, dossier = await assessed(sandbox, sandbox_database)
    body = {"siret": OTHER_SIRET, "name": "Formation du Sud", "networks": []}
    tutor = {"name": "Maya Tutrice", "position": "Cheffe d'équipe", "email": "maya@example.org"}
    changes = {"training_body": body, "tutor": tutor}
    late = await desk.ask("employer", "PATCH", "", changes)
    assert (late.status_code, late.json()["code"]) == (409, "already_done")
    changed = await desk.done("secretariat", "PATCH", "", {**changes, "reason": "L'organisme a fermé"})
    assert (changed["training_body"]["siret"], changed["tutor"]["name"]) == (OTHER_SIRET, "Maya Tutrice")

    tied = {"affiliations": [{"kind": "employee", "siren": OTHER_SIREN, "networks": [], "from": "2020-01-01"}]}
    await desk.done("secretariat", "PUT", f"/v1/evaluators/{EVALUATOR}/affiliations", tied)
    agenda = await planned(sandbox, desk.people["secretariat"], held_on=(today() + timedelta(days=30)).isoformat())
    refused = await registered(sandbox, desk.people["employer"], dossier, agenda)
    assert "evaluator_not_independent_of_training_body" in codes_of(refused.json())
