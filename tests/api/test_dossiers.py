"""Dossiers over HTTP: opened, read by those whose they are, corrected, withdrawn."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import (
    EMPLOYER,
    OTHER_EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    opened,
    rules_of,
)
from tests.api.signing_in import sign_in

RECENT = [{"activity": "Fabrication", "start": "2026-06-01", "directly_related": True}]


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def count(client: AsyncClient, headers: dict[str, str]) -> int:
    return len((await client.get("/v1/dossiers?limit=200", headers=headers)).json()["items"])


async def test_a_dossier_is_created_with_its_address_and_its_first_version(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    answer = await sandbox.post("/v1/dossiers", json=a_dossier(), headers=employer)

    dossier = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/dossiers/{dossier['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert dossier["status"] == "registration_in_progress"
    assert dossier["status_label"] == "En cours d'inscription"
    assert dossier["company"]["siret"] == "12345678200010"


async def test_every_violation_comes_at_once_with_its_place(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    candidate = a_candidate(birth_date="2026-02-30", sex="X", nickname="Lé")

    answer = await sandbox.post("/v1/dossiers", json=a_dossier(candidate=candidate, pathway="p1"), headers=employer)

    assert answer.status_code == 422
    assert answer.json()["code"] == "validation_failed"
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/candidate/birth_date", "/candidate/sex", "/candidate/nickname", "/pathway"}


@pytest.mark.parametrize(
    ("changes", "code", "error"),
    [
        pytest.param({"certification_code": "cqp-x"}, "validation_failed", "unknown_certification", id="no such one"),
        pytest.param(
            {"certification_code": "cqp-responsable-secteur"}, "validation_failed", "option_required", id="R7 option"
        ),
        pytest.param({"training_scheme": "lottery"}, "validation_failed", "unknown_training_scheme", id="no scheme"),
        pytest.param({"training_scheme": "pro_a"}, "rules_refused", "training_scheme_not_open", id="D35 Pro-A is over"),
        pytest.param(
            {"certification_code": "cqpi-agent-logistique"},
            "rules_refused",
            "delivered_by_equivalence_only",
            id="R5 a CQPI by equivalence has no pathway",
        ),
        pytest.param(
            {"candidate": a_candidate(employment={"status": "job_seeker"})},
            "rules_refused",
            "not_in_the_public_of_the_scheme",
            id="R2 a job seeker in P1",
        ),
        pytest.param(
            {"variant": "direct_assessment", "candidate": a_candidate(experience=RECENT)},
            "rules_refused",
            "recent_experience_too_short",
            id="R30 a direct assessment without its year",
        ),
        pytest.param(
            {"requested_cqpi": ["cqp-agent-logistique"]}, "validation_failed", "not_a_cqpi_by_equivalence", id="R5"
        ),
        pytest.param(
            {"previous_dossier_id": "019b76da-a800-7000-8000-ffffffffffff"},
            "validation_failed",
            "unknown_dossier",
            id="a former dossier that nobody has",
        ),
    ],
)
async def test_what_cannot_be_opened_is_refused_and_nothing_is_written(
    sandbox: AsyncClient, employer: dict[str, str], changes: dict[str, Any], code: str, error: str
) -> None:
    before = await count(sandbox, employer)

    answer = await sandbox.post("/v1/dossiers", json=a_dossier(**changes), headers=employer)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert error in codes_of(answer.json())
    assert await count(sandbox, employer) == before


async def test_d40_a_vae_request_is_recorded_even_when_its_conditions_are_not_met(
    sandbox: AsyncClient, employer: dict[str, str], secretariat: dict[str, str]
) -> None:
    dossier = await opened(
        sandbox, employer, pathway="simplified_vae", training_scheme=None, candidate=a_candidate(experience=RECENT)
    )

    answer = await sandbox.get(f"/v1/dossiers/{dossier['id']}/admissibility", headers=secretariat)

    assert [ground["rule"] for ground in answer.json()["proposed_grounds"]] == ["R31"]


async def test_an_employer_does_not_open_a_common_law_vae(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    answer = await sandbox.post("/v1/dossiers", json=a_dossier(pathway="common_law_vae"), headers=employer)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_another_companys_dossier_and_none_at_all_are_the_same_404(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    dossier = await opened(sandbox, employer)
    other = {**await sign_in(sandbox, OTHER_EMPLOYER), "X-Request-ID": "same"}

    theirs = await sandbox.get(f"/v1/dossiers/{dossier['id']}", headers=other)
    absent = await sandbox.get("/v1/dossiers/019b76da-a800-7000-8000-ffffffffffff", headers=other)

    assert theirs.status_code == absent.status_code == 404
    assert theirs.content == absent.content


async def test_a_list_holds_only_what_is_theirs(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    await opened(sandbox, employer)
    other = await sign_in(sandbox, OTHER_EMPLOYER)

    seen = (await sandbox.get("/v1/dossiers", headers=other)).json()["items"]

    assert {dossier["company"]["name"] for dossier in seen} <= {"Plasturgie du Sud (bac à sable)"}


async def test_a_list_is_read_page_by_page_newest_first(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    numbers = [(await opened(sandbox, employer))["number"] for _ in range(3)]

    first = await sandbox.get("/v1/dossiers?limit=2", headers=employer)
    second = await sandbox.get(f"/v1/dossiers?limit=1&cursor={first.json()['next_cursor']}", headers=employer)

    shown = [dossier["number"] for dossier in [*first.json()["items"], *second.json()["items"]]]
    assert shown == numbers[::-1]
    assert 'rel="next"' in first.headers["Link"]


async def test_a_change_says_which_version_it_changes(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    change = {"candidate": {"usage_name": "Durand"}}

    unsaid = await sandbox.patch(path, json=change, headers=employer)
    right = await sandbox.patch(path, json=change, headers={**employer, "If-Match": '"1"'})
    stale = await sandbox.patch(path, json=change, headers={**employer, "If-Match": '"1"'})

    assert (unsaid.status_code, right.status_code, stale.status_code) == (428, 200, 412)
    assert right.json()["candidate"]["usage_name"] == "Durand"
    assert right.headers["ETag"] == '"2"'


async def test_a_change_that_changes_nothing_makes_no_version(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"

    answer = await sandbox.patch(path, json={}, headers={**employer, "If-Match": '"1"'})

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')


async def test_only_the_secretariat_corrects_civil_status_and_says_why(
    sandbox: AsyncClient, employer: dict[str, str], secretariat: dict[str, str]
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    change = {"candidate": {"birth_name": "Martinez"}}

    silent = await sandbox.patch(path, json=change, headers={**secretariat, "If-Match": '"1"'})
    said = await sandbox.patch(
        path, json={**change, "reason": "Pièce d'identité"}, headers={**secretariat, "If-Match": '"1"'}
    )
    more = await sandbox.patch(path, json={"tutor": None}, headers={**secretariat, "If-Match": '"2"'})

    assert codes_of(silent.json()) == ["reason_missing"]
    assert (said.json()["candidate"]["birth_name"], said.json()["put_back"]) == ("Martinez", [])
    assert (more.status_code, codes_of(more.json())) == (422, ["reason_missing"])


async def test_two_tabs_that_withdraw_at_once_do_it_once_and_another_reason_is_told_what_is_so(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"

    answers = await asyncio.gather(
        *(sandbox.post(f"{path}/withdrawal", json={"reason": "Départ"}, headers=employer) for _ in range(4))
    )
    otherwise = await sandbox.post(f"{path}/withdrawal", json={"reason": "Autre chose"}, headers=employer)

    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.json()["version"] for answer in answers} == {2}
    history = (await sandbox.get(f"{path}/history", headers=employer)).json()["items"]
    assert [line["operation"] for line in history] == ["withdrawDossier", "createDossier"]
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "already_done")
    assert "clos" in otherwise.json()["detail"]


async def test_a_withdrawn_dossier_is_closed_and_nothing_of_it_is_deleted(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    await sandbox.post(f"{path}/withdrawal", json={"reason": "Départ du salarié"}, headers=employer)

    dossier = (await sandbox.get(path, headers=employer)).json()
    history = (await sandbox.get(f"{path}/history", headers=employer)).json()["items"]

    assert (dossier["status"], dossier["closure"]["reason"]) == ("closed", "withdrawn")
    assert [line["operation"] for line in history] == ["withdrawDossier", "createDossier"]
    assert [line["version"] for line in history] == [2, 1]


async def test_a_registration_without_its_training_plan_is_not_open_yet(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"

    answer = await sandbox.post(f"{path}/registration", headers=employer)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_not_open")
    assert rules_of(answer.json()) == ["R68"]
    assert answer.json()["errors"][0]["quote"].startswith("Le passage d'une étape à une autre")
