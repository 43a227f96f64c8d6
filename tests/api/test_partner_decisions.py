"""Out of chemistry: the partner branch reports what its jury decided for the holder of one of our certificates."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certificates import Certificate, Revocation
from app.sandbox.identities import PASSWORD
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import today
from tests.api.signing_in import bearer, sign_in

PATH = "/v1/partner-decisions"
REVOKED = "4444-5555-6666-7777"


@pytest.fixture
async def pharma(sandbox: AsyncClient) -> dict[str, str]:
    asked = {"grant_type": "client_credentials", "client_id": "pharma-sandbox", "client_secret": PASSWORD}
    return bearer((await sandbox.post("/oauth/token", data=asked)).json())


@pytest.fixture
async def held(sandbox_database: AsyncEngine) -> Certificate:
    """A valid certificate of a dossier, of which another one was revoked."""
    certificate = await issued(sandbox_database)
    revocation = Revocation(on=today(), at=certificate.issued_at, reason="Erreur sur le nom")
    async with SqlUnitOfWork(sandbox_database) as uow:
        await uow.certificates.add(replace(certificate, number=REVOKED, revocation=revocation))
        await uow.commit()
    return certificate


async def report(client: AsyncClient, pharma: dict[str, str], **changes: Any) -> Response:
    said = {
        "certificate_number": NUMBER,
        "partner_certification": "PH07",
        "outcome": "partially_awarded",
        "decided_on": today().isoformat(),
        **changes,
    }
    return await client.post(PATH, json=said, headers=pharma)


async def test_r75_a_report_is_kept_once_and_stands_in_the_history_of_its_dossier(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    answers = await asyncio.gather(*(report(sandbox, pharma) for _ in range(3)))
    typed_by_hand = await report(sandbox, pharma, certificate_number=NUMBER.lower().replace("-", " "))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert {answer.json()["id"] for answer in (*answers, typed_by_hand)} == {typed_by_hand.json()["id"]}
    assert set(typed_by_hand.json()).isdisjoint({"dossier_id", "reported_by"})
    secretariat = await sign_in(sandbox, SECRETARIAT)
    (listed,) = (await sandbox.get(PATH, params={"certificate_number": NUMBER}, headers=secretariat)).json()["items"]
    assert (listed["dossier_id"], listed["reported_by"]) == (str(held.dossier_id), "pharma-sandbox")
    assert listed["outcome_label"] == "Partiel"
    employer = await sign_in(sandbox, EMPLOYER)
    lines = (await sandbox.get(f"/v1/dossiers/{held.dossier_id}/history", headers=employer)).json()["items"]
    (line,) = [line for line in lines if line["operation"] == "recordPartnerDecision"]
    assert (line["actor"]["client_id"], line["rules"]) == ("pharma-sandbox", ["R75", "D73"])
    assert line["details"]["partner_certification"] == "PH07"


@pytest.mark.parametrize(
    ("changes", "codes", "pointer"),
    [
        ({"certificate_number": "9999-8888-7777-6666"}, ["unknown_certificate"], "/certificate_number"),
        ({"certificate_number": REVOKED}, ["certificate_revoked"], "/certificate_number"),
        (
            {"partner_certification": "cqp-agent-logistique"},
            ["unknown_partner_certification"],
            "/partner_certification",
        ),
    ],
)
async def test_what_is_wrong_in_a_report_is_named_and_nothing_is_kept(
    sandbox: AsyncClient,
    pharma: dict[str, str],
    held: Certificate,
    changes: dict[str, str],
    codes: list[str],
    pointer: str,
) -> None:
    refused = await report(sandbox, pharma, **changes)

    assert (refused.status_code, codes_of(refused.json())) == (422, codes)
    assert refused.json()["errors"][0]["pointer"] == pointer
    secretariat = await sign_in(sandbox, SECRETARIAT)
    listed = await sandbox.get(PATH, params={"dossier_id": str(held.dossier_id)}, headers=secretariat)
    assert listed.json()["items"] == []


async def test_another_outcome_of_the_same_day_is_refused_and_the_first_stays(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    await report(sandbox, pharma)

    other = await report(sandbox, pharma, outcome="awarded")
    elsewhere = await report(sandbox, pharma, outcome="awarded", partner_certification="PH08")

    assert (other.status_code, other.json()["code"]) == (409, "already_done")
    assert elsewhere.status_code == 201


async def test_d73_a_decision_of_another_day_cites_the_one_on_record(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    unknown = await report(sandbox, pharma, previous_decision_id=str(held.dossier_id))
    first = (await report(sandbox, pharma, decided_on=yesterday)).json()

    twice = await report(sandbox, pharma, outcome="awarded")
    other = await report(sandbox, pharma, outcome="awarded", previous_decision_id=str(held.dossier_id))
    further = [
        await report(sandbox, pharma, outcome="awarded", previous_decision_id=first["id"]),
        await report(sandbox, pharma, outcome="awarded"),
    ]

    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_previous_decision"])
    for refused in (twice, other):
        assert (refused.status_code, refused.json()["code"]) == (409, "already_done")
        assert first["id"] in refused.json()["detail"]
    assert [answer.status_code for answer in further] == [201, 200]
    assert [answer.json()["previous_decision_id"] for answer in further] == [first["id"], first["id"]]


async def test_d73_of_two_decisions_of_two_days_at_once_one_stands(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    days = [(today() - timedelta(days=each)).isoformat() for each in range(3)]

    answers = await asyncio.gather(*(report(sandbox, pharma, decided_on=day) for day in days))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_d73_a_branch_reads_corrects_and_takes_back_its_own_reports(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    reported = (await report(sandbox, pharma)).json()
    path = f"{PATH}/{reported['id']}"
    correction = {"outcome": "awarded", "reason": "Faute de frappe"}

    corrected = await sandbox.post(f"{path}/correction", json=correction, headers=pharma)
    (listed,) = (await sandbox.get(PATH, headers=pharma)).json()["items"]
    cancelled = await sandbox.post(f"{path}/cancellation", json={"reason": "Autre titulaire"}, headers=pharma)
    too_late = [
        await sandbox.post(f"{path}/correction", json=correction, headers=pharma),
        await sandbox.post(f"{path}/cancellation", json={"reason": "Encore"}, headers=pharma),
    ]
    anew = await report(sandbox, pharma)
    of_both = (await sandbox.get(PATH, headers=pharma)).json()["items"]

    assert (corrected.status_code, corrected.json()["outcome"]) == (200, "awarded")
    (former,) = corrected.json()["corrections"]
    assert (former["outcome"], former["reason"], former["by"]) == (
        "partially_awarded",
        "Faute de frappe",
        "pharma-sandbox",
    )
    assert listed == corrected.json()
    assert listed["dossier_id"] is None
    assert (cancelled.status_code, cancelled.json()["cancelled"]["reason"]) == (200, "Autre titulaire")
    assert [answer.status_code for answer in too_late] == [409, 409]
    assert (anew.status_code, len(of_both)) == (201, 2)
    secretariat = await sign_in(sandbox, SECRETARIAT)
    lines = (await sandbox.get(f"/v1/dossiers/{held.dossier_id}/history", headers=secretariat)).json()["items"]
    told = [(line["operation"], line["details"].get("reason"), line["rules"]) for line in lines]
    assert ("correctPartnerDecision", "Faute de frappe", ["D73"]) in told
    assert ("cancelPartnerDecision", "Autre titulaire", ["D73"]) in told
    assert [line["operation"] for line in lines if line["label"] == line["operation"]] == []


async def test_d73_a_correction_is_judged_as_a_report_and_refused_where_another_stands(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    reported = (await report(sandbox, pharma)).json()
    path = f"{PATH}/{reported['id']}/correction"

    future = await sandbox.post(path, json={"decided_on": "2099-01-01", "reason": "Essai"}, headers=pharma)
    early = await sandbox.post(path, json={"decided_on": "2000-01-01", "reason": "Essai"}, headers=pharma)
    silent = await sandbox.post(path, json={"outcome": "awarded"}, headers=pharma)

    assert future.json()["errors"][0]["pointer"] == "/decided_on"
    assert codes_of(early.json()) == ["decided_before_the_award"]
    assert silent.status_code == 422
    (listed,) = (await sandbox.get(PATH, headers=pharma)).json()["items"]
    assert (listed["outcome"], listed["corrections"]) == ("partially_awarded", [])


async def test_d73_a_correction_that_changes_nothing_is_refused_and_the_same_one_again_is_the_same(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    reported = (await report(sandbox, pharma)).json()
    path = f"{PATH}/{reported['id']}/correction"

    silent = await sandbox.post(path, json={"reason": "Relu"}, headers=pharma)
    as_it_is = {"outcome": reported["outcome"], "decided_on": reported["decided_on"], "reason": "Relu"}
    unchanged = await sandbox.post(path, json=as_it_is, headers=pharma)
    twice = [await sandbox.post(path, json={"outcome": "awarded", "reason": "Faute"}, headers=pharma) for _ in range(2)]

    for refused in (silent, unchanged):
        assert (refused.status_code, codes_of(refused.json())) == (422, ["nothing_to_correct"])
    assert [answer.status_code for answer in twice] == [200, 200]
    assert twice[0].json() == twice[1].json()
    assert len(twice[1].json()["corrections"]) == 1


async def test_d73_a_decision_follows_none_of_a_later_day(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    before, yesterday = ((today() - timedelta(days=each)).isoformat() for each in (2, 1))
    first = (await report(sandbox, pharma, decided_on=yesterday)).json()

    early = await report(sandbox, pharma, decided_on=before, previous_decision_id=first["id"])
    second = (await report(sandbox, pharma, outcome="awarded", previous_decision_id=first["id"])).json()
    path = f"{PATH}/{second['id']}/correction"
    moved = await sandbox.post(path, json={"decided_on": before, "reason": "Jour"}, headers=pharma)

    told = [(each.status_code, each.json()["errors"][0]["pointer"], codes_of(each.json())) for each in (early, moved)]
    assert told == [
        (422, "/previous_decision_id", ["previous_decision_later"]),
        (422, "/decided_on", ["previous_decision_later"]),
    ]


async def test_d73_taken_back_for_the_same_reason_again_a_report_stays_as_it_is(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    path = f"{PATH}/{(await report(sandbox, pharma)).json()['id']}/cancellation"

    one, same, other = [
        await sandbox.post(path, json={"reason": reason}, headers=pharma) for reason in ("Erreur", "Erreur", "Autre")
    ]

    assert [answer.status_code for answer in (one, same, other)] == [200, 200, 409]
    assert same.json() == one.json()
    assert other.json()["detail"] == "Ce compte rendu a été retiré."
    secretariat = await sign_in(sandbox, SECRETARIAT)
    lines = (await sandbox.get(f"/v1/dossiers/{held.dossier_id}/history", headers=secretariat)).json()["items"]
    assert [line["operation"] for line in lines].count("cancelPartnerDecision") == 1


async def test_d73_the_same_report_is_the_same_whatever_became_of_the_certificate(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    first = await report(sandbox, pharma)
    secretariat = await sign_in(sandbox, SECRETARIAT)
    revoked = await sandbox.post(
        f"/v1/certificates/{NUMBER}/revocation", json={"reason": "Fraude établie"}, headers=secretariat
    )
    assert revoked.status_code == 200, revoked.text

    again, another = await report(sandbox, pharma), await report(sandbox, pharma, partner_certification="PH08")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert (another.status_code, codes_of(another.json())) == (422, ["certificate_revoked"])


async def test_d73_a_report_that_rests_on_no_bridge_is_marked(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    reported = (await report(sandbox, pharma)).json()

    assert reported["bridge_id"] is None
    assert [(warning["code"], warning["rule"]) for warning in reported["warnings"]] == [("no_bridge", "D73")]


async def test_d73_an_employer_reads_no_reports(sandbox: AsyncClient, pharma: dict[str, str]) -> None:
    assert (await sandbox.get(PATH, headers=await sign_in(sandbox, EMPLOYER))).status_code == 403


async def test_a_report_is_told_all_that_is_wrong_with_it_at_once(
    sandbox: AsyncClient, pharma: dict[str, str], held: Certificate
) -> None:
    answer = await report(sandbox, pharma, outcome="zz", partner_certification="PH99", decided_on="2090-01-01")
    cited = await report(sandbox, pharma, decided_on="2090-01-01", previous_decision_id=str(held.dossier_id))

    assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [
        ("unknown_value", "/outcome"),
        ("unknown_partner_certification", "/partner_certification"),
        ("day_in_the_future", "/decided_on"),
    ]
    assert [error["pointer"] for error in cited.json()["errors"]] == ["/decided_on", "/previous_decision_id"]
