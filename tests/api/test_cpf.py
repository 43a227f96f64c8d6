"""D76 over HTTP: records, batches, deposits and reports of the training passport."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import cpf_records, cpf_settings
from app.domain.passport import PassportAward
from app.domain.passport_file import Elements, _holder
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.certificate_desk import issued_for
from tests.api.cpf_desk import CERTIFIER, SENTENCE, SETTINGS, CpfDesk, awarded, registered, report_on
from tests.api.dossier_requests import SECRETARIAT, codes_of, rules_of
from tests.api.jury_room import awaiting_jury, today
from tests.api.signing_in import sign_in
from tests.api.test_delays import at_noon_on


@pytest.fixture
async def bare(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> CpfDesk:
    async with sandbox_database.begin() as connection:
        await connection.execute(delete(cpf_settings))
    return CpfDesk(client=sandbox, headers=await sign_in(sandbox, SECRETARIAT))


@pytest.fixture
async def desk(sandbox: AsyncClient) -> CpfDesk:
    found = CpfDesk(client=sandbox, headers=await sign_in(sandbox, SECRETARIAT))
    await found.prepare()
    return found


async def test_an_award_is_sent_handed_in_and_accepted(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    number = (await awarded(sandbox_database)).number
    before = await desk.record(number)
    batch = await desk.handed_in()
    sent = await desk.record(number)
    answer = await desk.reported(batch, report_on(batch["flux_id"], [number]))
    after = await desk.record(number)
    file = await desk.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers=desk.headers)
    part = await desk.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers={**desk.headers, "Range": "bytes=0-4"})
    kept = (await desk.client.get(f"/v1/cpf/batches/{batch['id']}", headers=desk.headers)).json()

    assert (before["state"], before["missing"], before["registration_code"]) == ("ready", [], "RNCP34567")
    assert [sent["state"], after["state"]] == ["sent", "accepted"]
    assert (after["deposited_on"], after["in_time"], after["overdue"]) == (today().isoformat(), True, False)
    assert answer.json() == {"dry_run": False, "accepted": 1, "rejected": [], "unknown": [], "twice": []}
    assert file.headers["Content-Type"].startswith("application/xml")
    assert hashlib.sha256(file.content).hexdigest() == batch["sha256"] == file.headers["ETag"].strip('"')
    assert part.status_code == 206
    assert file.content.startswith(part.content)
    assert number in file.text
    assert "CREATION" in file.text
    assert (kept["count"], kept["accepted"], kept["rejected"], kept["processing_id"]) == (1, 1, 0, "T-1")


async def test_what_was_sent_is_never_sent_twice(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    number = (await awarded(sandbox_database)).number
    batch = await desk.handed_in()
    while_sent = await desk.batch()
    named = await desk.batch("creation", number)
    await desk.reported(batch, report_on(batch["flux_id"], [number]))
    once_accepted = await desk.batch("creation", number)

    assert (while_sent.status_code, codes_of(while_sent.json())) == (409, ["cpf_nothing_ready"])
    assert (named.status_code, codes_of(named.json())) == (422, ["cpf_not_sendable"])
    assert (once_accepted.status_code, codes_of(once_accepted.json())) == (422, ["cpf_not_sendable"])


async def test_what_is_missing_is_told_proposed_and_completed(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    nothing: dict[str, Any] = dict.fromkeys(("first_name_1", "first_name_2", "birth_commune_insee", "birth_country"))
    certificate = await awarded(sandbox_database, first_names="Jean Pierre", **nothing)
    number, path = certificate.number, f"/v1/cpf/records/{certificate.number}"
    before = await desk.record(number)
    refused = await desk.batch("creation", number)
    preview = (await desk.client.get("/v1/cpf/preview", headers=desk.headers)).json()
    body = {"first_names": ["Jean Pierre"], "birth_commune_insee": "69387", "birth_country": "FR"}
    after = await desk.client.patch(path, json=body, headers={**desk.headers, "If-Match": '"1"'})
    stale = await desk.client.patch(path, json=body, headers={**desk.headers, "If-Match": '"1"'})
    history = await desk.client.get(f"/v1/dossiers/{certificate.dossier_id}/history", headers=desk.headers)

    assert before["state"] == "incomplete"
    assert [each["code"] for each in before["missing"]] == ["first_names_missing"]
    assert [each["code"] for each in before["advised"]] == ["birth_commune_missing", "birth_country_missing"]
    assert before["proposed"]["first_names"] == ["Camille", "Élise"]
    assert before["identity"]["first_names"] == []
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["first_names_missing"],
        ["D76"],
    )
    assert [each["certificate_number"] for each in preview["incomplete"]] == [number]
    assert after.status_code == 200, after.text
    assert (after.json()["state"], after.json()["advised"], after.headers["ETag"]) == ("ready", [], '"2"')
    assert stale.status_code == 412
    line = history.json()["items"][0]
    assert line["operation"] == "completeCpfRecord"
    assert "Jean" not in str(line)


async def test_what_cannot_be_sent_is_named_with_its_reason_and_there_is_no_file(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    nameless = (await awarded(sandbox_database)).number
    of_61_letters = (await awarded(sandbox_database, first_name_1="x" * 61)).number
    async with sandbox_database.begin() as connection:
        empty = update(cpf_records).where(cpf_records.c.certificate_number == nameless).values(first_names=[""])
        await connection.execute(empty)
    refused = await desk.batch("creation", nameless, of_61_letters, nameless.lower())
    preview = (await desk.client.get("/v1/cpf/preview", headers=desk.headers)).json()
    by_itself = await desk.batch()

    assert refused.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in refused.json()["errors"]] == [
        ("certificate_named_twice", "/certificates/0"),
        ("first_name_too_long", "/certificates/1"),
        ("certificate_named_twice", "/certificates/2"),
    ]
    told = {each["certificate_number"]: each["missing"] for each in preview["incomplete"]}
    assert {number: [each["code"] for each in missing] for number, missing in told.items()} == {
        nameless: ["first_names_missing"],
        of_61_letters: ["first_name_too_long"],
    }
    assert told[of_61_letters][0]["detail"].startswith(f"« {'x' * 20}… » a 61 signes")
    assert preview["count"] == 0
    assert (by_itself.status_code, codes_of(by_itself.json())) == (409, ["cpf_nothing_ready"])
    assert await batches(desk) == []


async def batches(desk: CpfDesk) -> list[str]:
    answer = await desk.client.get("/v1/cpf/batches", headers=desk.headers)
    return [each["id"] for each in answer.json()["items"]]


async def test_a_file_with_a_day_that_does_not_exist_is_given_to_nobody(
    desk: CpfDesk, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await awarded(sandbox_database)).number
    of_another_day = {"moisNaissance": "2", "jourNaissance": "31"}

    def misread(award: PassportAward) -> Elements:
        return tuple((name, of_another_day.get(name, value)) for name, value in _holder(award))

    monkeypatch.setattr("app.domain.passport_file._holder", misread)
    for named in ((), (number,)):
        refused = await desk.batch("creation", *named)
        (fault,) = refused.json()["errors"]
        assert (refused.status_code, fault["code"]) == (422, "cpf_file_invalid")
        assert number in fault["detail"]
        assert "-2-31 is no day" in fault["detail"]

    assert await batches(desk) == []
    assert await desk.state(number) == "ready"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"first_names": []}, "/first_names", id="no first name"),
        pytest.param({"first_names": ["a", "b", "c", "d"]}, "/first_names", id="four"),
        pytest.param({"first_names": [""]}, "/first_names/0", id="an empty one"),
        pytest.param({"first_names": ["x" * 61]}, "/first_names/0", id="61 letters"),
        pytest.param({"first_names": None}, "/first_names", id="cleared"),
        pytest.param({"sex": "X"}, "/sex", id="no sex that the passport knows"),
        pytest.param({"birth_commune_insee": "6938"}, "/birth_commune_insee", id="four characters"),
        pytest.param({"nir": "1"}, "/nir", id="what is not asked"),
    ],
)
async def test_what_cannot_be_is_refused(
    desk: CpfDesk, sandbox_database: AsyncEngine, body: dict[str, Any], pointer: str
) -> None:
    number = (await awarded(sandbox_database)).number
    answer = await desk.client.patch(f"/v1/cpf/records/{number}", json=body, headers={**desk.headers, "If-Match": "*"})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_a_report_refuses_corrects_and_is_read_again(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    first, second = [(await awarded(sandbox_database)).number for _ in range(2)]
    batch = await desk.handed_in()
    content = report_on(batch["flux_id"], [first], {second: SENTENCE})
    dry = await desk.reported(batch, content, dry_run=True)
    untouched = await desk.state(first)
    told = await desk.reported(batch, content)
    again = await desk.reported(batch, content)
    record = await desk.record(second)
    early = await desk.batch("creation", second)
    corrected = await desk.client.patch(
        f"/v1/cpf/records/{second}", json={"birth_postal_code": "69007"}, headers={**desk.headers, "If-Match": "*"}
    )
    resent = await desk.answered("creation", second)

    rejected = [{"certificate_number": second, "message": SENTENCE}]
    assert dry.json() == {"dry_run": True, "accepted": 1, "rejected": rejected, "unknown": [], "twice": []}
    assert untouched == "sent"
    assert told.json() == {**dry.json(), "dry_run": False}
    assert again.json() == {"dry_run": False, "accepted": 0, "rejected": [], "unknown": [], "twice": []}
    assert (record["state"], record["last_message"]) == ("rejected", SENTENCE)
    assert codes_of(early.json()) == ["cpf_not_sendable"]
    assert corrected.json()["state"] == "ready"
    assert resent["count"] == 1
    assert [await desk.state(number) for number in (first, second)] == ["accepted", "accepted"]


async def test_a_report_that_names_what_it_cannot_changes_nothing(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    numbers = [(await awarded(sandbox_database)).number for _ in range(3)]
    batch = await desk.handed_in()
    wrong = report_on(batch["flux_id"], [*numbers, numbers[1], "NOBODY"], {numbers[2]: SENTENCE})
    dry = await desk.reported(batch, wrong, dry_run=True)
    refused = await desk.reported(batch, wrong)

    assert (dry.json()["unknown"], dry.json()["twice"]) == (["NOBODY"], numbers[1:])
    assert refused.status_code == 422
    assert codes_of(refused.json()) == ["cpf_report_unknown", "cpf_report_twice", "cpf_report_twice"]
    assert {await desk.state(number) for number in numbers} == {"sent"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(report_on("20260101-x"), "cpf_report_of_another_file", id="another file's flow"),
        pytest.param(report_on("x", head='<!DOCTYPE rapport [<!ENTITY a "b">]>'), "cpf_report_unreadable", id="a DTD"),
        pytest.param(b"<rapport>", "cpf_report_unreadable", id="cut short"),
        pytest.param(b"<flux><idFlux>x</idFlux></flux>", "cpf_report_unreadable", id="no report"),
        pytest.param(b"", "cpf_report_unreadable", id="nothing"),
    ],
)
async def test_what_is_no_report_on_the_batch_is_refused(
    desk: CpfDesk, sandbox_database: AsyncEngine, content: bytes, code: str
) -> None:
    number = (await awarded(sandbox_database)).number
    batch = await desk.handed_in()
    for dry_run in (True, False):
        answer = await desk.reported(batch, content, dry_run=dry_run)
        assert (answer.status_code, codes_of(answer.json())) == (422, [code])
    assert await desk.state(number) == "sent"


async def test_a_deposit_is_a_day_that_can_be_and_comes_before_the_report(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    number = (await awarded(sandbox_database)).number
    batch = (await desk.batch()).json()
    path = f"/v1/cpf/batches/{batch['id']}/deposit"
    early = await desk.reported(batch, report_on(batch["flux_id"], [number]))
    for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
        wrong = await desk.client.post(path, json={"deposited_on": day.isoformat()}, headers=desk.headers)
        assert (wrong.status_code, codes_of(wrong.json())) == (422, ["impossible_day"])
    body = {"deposited_on": today().isoformat()}
    first = await desk.client.post(path, json=body, headers=desk.headers)
    corrected = await desk.client.post(path, json={**body, "processing_id": "T-2"}, headers=desk.headers)
    await desk.reported(batch, report_on(batch["flux_id"], [number]))
    late = await desk.client.post(path, json=body, headers=desk.headers)

    assert (early.status_code, codes_of(early.json())) == (409, ["cpf_not_deposited"])
    assert (first.status_code, corrected.json()["processing_id"], late.status_code) == (200, "T-2", 409)


async def test_a_batch_whose_file_was_refused_whole_is_given_up_and_made_again(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    number = (await awarded(sandbox_database)).number
    first = await desk.handed_in()
    given_up = await desk.cancelled(first)
    ready = await desk.record(number)
    kept = await desk.client.get(f"/v1/cpf/batches/{first['id']}/file", headers=desk.headers)
    refused = [
        await desk.cancelled(first),
        await desk.client.post(
            f"/v1/cpf/batches/{first['id']}/deposit", json={"deposited_on": today().isoformat()}, headers=desk.headers
        ),
        await desk.reported(first, report_on(first["flux_id"], [number])),
    ]
    second = await desk.answered("creation", number)
    too_late = await desk.cancelled(second)

    assert given_up.status_code == 200, given_up.text
    told = given_up.json()
    assert datetime.fromisoformat(told["cancelled_at"]) <= datetime.now(UTC)
    assert (told["cancelled_by"], told["cancellation_reason"]) == ("Simon Leroy", "Fichier refusé par le portail")
    assert {name: told[name] for name in first if not name.startswith("cancel")} == {
        name: value for name, value in first.items() if not name.startswith("cancel")
    }
    assert (ready["state"], ready["deposited_on"], ready["first_deposited_on"]) == ("ready", None, None)
    assert hashlib.sha256(kept.content).hexdigest() == first["sha256"]
    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert second["id"] != first["id"]
    assert await desk.state(number) == "accepted"
    assert too_late.status_code == 409


async def test_a_withdrawal_that_is_given_up_is_to_be_made_again(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    number = (await awarded(sandbox_database)).number
    await desk.answered("creation", number)
    await revoke(desk, number)
    batch = await desk.batch("withdrawal", number)
    in_a_batch = await desk.state(number)
    given_up = await desk.cancelled(batch.json())
    again = await desk.state(number)
    await desk.answered("withdrawal", number)

    assert given_up.status_code == 200, given_up.text
    assert (in_a_batch, again, await desk.state(number)) == ("withdrawal_sent", "to_withdraw", "withdrawn")


@pytest.mark.parametrize("reason", ["", "  "])
async def test_a_batch_is_given_up_for_a_reason_and_by_who_knows_which(desk: CpfDesk, reason: str) -> None:
    unsaid = await desk.cancelled({"id": uuid7()}, reason)
    unknown = await desk.cancelled({"id": uuid7()})

    assert (unsaid.status_code, unknown.status_code) == (422, 404)


async def test_a_corrected_identity_is_withdrawn_and_sent_again(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    certificate = await awarded(sandbox_database)
    await desk.answered("creation", certificate.number)
    completed = await desk.client.patch(
        f"/v1/cpf/records/{certificate.number}", json={"sex": "M"}, headers={**desk.headers, "If-Match": "*"}
    )
    reissued = await desk.client.post(
        f"/v1/certificates/{certificate.number}/reissue",
        json={"reason": "Nom corrigé"},
        headers={**desk.headers, "If-Match": '"1"'},
    )
    assert reissued.status_code == 201, reissued.text
    new = reissued.json()["number"]
    states = [await desk.state(certificate.number), await desk.state(new)]
    withdrawal = await desk.answered("withdrawal", certificate.number)
    file = await desk.client.get(f"/v1/cpf/batches/{withdrawal['id']}/file", headers=desk.headers)
    await desk.answered("creation", new)

    assert completed.status_code == 409
    assert states == ["to_withdraw", "ready"]
    assert "SUPPRESSION" in file.text
    assert certificate.number in file.text
    assert [await desk.state(certificate.number), await desk.state(new)] == ["withdrawn", "accepted"]


async def test_a_withdrawal_that_is_refused_is_to_be_made_again(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    certificate = await awarded(sandbox_database)
    await desk.answered("creation", certificate.number)
    await revoke(desk, certificate.number)
    due = await desk.record(certificate.number)
    await desk.answered("withdrawal", certificate.number, rejected={certificate.number: "Inconnu"})
    refused = await desk.record(certificate.number)
    last_day = three_months_from(today())
    overdue = []
    for day in (last_day, last_day + timedelta(days=1)):
        await at_noon_on(desk.client, day)
        overdue.append(await desk.listed(overdue=True))

    assert (due["state"], due["due_on"]) == ("to_withdraw", last_day.isoformat())
    assert (refused["state"], refused["last_message"]) == ("to_withdraw", "Inconnu")
    assert overdue == [[], [certificate.number]]


async def test_what_is_revoked_before_it_is_sent_has_nothing_to_send(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    certificate = await awarded(sandbox_database)
    await revoke(desk, certificate.number)

    assert await desk.state(certificate.number) == "not_due"
    assert (await desk.batch("withdrawal")).status_code == 409


async def revoke(desk: CpfDesk, number: str) -> None:
    answer = await desk.client.post(
        f"/v1/certificates/{number}/revocation",
        json={"reason": "Fraude"},
        headers={**desk.headers, "If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.text


def three_months_from(day: date) -> date:
    from app.domain.calendar import add_months

    return add_months(day, 3)


async def test_records_are_found_by_state_and_by_a_term_that_is_over(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    old = await awarded(sandbox_database, days_ago=100)
    new = await awarded(sandbox_database)
    lacking = await awarded(sandbox_database, first_name_1=None, first_name_2=None)
    listed = await desk.listed()
    pages, cursor = [], None
    for _ in range(3):
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = (await desk.client.get("/v1/cpf/records", params=query, headers=desk.headers)).json()
        pages += [each["certificate_number"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert listed[0] == old.number
    assert set(listed) == {old.number, new.number, lacking.number}
    assert pages == listed
    assert cursor is None
    assert await desk.listed(overdue=True) == [old.number]
    assert await desk.listed(state="incomplete") == [lacking.number]
    assert set(await desk.listed(state="ready")) == {old.number, new.number}
    assert await desk.listed(state="accepted") == []
    await desk.handed_in()
    assert await desk.listed(overdue=True) == []
    preview = (await desk.client.get("/v1/cpf/preview", headers=desk.headers)).json()
    assert (preview["in_time"], preview["late"], preview["count"]) == (1, 1, 0)
    counts = {each["state"]: each["count"] for each in preview["states"] if each["count"]}
    assert counts == {"sent": 2, "incomplete": 1}


async def test_what_is_sent_again_after_its_term_was_in_time_if_it_was_at_first(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    number = (await awarded(sandbox_database)).number
    first_day = today()
    await desk.answered("creation", number, rejected={number: SENTENCE})
    counts = [await in_time_and_late(desk)]
    await at_noon_on(desk.client, three_months_from(first_day) + timedelta(days=1))
    body = {"birth_postal_code": "69007"}
    await desk.client.patch(f"/v1/cpf/records/{number}", json=body, headers={**desk.headers, "If-Match": "*"})
    counts.append(await in_time_and_late(desk))
    await desk.batch("creation", number)
    counts.append(await in_time_and_late(desk))
    (batch,) = (await desk.client.get("/v1/cpf/batches?limit=1", headers=desk.headers)).json()["items"]
    body = {"deposited_on": (three_months_from(first_day) + timedelta(days=1)).isoformat()}
    handed_in = await desk.client.post(f"/v1/cpf/batches/{batch['id']}/deposit", json=body, headers=desk.headers)
    counts.append(await in_time_and_late(desk))
    record = await desk.record(number)

    assert handed_in.status_code == 200, handed_in.text
    assert counts == [(1, 0)] * 4
    assert (record["first_deposited_on"], record["in_time"]) == (first_day.isoformat(), True)
    assert record["deposited_on"] == body["deposited_on"]


async def in_time_and_late(desk: CpfDesk) -> tuple[int, int]:
    preview = (await desk.client.get("/v1/cpf/preview", headers=desk.headers)).json()
    return preview["in_time"], preview["late"]


async def test_without_an_entry_in_the_register_nothing_is_due(bare: CpfDesk, sandbox_database: AsyncEngine) -> None:
    number = (await awarded(sandbox_database)).number
    none = await bare.record(number)
    await registered(bare.client, bare.headers, rncp_until=(today() - timedelta(days=1)).isoformat())
    over = await bare.record(number)

    assert (none["state"], none["due_on"], none["missing"]) == ("not_due", None, [])
    assert over["state"] == "not_due"


async def test_an_older_certificate_proposes_what_its_dossier_says(
    desk: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    dossier = await awaiting_jury(sandbox_database, decisions=(a.a_decision(session_id=JURY_SESSION),))
    certificate = await issued_for(sandbox_database, dossier)
    before = await desk.record(certificate.number)
    answer = await desk.client.patch(
        f"/v1/cpf/records/{certificate.number}",
        json={"first_names": before["proposed"]["first_names"], "sex": before["proposed"]["sex"]},
        headers=desk.headers,
    )

    assert [each["code"] for each in before["missing"]] == ["first_names_missing", "sex_missing"]
    assert before["proposed"]["sex"] == dossier.candidate.sex
    assert answer.json()["state"] == "ready"
    assert (await desk.handed_in())["count"] == 1


async def test_a_batch_waits_for_who_sends_and_a_list_for_numbers_that_are(
    bare: CpfDesk, sandbox_database: AsyncEngine
) -> None:
    number = (await awarded(sandbox_database)).number
    await registered(bare.client, bare.headers)
    without = await bare.batch()
    empty = await bare.client.get(SETTINGS, headers=bare.headers)
    await bare.client.put(SETTINGS, json={**CERTIFIER, "schema": "1.1.2"}, headers=bare.headers)
    wrong = await bare.batch("creation", number, number, "AAAA-AAAA-AAAA-AAAA")
    withdrawal = await bare.batch("withdrawal")
    made = await bare.handed_in()
    file = await bare.client.get(f"/v1/cpf/batches/{made['id']}/file", headers=bare.headers)

    assert (without.status_code, codes_of(without.json())) == (409, ["cpf_settings_missing"])
    assert empty.status_code == 404
    assert codes_of(wrong.json()) == ["certificate_named_twice", "certificate_named_twice", "certificate_unknown"]
    assert codes_of(withdrawal.json()) == ["cpf_schema_without_withdrawal"]
    assert "action" not in file.text
    assert made["schema"] == "1.1.2"


async def test_settings_are_replaced_by_who_knows_them(bare: CpfDesk) -> None:
    first = await bare.client.put(SETTINGS, json=CERTIFIER, headers=bare.headers)
    blind = await bare.client.put(SETTINGS, json=CERTIFIER, headers=bare.headers)
    third_party = {**CERTIFIER, "sender_client_id": "03XYZ789", "depositor": "TIERS_CONFIANCE", "proof_url": True}
    second = await bare.client.put(SETTINGS, json=third_party, headers={**bare.headers, "If-Match": '"1"'})
    short = await bare.client.put(SETTINGS, json={**CERTIFIER, "client_id": "1"}, headers=bare.headers)
    read = await bare.client.get(SETTINGS, headers=bare.headers)

    assert [first.status_code, blind.status_code, second.status_code, short.status_code] == [201, 428, 200, 422]
    assert read.json() == {**third_party, "schema": "1.1.5"}
    assert read.headers["ETag"] == '"2"'


async def test_the_file_says_who_sends_and_where_the_proof_is(desk: CpfDesk, sandbox_database: AsyncEngine) -> None:
    certificate = await awarded(sandbox_database)
    body = {**CERTIFIER, "sender_client_id": "03XYZ789", "depositor": "TIERS_CONFIANCE", "proof_url": True}
    await desk.client.put(SETTINGS, json=body, headers={**desk.headers, "If-Match": "*"})
    batch = await desk.handed_in()
    file = (await desk.client.get(f"/v1/cpf/batches/{batch['id']}/file", headers=desk.headers)).text

    assert file.index("03XYZ789") < file.index("03ABC123")
    assert "TIERS_CONFIANCE" in file
    assert f"/v1/certificates/{certificate.number}/verification?code={certificate.verification_code}" in file
    listed = await desk.client.get("/v1/cpf/batches", headers=desk.headers)
    assert [each["id"] for each in listed.json()["items"]] == [batch["id"]]
    assert datetime.fromisoformat(batch["made_at"]) <= datetime.now(UTC)
