"""The jury over HTTP: sessions, registration, deliberation, closing, certificates."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import events, user_roles
from app.domain.calendar import add_years
from app.sandbox.identities import BEGINNING, EMPLOYER_USER, EVALUATOR, JURY_EMPLOYEES_USER, JURY_SESSION, JURY_USER
from tests.api.dossier_requests import COMPANY_SIREN, EMPLOYER, OTHER_EMPLOYER, codes_of, rules_of
from tests.api.dossier_requests import SECRETARIAT as SECRETARIAT_EMAIL
from tests.api.jury_room import (
    CHAIR,
    MEMBER,
    OPENING,
    a_deliberation,
    a_session,
    at_once,
    awaiting_jury,
    planned,
    registered,
    sitting,
    today,
)
from tests.api.signing_in import sign_in

Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT_EMAIL)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def chair(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, CHAIR)


@pytest.fixture
async def member(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, MEMBER)


# --- sessions ---------------------------------------------------------------------------------------------------------


async def test_the_sandbox_has_a_session_a_month_ahead(sandbox: AsyncClient, employer: Headers) -> None:
    listed = (await sandbox.get("/v1/jury-sessions", headers=employer)).json()["items"]

    assert [session["id"] for session in listed] == [str(JURY_SESSION)]
    assert {m["college"]: m["chair"] for m in listed[0]["members"]} == {"employers": True, "employees": False}
    assert listed[0]["held_on"] > today().isoformat()


async def test_a_session_is_planned_changed_and_put_off(sandbox: AsyncClient, secretariat: Headers) -> None:
    session = await planned(sandbox, secretariat, held_on="2027-02-01")

    blind = await sandbox.patch(session, json={"capacity": 5}, headers=secretariat)
    changed = await sandbox.patch(session, json={"capacity": 5}, headers={**secretariat, "If-Match": '"1"'})
    stale = await sandbox.patch(session, json={"capacity": 6}, headers={**secretariat, "If-Match": '"1"'})
    later = await sandbox.post(
        f"{session}/postponement", json={"held_on": "2027-03-01", "reason": "Grève"}, headers=secretariat
    )

    assert (blind.status_code, changed.status_code, stale.status_code) == (428, 200, 412)
    assert (changed.json()["capacity"], changed.headers["ETag"]) == (5, '"2"')
    assert (later.json()["held_on"], later.json()["reason"], later.json()["state"]) == (
        "2027-03-01",
        "Grève",
        "planned",
    )
    assert (await sandbox.get(session, headers=secretariat)).json() == later.json()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"registration_closes_on": "2099-01-01"}, "closes_after_it_is_held", id="closes after it is held"),
        pytest.param({"held_on": "2020-01-01", "registration_closes_on": "2020-01-01"}, "day_in_the_past", id="past"),
        pytest.param(
            {"members": [{"user_id": str(EMPLOYER_USER), "college": "employers"}]},
            "no_account_of_the_jury",
            id="no jury",
        ),
    ],
)
async def test_a_session_that_cannot_be_is_refused(
    sandbox: AsyncClient, secretariat: Headers, changes: dict[str, Any], code: str
) -> None:
    answer = await sandbox.post("/v1/jury-sessions", json=a_session(**changes), headers=secretariat)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert codes_of(answer.json()) == [code]


async def test_who_may_not_sit_hides_nothing_of_the_days(sandbox: AsyncClient, secretariat: Headers) -> None:
    stranger = {"user_id": str(EMPLOYER_USER), "college": "employers", "chair": True}
    wrong = a_session(registration_closes_on="2099-01-01", members=[stranger, stranger])
    answer = await sandbox.post("/v1/jury-sessions", json=wrong, headers=secretariat)

    assert sorted(codes_of(answer.json())) == [
        "closes_after_it_is_held",
        "no_account_of_the_jury",
        "no_account_of_the_jury",
    ]


async def test_d31_a_session_without_a_college_does_not_open(sandbox: AsyncClient, secretariat: Headers) -> None:
    session = await planned(sandbox, secretariat)

    alone = await sandbox.post(
        f"{session}/opening", json={"present": [str(JURY_USER)], "chair": str(JURY_USER)}, headers=secretariat
    )
    both = await sandbox.post(f"{session}/opening", json=OPENING, headers=secretariat)

    assert (alone.status_code, codes_of(alone.json()), rules_of(alone.json())) == (422, ["college_absent"], ["D31"])
    assert (both.status_code, both.json()["state"]) == (200, "open")


# --- registration -----------------------------------------------------------------------------------------------------


async def test_a_dossier_is_registered_taken_off_and_put_off(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await planned(sandbox, secretariat)
    path = f"/v1/dossiers/{dossier.id}/jury-registration"

    first = await registered(sandbox, employer, dossier, session)
    twice = await registered(sandbox, employer, dossier, session)
    away = await sandbox.delete(path, headers=employer)
    await registered(sandbox, employer, dossier, session)
    put_off = await sandbox.post(f"{path}/postponement", json={}, headers=secretariat)

    assert first.json()["jury_registration"]["state"] == "registered"
    assert (twice.status_code, twice.json()["code"]) == (409, "already_done")
    assert away.json()["jury_registration"]["state"] == "withdrawn"
    assert put_off.json()["jury_registration"]["state"] == "postponed"


async def test_a_dossier_moves_to_another_session_at_once(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session, other = await planned(sandbox, secretariat), await planned(sandbox, secretariat)
    await registered(sandbox, secretariat, dossier, session)

    moved = await sandbox.post(
        f"/v1/dossiers/{dossier.id}/jury-registration/postponement",
        json={"session_id": other.rsplit("/", 1)[1]},
        headers=secretariat,
    )

    assert moved.json()["jury_registration"]["state"] == "registered"
    assert other.endswith(moved.json()["jury_registration"]["session_id"])


async def test_no_dossier_goes_to_a_session_that_is_closed_unknown_or_not_yet_its_turn(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    early = await awaiting_jury(sandbox_database, assessment_completed_on=None)
    session = await planned(sandbox, secretariat)
    opened = await sitting(sandbox, secretariat)

    too_late = await registered(sandbox, secretariat, dossier, opened)
    unknown = await registered(sandbox, secretariat, dossier, f"/{early.id}")
    too_early = await registered(sandbox, secretariat, early, session)

    assert (too_late.status_code, codes_of(too_late.json())) == (422, ["session_not_open_for_registration"])
    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_session"])
    assert (too_early.status_code, too_early.json()["code"]) == (409, "step_not_open")


async def test_the_last_place_of_a_session_is_given_once(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    dossiers = [await awaiting_jury(sandbox_database) for _ in range(4)]
    session = await planned(sandbox, secretariat, capacity=1)

    answers = await at_once(
        sandbox_database, dossiers, [registered(sandbox, employer, dossier, session) for dossier in dossiers]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]
    assert {code for answer in answers if answer.status_code == 422 for code in codes_of(answer.json())} == {
        "session_full"
    }


async def test_a_cancelled_session_puts_its_dossiers_off(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await planned(sandbox, secretariat)
    await registered(sandbox, employer, dossier, session)

    cancelled = await sandbox.post(f"{session}/cancellation", json={"reason": "Grève"}, headers=secretariat)

    told = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=employer)).json()
    history = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=employer)).json()["items"]
    assert cancelled.json()["state"] == "cancelled"
    assert told["jury_registration"] == {
        "state": "postponed",
        "state_label": "Reporté à une autre session",
        "session_id": None,
        "registered_on": today().isoformat(),
    }
    assert history[0]["operation"] == "cancelJurySession"


# --- deliberation -----------------------------------------------------------------------------------------------------


async def test_the_chair_decides_and_the_outcome_follows_from_the_competences(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers, chair: Headers
) -> None:
    full, part = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, full, part)

    awarded = await sandbox.post(f"{session}/deliberations", json=a_deliberation(full), headers=chair)
    partial = await sandbox.post(f"{session}/deliberations", json=a_deliberation(part), headers=secretariat)

    assert (awarded.status_code, awarded.json()["outcome"], awarded.json()["outcome_label"]) == (
        201,
        "awarded",
        "Validé",
    )
    assert (partial.json()["outcome"], partial.json()["outcome_label"]) == ("partially_awarded", "Partiel")
    assert {r["until"] for r in partial.json()["retained"]} == {add_years(today(), 5).isoformat()}
    assert len(partial.json()["retained"]) == len(partial.json()["competences"]) - 1
    await _close(sandbox, session, secretariat, chair)
    told = (await sandbox.get(f"/v1/dossiers/{part.id}", headers=employer)).json()
    assert (told["status"], told["outcome"], told["version"]) == (
        "partially_awarded",
        "partially_awarded",
        partial.json()["version"] + 1,
    )


async def test_the_same_vote_keeps_what_was_sent(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)
    assert dossier.scope is not None
    word = {"code": dossier.scope.assessed[-1], "validated": True, "reason": "Vu en séance"}

    await sandbox.post(
        f"{session}/deliberations", json=a_deliberation(dossier, competences=[word]), headers=secretariat
    )

    (decision,) = (await sandbox.get(f"/v1/dossiers/{dossier.id}/decisions", headers=secretariat)).json()["items"]
    assert (decision["outcome"], decision["signed"]) == ("awarded", False)
    assert decision["competences"][-1] == word
    assert decision["votes"]["employers"] == {"for": 1, "against": 0, "abstained": 0}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"recused": [str(JURY_EMPLOYEES_USER)]}, "college_absent", id="nobody left of a college"),
        pytest.param(
            {"votes": {"employees": {"for": 1, "against": 0}, "employers": {"for": 0, "against": 1}}},
            "tied_vote",
            id="a tie",
        ),
        pytest.param(
            {"votes": {"employees": {"for": 2, "against": 0}, "employers": {"for": 1, "against": 0}}},
            "unequal_colleges",
            id="unequal colleges",
        ),
    ],
)
async def test_d31_a_vote_that_does_not_stand_is_refused_and_nothing_is_recorded(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    chair: Headers,
    changes: dict[str, Any],
    code: str,
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)

    answer = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier, **changes), headers=chair)

    assert (answer.status_code, answer.json()["code"]) == (422, "rules_refused")
    assert code in codes_of(answer.json())
    assert set(rules_of(answer.json())) == {"D31"}
    told = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=secretariat)).json()
    assert (told["status"], told["outcome"]) == ("awaiting_jury", None)


@pytest.mark.parametrize("tie", ["company", "evaluator"])
async def test_d31_whoever_has_a_tie_with_the_dossier_stands_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, tie: str
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    members = a_session()["members"]
    if tie == "company":
        members[1]["employer_siren"] = COMPANY_SIREN
    else:
        await _make_evaluator(sandbox_database)
    session = await planned(sandbox, secretariat, members=members)
    await registered(sandbox, secretariat, dossier, session)
    await sandbox.post(f"{session}/opening", json=OPENING, headers=secretariat)

    answer = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)
    agenda = (await sandbox.get(f"{session}/agenda", headers=secretariat)).json()

    assert (answer.status_code, codes_of(answer.json())) == (422, ["member_must_be_recused"])
    assert "Marc Tessier" in answer.json()["errors"][0]["detail"]
    assert [recusal["name"] for recusal in agenda["items"][0]["recusals"]] == ["Marc Tessier"]


async def _make_evaluator(engine: AsyncEngine) -> None:
    """The member of the employees' college is also the evaluator of the sandbox."""
    role = {"user_id": JURY_EMPLOYEES_USER, "role": "evaluator", "evaluator_id": EVALUATOR, "granted_at": BEGINNING}
    async with engine.begin() as connection:
        await connection.execute(insert(user_roles).values(role))


async def test_only_the_chair_speaks_for_the_jury_and_only_on_its_own_sessions(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers, member: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    without_chair = await planned(sandbox, secretariat, members=a_session()["members"][1:])

    by_member = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=member)
    elsewhere = await sandbox.post(f"{without_chair}/deliberations", json=a_deliberation(dossier), headers=chair)

    assert (by_member.status_code, by_member.json()["code"]) == (403, "forbidden")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not_found")
    assert (await sandbox.get(f"{without_chair}/agenda", headers=chair)).status_code == 404


async def test_two_deliberations_at_once_end_in_one_decision(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)

    asked = [
        sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=headers)
        for headers in (chair, secretariat, chair, secretariat)
    ]
    answers = await at_once(sandbox_database, [dossier], asked)

    decisions = (await sandbox.get(f"/v1/dossiers/{dossier.id}/decisions", headers=secretariat)).json()["items"]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(decisions) == 1


async def test_the_agenda_shows_what_r60_lists_until_the_session_is_closed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, member: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)

    (item,) = (await sandbox.get(f"{session}/agenda", headers=member)).json()["items"]

    assert [document["kind"] for document in item["documents"]] == ["outil_4", "outil_6"]
    assert [c["validated_by_default"] for c in item["competences"]][-2:] == [True, False]
    assert item["evaluator_observations"]
    assert item["trade_observations"]
    assert (await sandbox.get(f"{session}/agenda", headers=employer)).status_code == 403


# --- corrections ------------------------------------------------------------------------------------------------------


async def test_d39_a_correction_cites_what_it_replaces_and_both_stay(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)
    assert dossier.scope is not None
    last = dossier.scope.assessed[-1]
    first = (await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)).json()
    path = f"/v1/dossiers/{dossier.id}/decision-corrections"
    seen = {"code": last, "validated": True, "reason": "Vu en séance"}

    slip = {"kind": "material_error", "reason": "Coquille", "competences": [seen]}
    refused = await sandbox.post(path, json=slip, headers=chair)
    votes = a_deliberation(dossier)["votes"]
    again = {"kind": "redeliberation", "session_id": session.rsplit("/", 1)[1], "reason": "Pièce retrouvée"}
    decided = await sandbox.post(path, json={**again, "votes": votes, "competences": [seen]}, headers=chair)

    assert (refused.status_code, codes_of(refused.json())) == (422, ["validated_would_change"])
    assert (decided.status_code, decided.json()["outcome"]) == (201, "awarded")
    listed = (await sandbox.get(f"/v1/dossiers/{dossier.id}/decisions", headers=secretariat)).json()["items"]
    assert [(d["kind"], d["replaces"]) for d in listed] == [("redeliberation", first["id"]), ("deliberation", None)]


# --- closing ----------------------------------------------------------------------------------------------------------


async def test_a_session_is_closed_by_the_secretariat_then_the_chair_once_all_is_decided(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers, member: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    closure = f"{session}/closure"

    undecided = await sandbox.post(closure, headers=secretariat)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    too_early = await sandbox.post(closure, headers=chair)
    proposed = await sandbox.post(closure, json=OPENING, headers=secretariat)
    taken_back = await sandbox.post(f"{session}/opening", json=OPENING, headers=secretariat)
    await sandbox.post(closure, json=OPENING, headers=secretariat)
    by_member = await sandbox.post(closure, json=OPENING, headers=member)
    closed = await sandbox.post(closure, json=OPENING, headers=chair)
    twice = await sandbox.post(closure, json=OPENING, headers=chair)

    assert (undecided.status_code, codes_of(undecided.json())) == (422, ["dossier_undecided"])
    assert (too_early.status_code, too_early.json()["code"]) == (409, "step_not_open")
    assert (proposed.status_code, proposed.json()["state"]) == (200, "awaiting_countersignature")
    assert (taken_back.status_code, taken_back.json()["state"]) == (200, "open")
    assert by_member.status_code == 403
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_done")
    assert (await sandbox.get(f"{session}/agenda", headers=member)).status_code == 404
    assert (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=member)).status_code == 404
    minutes = (await sandbox.get(f"{session}/minutes", headers=member)).json()
    assert minutes["final"] is True
    assert [line["decision"]["outcome"] for line in minutes["decisions"]] == ["awarded"]


async def test_a_certificate_is_issued_at_the_closing_with_the_cqpi_confirmed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers, chair: Headers
) -> None:
    asked = await awaiting_jury(sandbox_database, requested_cqpi=("cqpi-agent-logistique",))
    partial = await awaiting_jury(sandbox_database, not_acquired=1, requested_cqpi=("cqpi-agent-logistique",))
    await _confirm_equivalence(sandbox, secretariat)
    session = await sitting(sandbox, secretariat, asked, partial)
    for dossier in (asked, partial):
        await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)

    before = (await sandbox.get(f"/v1/dossiers/{asked.id}", headers=employer)).json()
    await _close(sandbox, session, secretariat, chair)
    after = (await sandbox.get(f"/v1/dossiers/{asked.id}", headers=employer)).json()

    assert before["certificates"] == []
    assert sorted(c["certification_code"] for c in after["certificates"]) == [
        "cqp-agent-logistique",
        "cqpi-agent-logistique",
    ]
    assert after["version"] > before["version"]
    assert (await sandbox.get(f"/v1/dossiers/{partial.id}", headers=employer)).json()["certificates"] == []


async def test_a_session_of_more_dossiers_than_are_written_at_once_is_decided_and_closed_in_parts(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    chair: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("dossiers.acting", "jury.issuing"):
        monkeypatch.setattr(f"app.usecases.{module}.AT_ONCE", 2)
    lacking = (0, 1, 0, 0, 1)
    dossiers = [await awaiting_jury(sandbox_database, not_acquired=each) for each in lacking]
    session = await sitting(sandbox, secretariat, *dossiers)
    vote = {**a_deliberation(dossiers[0]), "dossier_ids": [str(dossier.id) for dossier in dossiers]}
    del vote["dossier_id"]

    voted = await sandbox.post(f"{session}/bulk-deliberations", json=vote, headers=chair)
    await sandbox.post(f"{session}/closure", headers=secretariat)
    closed = await sandbox.post(f"{session}/closure", headers=chair)

    assert (voted.status_code, closed.status_code) == (201, 200), voted.text + closed.text
    for dossier, lacks in zip(dossiers, lacking, strict=True):
        seen = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=secretariat)).json()
        history = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"]
        letter = await sandbox.get(f"/v1/dossiers/{dossier.id}/decision-letter", headers=secretariat)
        assert seen["status"] == ("partially_awarded" if lacks else "awarded")
        assert len(seen["certificates"]) == (0 if lacks else 1)
        assert letter.status_code == (409 if not lacks else 200)
        assert [line["operation"] for line in history].count("closeJurySession") == 1


async def test_d39_a_decision_taken_again_replaces_the_certificate_when_its_session_is_closed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    first = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{first}/deliberations", json=a_deliberation(dossier), headers=chair)
    await _close(sandbox, first, secretariat, chair)
    second = await sitting(sandbox, secretariat)

    again = {"kind": "redeliberation", "session_id": second.rsplit("/", 1)[1], "reason": "Vice de forme"}
    path = f"/v1/dossiers/{dossier.id}"
    decided = await sandbox.post(
        f"{path}/decision-corrections",
        json={**again, "votes": a_deliberation(dossier)["votes"]},
        headers=secretariat,
    )
    nowhere = await sandbox.post(
        f"{path}/decision-corrections",
        json={**again, "session_id": str(dossier.id), "votes": a_deliberation(dossier)["votes"]},
        headers=secretariat,
    )
    (before,) = (await sandbox.get(path, headers=secretariat)).json()["certificates"]
    await _close(sandbox, second, secretariat, chair)
    (after,) = (await sandbox.get(path, headers=secretariat)).json()["certificates"]

    assert decided.status_code == 201
    assert (nowhere.status_code, codes_of(nowhere.json())) == (422, ["unknown_session"])
    new = (await sandbox.get(f"/v1/certificates/{after['number']}", headers=secretariat)).json()
    assert (new["replaces"], new["reissue_reason"]) == (before["number"], "Nouvelle délibération : Vice de forme")


async def test_d39_what_nobody_was_told_before_another_session_decided_again_is_told_as_new(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    first, second = await sitting(sandbox, secretariat, dossier), await sitting(sandbox, secretariat)
    await sandbox.post(f"{first}/deliberations", json=a_deliberation(dossier), headers=chair)
    again = {"kind": "redeliberation", "session_id": second.rsplit("/", 1)[1], "reason": "Vice de forme"}
    await sandbox.post(
        f"/v1/dossiers/{dossier.id}/decision-corrections",
        json={**again, "votes": a_deliberation(dossier)["votes"]},
        headers=secretariat,
    )

    await _close(sandbox, second, secretariat, chair)

    of_it = select(events.c.type, events.c.data["previous_status"].astext).where(events.c.dossier_id == dossier.id)
    async with sandbox_database.connect() as connection:
        told = {tuple(row) for row in await connection.execute(of_it)}
    assert {("decision.recorded", "awaiting_jury"), ("dossier.status_changed", "awaiting_jury")} < told
    assert "decision.corrected" not in dict(told)


async def _close(sandbox: AsyncClient, session: str, secretariat: Headers, chair: Headers) -> None:
    for headers in (secretariat, chair):
        answer = await sandbox.post(f"{session}/closure", headers=headers)
        assert answer.status_code == 200, answer.text


async def _confirm_equivalence(sandbox: AsyncClient, secretariat: Headers) -> None:
    path = "/v1/cqpi-equivalences/cqp-agent-logistique/cqpi-agent-logistique"
    found = await sandbox.get(path)
    body = {"source": "CPNE", "confirmed": True, "in_force_from": found.json()["in_force_from"]}
    answer = await sandbox.put(path, json=body, headers={**secretariat, "If-Match": found.headers["ETag"]})
    assert answer.status_code == 200, answer.text


async def test_anybody_verifies_a_certificate_with_its_code_and_nobody_without(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    await _close(sandbox, session, secretariat, chair)
    ((number,),) = (
        [
            c["number"]
            for c in (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=employer)).json()["certificates"]
        ],
    )
    path = f"/v1/certificates/{number}"
    code = (await sandbox.get(path, headers=employer)).json()["verification_code"]

    right = await sandbox.get(f"{path}/verification", params={"code": code.lower().replace("-", " ")})
    wrong_code = await sandbox.get(f"{path}/verification", params={"code": "0000-0000-00"})
    wrong_number = await sandbox.get("/v1/certificates/0000-0000-0000-0000/verification", params={"code": code})

    assert right.json()["state"] == "valid"
    assert right.json()["certification"]["code"] == dossier.certification_code
    assert set(right.json()).isdisjoint({"verification_code", "dossier_id"})
    assert (wrong_code.status_code, wrong_number.status_code) == (404, 404)
    aside = {"request_id"}
    assert {k: v for k, v in wrong_code.json().items() if k not in aside} == {
        k: v for k, v in wrong_number.json().items() if k not in aside
    }
    other = await sign_in(sandbox, OTHER_EMPLOYER)
    assert (await sandbox.get(path, headers=other)).status_code == 404
