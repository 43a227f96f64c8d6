"""checkEligibility: asking is answered, whatever the answer."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.domain.rules.common_law_vae import R35

CERTIFICATION = "cqp-agent-logistique"
DAY = "2026-11-23"
TWO_YEARS = {"activity": "Cariste", "start": "2024-11-23", "end": "2026-11-22", "directly_related": True}


def question(**candidate: Any) -> dict[str, Any]:
    employee = {"status": "employee", "employer": {"siret": "11122233700011", "idcc": "0044"}}
    asked = {"employment": employee, "experience": [TWO_YEARS], "held_certifications": []}
    return {"on": DAY, "certification_code": CERTIFICATION, "candidate": {**asked, **candidate}}


def employer(siret: str, idcc: str) -> dict[str, Any]:
    return {"status": "employee", "employer": {"siret": siret, "idcc": idcc}}


async def ask(client: AsyncClient, body: dict[str, Any], **headers: str) -> dict[tuple[str, str | None], Any]:
    answered = await client.post("/v1/eligibility-checks", json=body, headers=headers)
    assert answered.status_code == 200, answered.text
    return {(each["pathway"], each["variant"]): each for each in answered.json()["pathways"]}


async def test_anybody_learns_which_pathways_are_open_and_why_the_others_are_not(sandbox: AsyncClient) -> None:
    found = await ask(sandbox, question())

    assert {key for key, each in found.items() if each["eligible"]} == {
        ("individualised_training", None),
        ("simplified_vae", None),
    }
    vae = found["simplified_vae", None]
    assert (vae["experience_days"], vae["violations"]) == (730, [])
    assert vae["documents_to_prepare"] == ["outil_1", "cerfa_12818", "outil_6"]
    assert vae["document_labels"][1] == {"kind": "cerfa_12818", "label": "CERFA n° 12818*02"}
    assert {"ccnic_to_be_verified", "cerfa_limits"} <= {each["code"] for each in vae["warnings"]}


async def test_a_no_cites_the_very_sentence_that_is_broken(sandbox: AsyncClient) -> None:
    common_law = (await ask(sandbox, question()))["common_law_vae", None]

    assert common_law["violations"] == [
        {
            "code": "on_ccnic_payroll",
            "detail": "Ce parcours est celui des candidats hors des entreprises relevant de la CCNIC.",
            "rule": "R35",
            "quote": R35.editions[0].source.quotes[1],
            "pointer": "/candidate/employment",
        }
    ]
    assert common_law["documents_to_prepare"] == []


async def test_the_reasons_come_in_english_too(sandbox: AsyncClient) -> None:
    found = await ask(sandbox, question(), **{"Accept-Language": "en"})

    assert found["common_law_vae", None]["violations"][0]["detail"].startswith("This pathway is for candidates outside")


async def test_what_is_on_record_of_a_company_counts_before_what_is_declared(sandbox: AsyncClient) -> None:
    chemical = await ask(sandbox, question(employment=employer("12345678200010", "1486")))
    other = await ask(sandbox, question(employment=employer("98765432400019", "0044")))

    assert chemical["simplified_vae", None]["eligible"] is True
    assert "ccnic_to_be_verified" not in {each["code"] for each in chemical["simplified_vae", None]["warnings"]}
    assert (other["simplified_vae", None]["eligible"], other["common_law_vae", None]["eligible"]) == (False, True)


async def test_the_day_asked_for_moves_the_window(sandbox: AsyncClient) -> None:
    body = question()

    late = await ask(sandbox, {**body, "on": "2028-11-23"})
    later = await ask(sandbox, {**body, "on": "2028-11-24"})

    assert [each["simplified_vae", None]["experience_days"] for each in (late, later)] == [365, 364]
    assert [each["simplified_vae", None]["eligible"] for each in (late, later)] == [True, False]


async def test_the_day_is_today_where_none_is_given(sandbox: AsyncClient) -> None:
    body = {key: value for key, value in question().items() if key != "on"}

    answered = (await sandbox.post("/v1/eligibility-checks", json=body)).json()
    today = (await sandbox.post("/v1/eligibility-checks", json={**body, "on": answered["on"]})).json()

    assert answered == today


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"certification_code": "cqp-inconnu"}, "unknown_certification", "/certification_code"),
        ({"on": "2011-04-26"}, "too_small", "/on"),
        ({"on": 0}, "not_a_date", "/on"),
        ({"name": "Camille"}, "unknown_field", "/name"),
    ],
)
async def test_a_question_that_cannot_be_is_refused(
    sandbox: AsyncClient, change: dict[str, Any], code: str, pointer: str
) -> None:
    refused = await sandbox.post("/v1/eligibility-checks", json={**question(), **change})

    assert refused.status_code == 422
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [(code, pointer)]


@pytest.mark.parametrize(
    ("candidate", "code", "pointer"),
    [
        ({"experience": [{**TWO_YEARS, "end": "2024-11-22"}]}, "ends_before_it_starts", "/candidate/experience/0/end"),
        ({"experience": [{**TWO_YEARS, "start": 0}]}, "not_a_date", "/candidate/experience/0/start"),
        ({"experience": [{**TWO_YEARS, "weekly_hours": 0}]}, "too_small", "/candidate/experience/0/weekly_hours"),
        ({"experience": [{**TWO_YEARS, "weekly_hours": 48.1}]}, "too_large", "/candidate/experience/0/weekly_hours"),
        (
            {"experience": [{**TWO_YEARS, "weekly_hours": 17.55}]},
            "not_a_multiple",
            "/candidate/experience/0/weekly_hours",
        ),
        ({"employment": employer("12345678200011", "0044")}, "invalid_siret", "/candidate/employment/employer/siret"),
        ({"employment": employer("12345678200010", "440440")}, "invalid_idcc", "/candidate/employment/employer/idcc"),
        ({"employment": {"status": "retired"}}, "unknown_value", "/candidate/employment/status"),
    ],
)
async def test_a_candidate_who_cannot_be_is_refused_with_the_place_of_the_fault(
    sandbox: AsyncClient, candidate: dict[str, Any], code: str, pointer: str
) -> None:
    refused = await sandbox.post("/v1/eligibility-checks", json=question(**candidate))

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [(code, pointer)]
