"""D39, D54, D56 over HTTP: words put right, a dossier decided again, and what is put off while the jury sits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import user_roles
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.dossier import Dossier
from app.sandbox.identities import BEGINNING, EMPLOYER_USER
from tests.api.dossier_requests import EMPLOYER, codes_of, rules_of
from tests.api.dossier_requests import SECRETARIAT as SECRETARIAT_EMAIL
from tests.api.jury_room import (
    CHAIR,
    MEMBER,
    OPENING,
    a_deliberation,
    a_session,
    awaiting_jury,
    planned,
    registered,
    sitting,
    today,
)
from tests.api.signing_in import sign_in
from tests.api.test_requested_cqpi import CQPI, confirmed
from tests.builders import COMPANY_SIRET
from tests.papers import text_of

Headers = dict[str, str]
AS_PDF = {"Accept": "application/pdf"}
TIED = {"employees": {"for": 1, "against": 0}, "employers": {"for": 0, "against": 1}}


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


async def decided(client: AsyncClient, headers: Headers, session: str, dossier: Dossier, **changes: Any) -> Response:
    """The answer to a deliberation, which was recorded."""
    answer = await client.post(f"{session}/deliberations", json=a_deliberation(dossier, **changes), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer


async def closed(client: AsyncClient, session: str, *both: Headers) -> None:
    """The secretariat proposes the closure, the chair countersigns it."""
    for headers in both:
        answer = await client.post(f"{session}/closure", headers=headers)
        assert answer.status_code == 200, answer.text


def id_of(session: str) -> str:
    return session.rsplit("/", 1)[1]


def codes_decided(dossier: Dossier) -> tuple[str, ...]:
    assert dossier.scope is not None
    return dossier.scope.assessed


# --- D56: words, never what is validated -----------------------------------------------------------------------------


async def test_l7_a_material_error_never_changes_what_is_validated(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)
    await decided(sandbox, chair, session, dossier)
    await closed(sandbox, session, secretariat, chair)
    *_, held, lost = codes_decided(dossier)

    swapped = [
        {"code": held, "validated": False, "reason": "Inversion"},
        {"code": lost, "validated": True, "reason": "Inversion"},
    ]
    answer = await sandbox.post(
        f"/v1/dossiers/{dossier.id}/decision-corrections",
        json={"kind": "material_error", "reason": "Inversion", "competences": swapped},
        headers=secretariat,
    )

    assert (answer.status_code, codes_of(answer.json())) == (422, ["validated_would_change"] * 2)
    assert rules_of(answer.json()) == ["D56", "D56"]


async def test_l7_words_put_right_bear_author_and_day_no_vote_and_replace_no_paper(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    full, part = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, full, part)
    code = codes_decided(part)[-1]
    departing = {"code": code, "validated": True, "reason": "Vu en scéance"}
    for dossier, words in ((full, []), (part, [{**departing, "code": codes_decided(part)[0], "validated": False}])):
        await decided(sandbox, chair, session, dossier, competences=words)
    await closed(sandbox, session, secretariat, chair)
    mails = len((await sandbox.get("/v1/sandbox/emails")).json()["items"])
    before = (await sandbox.get(f"/v1/dossiers/{full.id}", headers=secretariat)).json()["certificates"]

    right = {"code": codes_decided(part)[0], "validated": False, "reason": "Vu en séance"}
    answers = [
        await sandbox.post(
            f"/v1/dossiers/{dossier.id}/decision-corrections",
            json={"kind": "material_error", "reason": "Coquille", "competences": words},
            headers=secretariat,
        )
        for dossier, words in ((full, []), (part, [right]))
    ]

    told = answers[1].json()
    assert (told["votes"], told["recused"], told["corrected_on"]) == (None, [], today().isoformat())
    assert (told["corrected_by"], told["outcome"], told["signed"]) == ("Simon Leroy", "partially_awarded", True)
    assert right in told["competences"]
    after = (await sandbox.get(f"/v1/dossiers/{full.id}", headers=secretariat)).json()["certificates"]
    assert (answers[0].status_code, after) == (201, before)
    subjects = (await sandbox.get("/v1/sandbox/emails")).json()["items"][: -mails or None]
    assert not any("ttestation" in mail["subject"] for mail in subjects)
    reissue = {"reason": "Nom corrigé"}
    number = after[0]["number"]
    reissued = await sandbox.post(f"/v1/certificates/{number}/reissue", json=reissue, headers=secretariat)
    assert reissued.status_code in {200, 201}, reissued.text


# --- D54: terms ------------------------------------------------------------------------------------------------------


async def test_l21_what_is_validated_again_keeps_its_first_term(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=2)
    session = await sitting(sandbox, secretariat, dossier)
    first = (await decided(sandbox, chair, session, dossier)).json()
    await closed(sandbox, session, secretariat, chair)
    terms = {each["competence_code"]: each["until"] for each in first["retained"]}
    later = today() + timedelta(days=7)
    await sandbox.put("/v1/sandbox/clock", json={"now": f"{later.isoformat()}T09:00:00Z"})
    secretariat, chair = await sign_in(sandbox, SECRETARIAT_EMAIL), await sign_in(sandbox, CHAIR)
    second = await sitting(sandbox, secretariat, held_on=later.isoformat(), registration_closes_on=later.isoformat())
    *_, found, _ = codes_decided(dossier)

    again = await sandbox.post(
        f"/v1/dossiers/{dossier.id}/decision-corrections",
        json={
            "kind": "redeliberation",
            "session_id": id_of(second),
            "reason": "Pièce retrouvée",
            "votes": a_deliberation(dossier)["votes"],
            "competences": [{"code": found, "validated": True, "reason": "Vu sur pièce"}],
        },
        headers=secretariat,
    )

    kept = {each["competence_code"]: each["until"] for each in again.json()["retained"]}
    assert again.json()["decided_on"] == later.isoformat()
    assert {code: kept[code] for code in terms} == terms
    assert kept[found] > max(terms.values())


# --- D39: before a jury again ----------------------------------------------------------------------------------------


async def test_s5_a_jury_that_decides_again_sees_the_dossier_and_its_chair_records_it(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    chair: Headers,
    member: Headers,
    employer: Headers,
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    path = f"/v1/dossiers/{dossier.id}"
    first = await sitting(sandbox, secretariat, dossier)
    await decided(sandbox, chair, first, dossier)
    await closed(sandbox, first, secretariat, chair)
    second = await sitting(sandbox, secretariat)
    asked = {"session_id": id_of(second), "reason": "Pièce retrouvée"}
    again = {"kind": "redeliberation", "votes": a_deliberation(dossier)["votes"], **asked}

    blind = await sandbox.post(f"{path}/decision-corrections", json=again, headers=chair)
    by_member = await sandbox.post(f"{path}/redeliberation", json=asked, headers=member)
    requested = await sandbox.post(f"{path}/redeliberation", json=asked, headers=secretariat)
    twice = await sandbox.post(f"{path}/redeliberation", json=asked, headers=chair)
    by_employer = await sandbox.delete(f"{path}/jury-registration", headers=employer)
    seen = await sandbox.get(path, headers=member)
    pieces = await sandbox.get(f"{path}/documents", headers=member)
    agenda = (await sandbox.get(f"{second}/agenda", headers=member)).json()["items"]
    waiting = (await sandbox.get("/v1/tasks", headers=chair)).json()["items"]
    early = await sandbox.post(f"{second}/closure", headers=secretariat)
    recorded = await sandbox.post(f"{path}/decision-corrections", json=again, headers=chair)
    await closed(sandbox, second, secretariat, chair)

    assert (blind.status_code, by_member.status_code) == (404, 403)
    assert [(each["operation_id"], each["href"]) for each in waiting] == [
        ("correctDecision", f"{path}/decision-corrections")
    ]
    assert (requested.status_code, requested.json()["status"]) == (200, "awarded")
    assert requested.json()["jury_registration"]["session_id"] == id_of(second)
    assert (twice.status_code, by_employer.status_code) == (409, 409)
    assert (seen.status_code, len(pieces.json()["items"])) == (200, 2)
    assert [(each["number"], each["redeliberation"]["reason"]) for each in agenda] == [
        (dossier.number, "Pièce retrouvée")
    ]
    assert (early.status_code, codes_of(early.json())) == (422, ["dossier_undecided"])
    assert (recorded.status_code, recorded.json()["kind"], recorded.json()["votes"]) == (
        201,
        "redeliberation",
        {side: {"for": 1, "against": 0, "abstained": 0} for side in ("employees", "employers")},
    )
    history = (await sandbox.get(f"{path}/history", headers=secretariat)).json()["items"]
    (line,) = [each for each in history if each["operation"] == "requestRedeliberation"]
    assert line["details"]["reason"] == "Pièce retrouvée"


async def test_s5_the_chair_puts_a_dossier_on_the_next_agenda_and_a_tie_puts_it_off_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier, undecided = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database)
    path = f"/v1/dossiers/{dossier.id}"
    first = await sitting(sandbox, secretariat, dossier)
    await decided(sandbox, chair, first, dossier)
    unsigned = await sandbox.post(
        f"{path}/redeliberation", json={"session_id": id_of(first), "reason": "Doute"}, headers=chair
    )
    await closed(sandbox, first, secretariat, chair)
    second, third = await sitting(sandbox, secretariat), await planned(sandbox, secretariat)
    asked = {"session_id": id_of(second), "reason": "Doute"}

    never = await sandbox.post(f"/v1/dossiers/{undecided.id}/redeliberation", json=asked, headers=secretariat)
    gone = await sandbox.post(
        f"{path}/redeliberation", json={"session_id": id_of(first), "reason": "Doute"}, headers=secretariat
    )
    requested = await sandbox.post(f"{path}/redeliberation", json=asked, headers=chair)
    off = await sandbox.post(
        f"{path}/jury-registration/postponement",
        json={"session_id": id_of(third), "reason": "Voix partagées", "votes": TIED},
        headers=chair,
    )
    await closed(sandbox, second, secretariat, chair)
    moved = (await sandbox.get(path, headers=secretariat)).json()

    assert (unsigned.status_code, codes_of(unsigned.json())) == (409, ["decision_not_signed"])
    assert (never.status_code, codes_of(never.json())) == (409, ["not_decided"])
    assert (gone.status_code, codes_of(gone.json())) == (422, ["session_not_open_for_registration"])
    assert (requested.status_code, off.status_code) == (200, 200)
    assert (moved["status"], moved["jury_registration"]["session_id"]) == ("awarded", id_of(third))
    minutes = (await sandbox.get(f"{second}/minutes", headers=chair)).json()
    assert [each["number"] for each in minutes["adjournments"]] == [dossier.number]


# --- D54: off an open agenda -----------------------------------------------------------------------------------------


async def test_l26_from_the_opening_on_the_branch_alone_takes_a_dossier_off(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    path = f"/v1/dossiers/{dossier.id}"
    planned_one = await planned(sandbox, secretariat)
    await sandbox.post(f"{path}/jury-registration", json={"session_id": id_of(planned_one)}, headers=secretariat)
    by_chair = await sandbox.post(f"{path}/jury-registration/postponement", json={"reason": "Trop tôt"}, headers=chair)
    before = await offered(sandbox, employer, dossier)
    await sandbox.delete(f"{path}/jury-registration", headers=secretariat)
    await sitting(sandbox, secretariat, dossier)

    refused = [
        await sandbox.post(f"{path}/withdrawal", json={"reason": "Renonce"}, headers=employer),
        await sandbox.delete(f"{path}/jury-registration", headers=employer),
        await sandbox.post(f"{path}/jury-registration/postponement", json={"reason": "Absence"}, headers=employer),
    ]

    assert (by_chair.status_code, codes_of(by_chair.json())) == (409, ["session_not_open"])
    assert {"withdrawDossier", "withdrawFromJury", "postponeDossier"} <= before
    assert [(each.status_code, codes_of(each.json())) for each in refused] == [(409, ["session_is_open"])] * 3
    assert not {"withdrawDossier", "withdrawFromJury", "postponeDossier"} & await offered(sandbox, employer, dossier)
    assert "postponeDossier" in await offered(sandbox, chair, dossier)
    off = await sandbox.delete(f"{path}/jury-registration", headers=secretariat)
    assert off.status_code == 200


async def offered(client: AsyncClient, headers: Headers, dossier: Dossier) -> set[str]:
    """The operations that the checklist offers to whoever asks."""
    answer = (await client.get(f"/v1/dossiers/{dossier.id}/checklist", headers=headers)).json()
    return {each["operation_id"] for each in answer["next_actions"] if each["allowed"]}


async def test_s21_a_tie_puts_a_dossier_off_with_its_reason_and_its_votes_in_the_minutes(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers, member: Headers
) -> None:
    tied, lacking = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database)
    session, after = await sitting(sandbox, secretariat, tied, lacking), await planned(sandbox, secretariat)

    async def put_off(dossier: Dossier, headers: Headers, **body: Any) -> Response:
        path = f"/v1/dossiers/{dossier.id}/jury-registration/postponement"
        return await sandbox.post(path, json=body, headers=headers)

    mute = await put_off(tied, secretariat)
    blank = await put_off(tied, secretariat, reason="\u200b ")
    carried = await put_off(tied, chair, reason="Voix", votes=a_deliberation(tied)["votes"])
    by_member = await put_off(tied, member, reason="Voix partagées", votes=TIED)
    done = await put_off(tied, chair, reason="Voix partagées", votes=TIED, session_id=id_of(after))
    also = await put_off(lacking, secretariat, reason="Une pièce manque")

    assert (mute.status_code, codes_of(mute.json()), rules_of(mute.json())) == (422, ["reason_missing"], ["D54"])
    assert blank.status_code == 422
    assert (carried.status_code, codes_of(carried.json())) == (422, ["vote_carries"])
    assert by_member.status_code == 403
    assert (done.status_code, done.json()["jury_registration"]["session_id"]) == (200, id_of(after))
    assert also.json()["jury_registration"]["state"] == "postponed"
    await closed(sandbox, session, secretariat, chair)
    minutes = (await sandbox.get(f"{session}/minutes", headers=chair)).json()
    assert minutes["undecided"] == []
    assert [(each["number"], each["reason"], each["votes"] is not None) for each in minutes["adjournments"]] == [
        (tied.number, "Voix partagées", True),
        (lacking.number, "Une pièce manque", False),
    ]
    assert minutes["adjournments"][0]["moved_to"] == today().isoformat()


# --- the minutes -----------------------------------------------------------------------------------------------------


async def test_p4_p5_minutes_say_each_act_with_its_source_and_who_it_concerns(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    full = await awaiting_jury(sandbox_database)
    assert full.scope is not None
    first, second, *_ = full.scope.assessed
    held = [
        Exemption(competence_code=first, kind=ExemptionKind.SHARED, source="cqp-animateur-equipe n° 12"),
        Exemption(competence_code=second, kind=ExemptionKind.RETAINED, source="dossier CQP-2025-000007"),
    ]
    scope = replace(full.scope, assessed=full.scope.assessed[2:], exemptions=tuple(held))
    part = await awaiting_jury(sandbox_database, not_acquired=1, scope=scope)
    session = await sitting(sandbox, secretariat, full, part)
    await decided(sandbox, chair, session, full)
    await decided(sandbox, chair, session, part)

    draft = (await sandbox.get(f"{session}/minutes", headers=chair)).json()
    printed_draft = text_of((await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF})).content)
    await closed(sandbox, session, secretariat, chair)
    minutes = (await sandbox.get(f"{session}/minutes", headers=chair)).json()
    printed = text_of((await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF})).content)

    assert (draft["final"], draft["session"]["closed_at"], minutes["final"]) == (False, None, True)
    assert [each["number"] is None for each in draft["decisions"][0]["delivered"]] == [True]
    assert [(each["present"], each["members"]) for each in minutes["quorum"]] == [(1, 1), (1, 1)]
    assert minutes["session"]["opened_at"] < minutes["session"]["closed_at"]
    whole, partial = minutes["decisions"]
    assert (whole["birth_date"], whole["company"]["siret"]) == (full.candidate.birth_date.isoformat(), COMPANY_SIRET)
    assert [(each["number"] is not None, each["by_equivalence"]) for each in whole["delivered"]] == [(True, False)]
    kinds = {each["code"]: each["exemption"] and each["exemption"]["kind"] for each in partial["competences"]}
    assert (kinds[first], kinds[second], set(list(kinds.values())[2:])) == ("shared", "retained", {None})
    for words in ("Commune à un CQP déjà détenu : cqp-animateur-equipe n° 12", "Déjà acquise", COMPANY_SIRET):
        assert words in printed
    assert printed.count("Restent acquises") == 1
    assert printed.count("inclus") == 1
    assert printed.count("DATE DE NAISSANCE") == 2
    assert "PROJET, non signé" in printed_draft
    assert "PROJET" not in printed


async def test_p4_a_cqpi_delivered_by_equivalence_and_the_ground_of_a_recusal_stand_in_the_minutes(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    await confirmed(sandbox, secretariat)
    dossier = await awaiting_jury(sandbox_database, requested_cqpi=(CQPI,))
    of_the_company = str(EMPLOYER_USER)
    role = {"user_id": EMPLOYER_USER, "role": "jury", "granted_at": BEGINNING}
    async with sandbox_database.begin() as connection:
        await connection.execute(insert(user_roles).values(role))
    members = [*a_session()["members"], {"user_id": of_the_company, "name": "Léa Roux", "college": "employers"}]
    session = await planned(sandbox, secretariat, members=members)
    await registered(sandbox, secretariat, dossier, session)
    sits = {**OPENING, "present": [*OPENING["present"], of_the_company]}
    assert (await sandbox.post(f"{session}/opening", json=sits, headers=secretariat)).status_code == 200
    await decided(sandbox, chair, session, dossier, recused=[of_the_company])
    await closed(sandbox, session, secretariat, chair)

    (line,) = (await sandbox.get(f"{session}/minutes", headers=chair)).json()["decisions"]
    printed = text_of((await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF})).content)

    assert [(each["certification"]["code"], each["by_equivalence"]) for each in line["delivered"]] == [
        (dossier.certification_code, False),
        (CQPI, True),
    ]
    assert "par équivalence (n°" in printed
    assert [(each["name"], each["ground"]) for each in line["recusals"]] == [("Léa Roux", "same_company")]
    assert "Récusations : Léa Roux (travaille pour l’entreprise du candidat)" in printed


async def test_s22_rectified_minutes_take_two_hands_and_both_versions_are_read(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers, member: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    path, words = f"{session}/minutes/corrections", {"text": "Lire : à Lyon, non à Paris.", "reason": "Lieu inexact"}
    early = await sandbox.post(path, json=words, headers=secretariat)
    await decided(sandbox, chair, session, dossier)
    await closed(sandbox, session, secretariat, chair)
    signed = (await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF})).content

    alone = await sandbox.post(path, json=words, headers=chair)
    proposed = await sandbox.post(path, json=words, headers=secretariat)
    by_member = await sandbox.post(path, json=words, headers=member)
    others = await sandbox.post(path, json={**words, "text": "Lire : à Lille."}, headers=chair)
    done = await sandbox.post(path, json=words, headers=chair)
    again = await sandbox.post(path, json=words, headers=chair)
    first = (await sandbox.get(f"{session}/minutes", params={"version": 1}, headers=member)).json()
    none_such = await sandbox.get(f"{session}/minutes", params={"version": 3}, headers=member)
    pdf = {**member, **AS_PDF}
    before = (await sandbox.get(f"{session}/minutes", params={"version": 1}, headers=pdf)).content
    after = text_of((await sandbox.get(f"{session}/minutes", headers=pdf)).content)

    assert (early.status_code, codes_of(early.json())) == (409, ["session_not_closed"])
    assert (alone.status_code, codes_of(alone.json())) == (409, ["correction_not_proposed"])
    assert (proposed.status_code, proposed.json()["versions"]) == (200, 1)
    assert [each["countersigned_on"] for each in proposed.json()["corrections"]] == [None]
    assert by_member.status_code == 403
    assert (others.status_code, codes_of(others.json())) == (422, ["differs_from_proposal"])
    (correction,) = done.json()["corrections"]
    assert (done.json()["version"], correction["text"], correction["proposed_by"], correction["countersigned_by"]) == (
        2,
        words["text"],
        "Simon Leroy",
        "Jeanne Prévost",
    )
    assert again.status_code == 409
    assert (first["version"], first["versions"], first["corrections"]) == (1, 2, [])
    assert none_such.status_code == 404
    assert before == signed
    assert after.index("Signatures") < after.index("Lire : à Lyon, non à Paris.")
    assert "contresigné par Jeanne Prévost" in after
