"""What the former register had not sent to the training passport is sent from here, with its term and alarms (D76)."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.domain.calendar import add_months
from tests.api.cpf_desk import CERTIFICATION, SENTENCE, CpfDesk, report_on
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk, a_certificate, a_holder

NUMBER = "CQP 2026/00042"
TYPED = "cqp-2026-00042"
SAID: dict[str, Any] = {"first_names": ["Élodie"], "birth_commune_insee": "69199", "birth_country": "FR"}


@pytest.fixture
async def desk(sandbox: AsyncClient) -> TakeoverDesk:
    return TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))


@pytest.fixture
async def cpf(desk: TakeoverDesk) -> CpfDesk:
    passport = CpfDesk(client=desk.client, headers=desk.headers)
    await passport.prepare()
    return passport


def lately(days_ago: int = 20, **changes: Any) -> dict[str, Any]:
    """A full award of that many days ago, issued on the day."""
    day = (today() - timedelta(days_ago)).isoformat()
    facts = {"number": NUMBER, "certification_code": CERTIFICATION, "awarded_on": day, "issued_on": day}
    return a_certificate(**{**facts, **changes})


async def completed(cpf: CpfDesk, number: str = TYPED) -> dict[str, Any]:
    path = f"/v1/cpf/records/{number}"
    read = await cpf.client.get(path, headers=cpf.headers)
    answer = await cpf.client.patch(path, json=SAID, headers={**cpf.headers, "If-Match": read.headers["ETag"]})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_one_that_was_not_sent_has_a_record_with_its_term_and_is_sent_once_it_is_completed(
    desk: TakeoverDesk, cpf: CpfDesk
) -> None:
    await desk.apply({"certificates": [lately()]})

    read = await cpf.record(TYPED)
    refused = await cpf.batch("creation", NUMBER)
    ready = await completed(cpf)
    batch = await cpf.handed_in("creation", TYPED)
    file = await cpf.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers=cpf.headers)
    answer = await cpf.reported(batch, report_on(batch["flux_id"], [NUMBER]))

    assert (read["certificate_number"], read["dossier_id"], read["state"]) == (NUMBER, None, "incomplete")
    assert date.fromisoformat(read["due_on"]) == add_months(today() - timedelta(20), 3)
    assert read["identity"]["sex"] == "F"
    assert read["identity"]["first_names"] == []
    assert read["proposed"]["first_names"] == ["Élodie"]
    assert {each["code"] for each in refused.json()["errors"]} == {"first_names_missing"}
    assert ready["state"] == "ready"
    assert f"<idTechnique>{NUMBER}</idTechnique>" in file.text.replace("cpf:", "").replace("ns0:", "")
    assert "urlPreuve" not in file.text
    assert answer.status_code == 200, answer.text
    assert await cpf.state(TYPED) == "accepted"


async def test_one_whose_row_tells_what_the_passport_asks_for_is_ready_without_anybodys_hand(
    desk: TakeoverDesk, cpf: CpfDesk
) -> None:
    told = {"first_names_apart": ["Élodie", "Anne"], "birth_postal_code": "69190"}
    places = {"birth_commune_insee": "69199", "birth_country": "FR"}

    await desk.apply({"certificates": [lately(holder=a_holder(**told, **places))]})
    read = await cpf.record(TYPED)
    batch = await cpf.handed_in("creation", TYPED)
    file = await cpf.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers=cpf.headers)

    assert (read["state"], read["missing"], read["advised"]) == ("ready", [], [])
    assert read["identity"] == {"first_names": ["Élodie", "Anne"], "sex": "F", **places, "birth_postal_code": "69190"}
    assert "Anne" in file.text


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"first_names_apart": ["É" * 61]}, id="too long a first name"),
        pytest.param({"first_names_apart": ["A", "B", "C", "D"]}, id="four first names"),
        pytest.param({"birth_commune_insee": "1"}, id="no commune"),
        pytest.param({"birth_country": "Xanadu"}, id="no country"),
        pytest.param({"birth_postal_code": "!"}, id="no postal code"),
    ],
)
async def test_what_a_row_tells_for_the_passport_is_checked_as_what_is_completed(
    desk: TakeoverDesk, cpf: CpfDesk, told: dict[str, Any]
) -> None:
    await desk.apply({"certificates": [lately()]})
    read = await cpf.record(TYPED)
    members = {name.replace("_apart", ""): value for name, value in told.items()}
    tag = {"If-Match": f'"{read["version"]}"'}
    refused = await cpf.client.patch(f"/v1/cpf/records/{TYPED}", json=members, headers={**cpf.headers, **tag})

    report = await desk.apply({"certificates": [lately(holder=a_holder(**told))]})

    (error,) = report["rows"][0]["errors"]
    assert [each["code"] for each in refused.json()["errors"]] == [error["code"]]
    assert error["pointer"].startswith("/holder/")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"passport_sent_on": (today() - timedelta(1)).isoformat()}, id="sent before"),
        pytest.param({"outcome": "partially_awarded"}, id="in part"),
        pytest.param({"awarded_on": "2021-06-30", "issued_on": "2021-07-15"}, id="before the first day"),
    ],
)
async def test_what_was_sent_or_is_not_to_be_has_none(
    desk: TakeoverDesk, cpf: CpfDesk, changes: dict[str, Any]
) -> None:
    await desk.apply({"certificates": [lately(**changes)]})

    answer = await cpf.client.get(f"/v1/cpf/records/{TYPED}", headers=cpf.headers)

    assert answer.status_code == 404
    assert NUMBER not in await cpf.listed(limit=200)


async def test_a_revoked_one_is_not_sent_and_one_revoked_since_is_withdrawn(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    revoked: dict[str, Any] = {"revoked_on": today().isoformat(), "revocation_reason": "Pièce fausse"}
    other = lately(source_id="PAR-2", number="X-2", holder=a_holder(birth_name="Roux"), **revoked)
    await desk.apply({"certificates": [lately(), other]})
    await completed(cpf)
    await cpf.answered("creation", NUMBER)

    await desk.apply({"certificates": [lately(**revoked)]})

    assert await cpf.state("X-2") == "not_due"
    assert await cpf.state(TYPED) == "to_withdraw"
    await cpf.answered("withdrawal", NUMBER)
    assert await cpf.state(TYPED) == "withdrawn"


async def test_one_that_was_rejected_is_corrected_and_sent_again(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    await desk.apply({"certificates": [lately()]})
    await completed(cpf)
    await cpf.answered("creation", NUMBER, rejected={NUMBER: SENTENCE})

    rejected = await cpf.record(TYPED)
    again = await completed(cpf)

    assert (rejected["state"], rejected["last_message"]) == ("rejected", SENTENCE)
    assert again["state"] == "ready"


async def test_what_was_sent_is_changed_by_no_row_and_undone_by_nobody(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    first = await desk.apply({"certificates": [lately()]})
    await completed(cpf)
    free = await desk.apply({"certificates": [lately(holder=a_holder(usage_name="Roux"))]})
    await cpf.handed_in("creation", NUMBER)

    held = await desk.apply({"certificates": [lately(holder=a_holder(usage_name="Petit"))]})
    undone = await desk.undo(first["id"])

    assert free["counts"]["certificates"]["updated"] == 1
    assert held["counts"]["certificates"]["conflict"] == 1
    assert held["rows"][0]["errors"][0]["code"] == "sent_to_the_passport"
    assert undone.status_code == 422
    assert "passport" in undone.text


async def test_a_record_alone_keeps_a_batch_from_being_undone(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    report = await desk.apply({"certificates": [lately()]})
    await completed(cpf)

    undone = await desk.undo(report["id"])

    assert {each["code"] for each in undone.json()["errors"]} == {"takeover_in_use"}


async def test_what_the_former_system_sent_under_a_known_name_is_withdrawn_from_here(
    desk: TakeoverDesk, cpf: CpfDesk
) -> None:
    sent: dict[str, Any] = {"passport_sent_on": (today() - timedelta(5)).isoformat(), "passport_id": "ECERTIF-42"}
    revoked: dict[str, Any] = {"revoked_on": today().isoformat(), "revocation_reason": "Pièce fausse"}
    await desk.apply({"certificates": [lately(**sent)]})
    accepted = await cpf.record(TYPED)
    listed = await cpf.listed(state="accepted")
    never_again = await cpf.batch("creation", NUMBER)
    await desk.apply({"certificates": [lately(**sent, **revoked)]})
    to_withdraw = await cpf.record(TYPED)
    listed += await cpf.listed(state="to_withdraw")
    lacking = [await cpf.batch("withdrawal", NUMBER), await cpf.batch("withdrawal")]
    preview = (await cpf.client.get("/v1/cpf/preview?action=withdrawal", headers=cpf.headers)).json()
    ready = await completed(cpf)
    batch = await cpf.handed_in("withdrawal")
    file = await cpf.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers=cpf.headers)
    refused = await cpf.reported(batch, report_on(batch["flux_id"], rejected={"ECERTIF-42": SENTENCE}))
    after_refusal = await cpf.record(TYPED)
    again = await cpf.handed_in("withdrawal")
    answer = await cpf.reported(again, report_on(again["flux_id"], ["ECERTIF-42"]))

    assert (accepted["state"], accepted["passport_id"], accepted["due_on"]) == (
        "accepted",
        "ECERTIF-42",
        add_months(today() - timedelta(20), 3).isoformat(),
    )
    assert accepted["deposited_on"] == sent["passport_sent_on"]
    assert {each["code"] for each in never_again.json()["errors"]} == {"cpf_not_sendable"}
    assert (to_withdraw["state"], to_withdraw["due_on"]) == ("to_withdraw", add_months(today(), 3).isoformat())
    assert listed == [NUMBER, NUMBER]
    assert [[each["code"] for each in answer.json()["errors"]] for answer in lacking] == [
        ["first_names_missing"],
        ["cpf_nothing_ready"],
    ]
    assert (preview["count"], [each["certificate_number"] for each in preview["incomplete"]]) == (0, [NUMBER])
    assert (ready["state"], ready["missing"]) == ("to_withdraw", [])
    assert "<idTechnique>ECERTIF-42</idTechnique>" in file.text.replace("cpf:", "")
    assert NUMBER not in file.text
    assert refused.json()["rejected"] == [{"certificate_number": NUMBER, "message": SENTENCE}]
    assert (after_refusal["state"], after_refusal["last_message"]) == ("to_withdraw", SENTENCE)
    assert answer.status_code == 200, answer.text
    assert await cpf.state(TYPED) == "withdrawn"


async def test_the_name_under_which_it_was_sent_may_be_corrected_and_its_identity_not(
    desk: TakeoverDesk, cpf: CpfDesk
) -> None:
    day = (today() - timedelta(5)).isoformat()
    await desk.apply({"certificates": [lately(passport_sent_on=day)]})
    named = await desk.apply({"certificates": [lately(passport_sent_on=day, passport_id="OLD-1")]})
    renamed = await desk.apply({"certificates": [lately(passport_sent_on=day, passport_id="OLD-2")]})
    holder = a_holder(usage_name="Petit")
    held = await desk.apply({"certificates": [lately(passport_sent_on=day, passport_id="OLD-2", holder=holder)]})
    nameless = await desk.check({"certificates": [lately(source_id="PAR-2", number="X-2", passport_id="OLD-3")]})

    assert named["counts"]["certificates"]["updated"] == renamed["counts"]["certificates"]["updated"] == 1
    assert (await cpf.record(TYPED))["passport_id"] == "OLD-2"
    assert held["counts"]["certificates"]["conflict"] == 1
    assert held["rows"][0]["errors"][0]["code"] == "sent_to_the_passport"
    assert nameless["rows"][0]["errors"][0]["code"] == "not_sent_to_the_passport"


async def test_both_registers_are_one_list_page_by_page_and_one_count(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    rows = [lately(10 + place // 2, source_id=f"PAR-{place}", number=f"Z-{place}") for place in range(5)]
    await desk.apply({"certificates": rows})

    whole = await cpf.listed(limit=200)
    pages, after = [], None
    for _ in range(len(whole) + 1):
        query = {"limit": 1, **({"cursor": after} if after else {})}
        read = await cpf.client.get("/v1/cpf/records", params=query, headers=cpf.headers)
        pages += [each["certificate_number"] for each in read.json()["items"]]
        after = read.json()["next_cursor"]
        if after is None:
            break
    preview = (await cpf.client.get("/v1/cpf/preview", headers=cpf.headers)).json()

    assert [number for number in whole if number.startswith("Z-")] == ["Z-4", "Z-2", "Z-3", "Z-0", "Z-1"]
    assert pages == whole
    assert {each["state"]: each["count"] for each in preview["states"]}["incomplete"] >= 5


async def test_its_holder_is_given_what_is_kept_of_it(desk: TakeoverDesk, cpf: CpfDesk) -> None:
    await desk.apply({"certificates": [lately()]})
    await completed(cpf)

    listed = (await desk.client.get("/v1/persons", params={"q": "lefevre elodie"}, headers=desk.headers)).json()
    body = {"person_id": listed["items"][0]["id"]}
    exported = await desk.client.post("/v1/persons/export", json=body, headers=desk.headers)

    (record,) = exported.json()["records"]["passport_records"]
    assert (record["certificate_number"], record["first_names"]) == (NUMBER, ["Élodie"])
