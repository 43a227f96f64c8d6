"""The register since 2011: verified by number and birth date, found with its person, exempting as the rules say."""

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk, a_certificate, a_company, a_holder, a_partial_result, table

NUMBER = "CQP 2019/00042"
TYPED = "cqp-2019-00042"


@pytest.fixture
async def desk(sandbox: AsyncClient) -> TakeoverDesk:
    return TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))


async def verified(desk: TakeoverDesk, number: str, code: str, accept: str = "application/json") -> tuple[int, str]:
    path = f"/v1/certificates/{number}/verification"
    answer = await desk.client.get(path, params={"code": code}, headers={"Accept": accept, "Accept-Language": "fr"})
    return answer.status_code, answer.text


@pytest.mark.parametrize("code", ["1984-03-09", "09/03/1984", "09 03 1984", "09031984"])
async def test_a_former_certificate_is_verified_by_its_number_and_birth_date(desk: TakeoverDesk, code: str) -> None:
    await desk.apply({"certificates": [a_certificate(title="Opérateur de fabrication (2011)")]})

    answer = await desk.client.get(f"/v1/certificates/{TYPED}/verification", params={"code": code})
    page = await verified(desk, TYPED, code, "text/html")

    found = answer.json()
    assert answer.status_code == 200
    assert (found["number"], found["former_register"], found["state"]) == (NUMBER, True, "valid")
    assert (found["awarded_on"], found["issued_on"]) == ("2019-06-04", "2019-06-20")
    assert found["certification"]["title"] == "Opérateur de fabrication (2011)"
    assert page[0] == 200
    assert "Repris de l’ancien registre" in page[1]
    assert "Open Badges" not in page[1]
    assert NUMBER in page[1]


async def test_another_birth_date_and_another_number_read_the_same(desk: TakeoverDesk) -> None:
    await desk.apply({"certificates": [a_certificate()]})

    other_day = await verified(desk, TYPED, "1984-03-10")
    other_number = await verified(desk, "CQP-2019-00043", "1984-03-09")

    assert other_day[0] == other_number[0] == 404
    assert "Lefèvre" not in other_day[1]


async def test_a_revoked_one_says_so_and_since_when(desk: TakeoverDesk) -> None:
    await desk.apply({"certificates": [a_certificate(revoked_on="2020-02-03", revocation_reason="Pièce fausse")]})

    found = await verified(desk, TYPED, "1984-03-09")

    assert found[0] == 200
    assert '"state":"revoked"' in found[1].replace(" ", "")
    assert "2020-02-03" in found[1]
    assert "Pièce fausse" not in found[1]


async def test_the_secretariat_reads_it_with_its_origin_and_nobody_prints_it(desk: TakeoverDesk) -> None:
    report = await desk.apply({"certificates": [a_certificate(passport_sent_on="2019-08-01")]})

    read = await desk.client.get(f"/v1/certificates/{TYPED}", headers=desk.headers)
    printed = await desk.client.get(f"/v1/certificates/{TYPED}/pdf", headers=desk.headers)
    employer = await sign_in(desk.client, "employer@sandbox.example")
    refused = await desk.client.get(f"/v1/certificates/{TYPED}", headers=employer)

    found = read.json()
    assert (found["dossier_id"], found["verification_code"], found["passport_sent_on"]) == (None, None, "2019-08-01")
    assert found["origin"] == {
        "batch": report["id"],
        "source": "e-certif",
        "source_id": "PAR-1",
        "imported_at": found["origin"]["imported_at"],
    }
    assert printed.status_code == 404
    assert refused.status_code == 404


async def test_its_holder_is_found_and_exported(desk: TakeoverDesk) -> None:
    await desk.apply({"certificates": [a_certificate()]})

    listed = (await desk.client.get("/v1/persons", params={"q": "lefevre elodie"}, headers=desk.headers)).json()
    person = (await desk.client.get(f"/v1/persons/{listed['items'][0]['id']}", headers=desk.headers)).json()
    exported = await desk.client.post("/v1/persons/export", json={"person_id": person["id"]}, headers=desk.headers)

    assert [each["number"] for each in person["certificates"]] == [NUMBER]
    assert person["dossiers"][0]["former_register"] is True
    assert exported.status_code == 200, exported.text
    (award,) = exported.json()["records"]["former_awards"]
    assert (award["number"], award["birth_name"]) == (NUMBER, "Lefèvre")


async def test_a_row_that_is_refused_refuses_its_file_unless_partial(desk: TakeoverDesk) -> None:
    rows = [a_certificate(), a_certificate(source_id="PAR-2", number="X-2", certification_code="cqp-plombier")]

    checked = await desk.check({"certificates": rows})
    whole = await desk.apply({"certificates": rows})
    nothing = await verified(desk, TYPED, "1984-03-09")
    partial = await desk.apply({"certificates": rows}, partial=True)

    assert checked["counts"]["certificates"] == {
        "created": 1,
        "unchanged": 0,
        "updated": 0,
        "refused": 1,
        "conflict": 0,
    }
    assert checked["files"][0]["accepted"] is False
    assert whole["counts"]["certificates"]["refused"] == 2
    assert [row["errors"][0]["code"] for row in whole["rows"]] == ["file_refused", "unknown_certification"]
    assert nothing[0] == 404
    assert partial["counts"]["certificates"]["created"] == 1


async def test_other_content_under_the_same_id_updates_what_nobody_touched(desk: TakeoverDesk) -> None:
    first = await desk.apply({"certificates": [a_certificate()]})
    second = await desk.apply({"certificates": [a_certificate(holder=a_holder(usage_name="Roux"))]})
    found = await verified(desk, TYPED, "1984-03-09")
    first_undone, second_undone = await desk.undo(first["id"]), await desk.undo(second["id"])

    assert second["counts"]["certificates"]["updated"] == 1
    assert "Élodie Roux" in found[1]
    assert {first_undone.status_code, second_undone.status_code} == {422}
    assert {e["code"] for e in first_undone.json()["errors"]} == {"takeover_in_use"}


async def test_what_somebody_has_changed_since_is_a_conflict_and_stays(desk: TakeoverDesk) -> None:
    report = await desk.apply({"companies": [a_company()]})
    (row,) = report["rows"]
    read = await desk.client.get(f"/v1/companies/{row['id']}", headers=desk.headers)
    await desk.client.patch(
        f"/v1/companies/{row['id']}",
        json={"name": "Chimie du Rhône SAS"},
        headers={**desk.headers, "If-Match": read.headers["ETag"]},
    )

    again = await desk.apply({"companies": [a_company(name="Une autre")]})
    kept = (await desk.client.get(f"/v1/companies/{row['id']}", headers=desk.headers)).json()
    undone = await desk.undo(report["id"])

    assert read.json()["origin"]["source_id"] == "ENT-1"
    assert (read.json()["state"], read.json()["ccnic_verified"]) == ("approved", True)
    assert again["counts"]["companies"]["conflict"] == 1
    assert again["rows"][0]["errors"][0]["code"] == "changed_since"
    assert kept["name"] == "Chimie du Rhône SAS"
    assert undone.status_code == 422


async def test_nothing_is_deleted_by_absence_and_an_undone_batch_is_gone_once(desk: TakeoverDesk) -> None:
    other = a_certificate(source_id="PAR-2", number="X-2", holder=a_holder(birth_name="Roux"))
    await desk.apply({"certificates": [a_certificate()]})
    second = await desk.apply({"certificates": [other]})
    still = await verified(desk, TYPED, "1984-03-09")
    undone = await desk.undo(second["id"])
    gone = await verified(desk, "X-2", "1984-03-09")
    again = await desk.undo(second["id"])
    listed = (await desk.client.get("/v1/takeovers", headers=desk.headers)).json()["items"]

    assert still[0] == 200
    assert (undone.status_code, gone[0], again.status_code) == (200, 404, 409)
    assert [each["undone_at"] is not None for each in listed] == [True, False]


async def test_a_number_twice_and_an_id_twice_are_refused(desk: TakeoverDesk) -> None:
    rows = [
        a_certificate(),
        a_certificate(source_id="PAR-2", number="cqp 2019 / 00042"),
        a_certificate(source_id="PAR-1", number="X-3"),
    ]

    report = await desk.apply({"certificates": rows}, partial=True)

    assert [row["result"] for row in report["rows"]] == ["created", "refused", "refused"]
    assert [row["errors"][0]["code"] for row in report["rows"][1:]] == ["number_taken", "repeated_row"]


async def test_the_totals_that_were_given_are_told_against_what_is_found(desk: TakeoverDesk) -> None:
    totals = table(
        ("kind", "state", "year", "count"),
        ("certificates", "", "", "2"),
        ("certificates", "valid", "2019", "1"),
        ("certificates", "revoked", "", "0"),
    )

    report = await desk.apply({"certificates": [a_certificate()], "totals": totals})

    told = {(r["state"], r["year"]): (r["found"], r["given"], r["agrees"]) for r in report["reconciliation"]}
    assert told == {(None, None): (1, 2, False), ("valid", 2019): (1, 1, True), ("revoked", None): (0, 0, True)}


async def test_totals_agree_with_what_stands_here_once_the_refused_rows_alone_are_sent_again(
    desk: TakeoverDesk,
) -> None:
    spoilt = a_certificate(source_id="PAR-2", number="X-2", certification_code="cqp-plombier")
    whole = table(("kind", "state", "year", "count"), ("certificates", "", "", "2"), ("companies", "ccnic", "", "1"))

    before = await desk.apply(
        {"certificates": [a_certificate(), spoilt], "companies": [a_company()], "totals": whole}, partial=True
    )
    after = await desk.apply(
        {"certificates": [{**spoilt, "certification_code": "cqp-operateur-fabrication"}], "totals": whole}
    )
    undone = await desk.undo(after["id"])
    again = await desk.check({"certificates": [a_certificate()], "totals": whole})

    found = [
        [(each["found"], each["agrees"]) for each in told["reconciliation"][:2]] for told in (before, after, again)
    ]
    assert undone.status_code == 200, undone.text
    assert found == [[(1, False), (1, True)], [(2, True), (1, True)], [(1, False), (1, True)]]


async def test_what_stands_here_is_counted_by_state_and_year_as_it_is_now(desk: TakeoverDesk) -> None:
    await desk.apply(
        {
            "companies": [a_company(), a_company(source_id="ENT-2", siret="12345678200028", ccnic=False)],
            "certificates": [a_certificate(), a_certificate(source_id="PAR-2", number="X-2", issued_on="2020-01-03")],
            "partial_results": [a_partial_result()],
        }
    )
    revoked = a_certificate(revoked_on="2020-02-03", revocation_reason="Pièce fausse")

    report = await desk.apply(
        {
            "companies": [a_company(ccnic=None, verified_on=None)],
            "certificates": [revoked],
            "partial_results": [a_partial_result()],
        }
    )

    assert [(each["kind"], each["state"], each["year"], each["found"]) for each in report["reconciliation"]] == [
        ("companies", "not_ccnic", None, 1),
        ("companies", "not_verified", None, 1),
        ("certificates", "revoked", 2019, 1),
        ("certificates", "valid", 2020, 1),
        ("partial_results", "retained", 2025, 1),
    ]


async def test_a_spreadsheet_that_spoils_its_cells_is_told_the_true_reason(desk: TakeoverDesk) -> None:
    header = (
        "source_id",
        "number",
        "certification_code",
        "holder.birth_name",
        "holder.first_names",
        "holder.birth_date",
        "holder.birth_place",
        "awarded_on",
        "issued_on",
        "company_siret",
    )
    good = ("1", "A-1", "cqp-operateur-fabrication", "Noël", "Zoé", "14/02/1990", "Pau", "04/06/2019", "20/06/2019", "")
    serial = ("2", "A-2", *good[2:5], "32918", *good[6:])
    lost = ("3", "A-3", *good[2:9], "3282932000074")
    rounded = ("4", "A-4", *good[2:9], "7,32829E+13")
    broken = ("5", "A-5", good[2], "NoÃ«l", *good[4:])

    report = await desk.apply({"certificates": table(header, good, serial, lost, rounded, broken)}, partial=True)

    told = [row["errors"][0]["detail"] if row["errors"] else "" for row in report["rows"]]
    assert [row["line"] for row in report["rows"]] == [2, 3, 4, 5, 6]
    assert told[0] == ""
    assert "tableur" in told[1]
    assert "zéro" in told[2]
    assert "puissance de dix" in told[3]
    assert "accents" in told[4]


async def test_a_file_that_is_not_utf_8_is_refused(desk: TakeoverDesk) -> None:
    refused = await desk.send({"companies": "source_id;name\n1;Société\n".encode("cp1252")})

    assert refused.status_code == 422
    assert [(e["code"], e["pointer"]) for e in refused.json()["errors"]] == [("not_utf8", "/companies")]


async def test_rules_are_told_and_not_enforced(desk: TakeoverDesk, sandbox_database: AsyncEngine) -> None:
    rows = [
        a_certificate(awarded_on="2010-06-04", issued_on="2010-06-20"),
        a_certificate(source_id="PAR-2", number="X-2"),
    ]

    report = await desk.apply({"certificates": rows})

    assert report["counts"]["certificates"]["created"] == 2
    assert [sorted(m["rule"] for m in row["remarks"]) for row in report["rows"]] == [
        ["D49", "D52", "R1"],
        ["D49", "D52"],
    ]


async def test_partial_results_are_retained_until_their_term(desk: TakeoverDesk) -> None:
    over = a_partial_result(source_id="ACQ-2", jury_on="2015-02-04", holder=a_holder(birth_name="Autre"))

    report = await desk.apply({"partial_results": [a_partial_result(), over]})

    assert report["counts"]["partial_results"]["created"] == 2
    assert [[m["code"] for m in row["remarks"] if m["rule"] == "D10"] for row in report["rows"]] == [
        [],
        ["retention_over"],
    ]


async def test_one_civil_status_in_one_company_is_one_person_and_elsewhere_nobody_says_so(desk: TakeoverDesk) -> None:
    here = "73282932000074"
    rows = [
        a_certificate(company_siret=here),
        a_certificate(source_id="PAR-2", number="X-2", company_siret=here, awarded_on="2020-03-03"),
        a_certificate(source_id="PAR-3", number="X-3", company_siret="12345678200010", awarded_on="2021-03-02"),
    ]

    await desk.apply({"certificates": rows})

    listed = (await desk.client.get("/v1/persons", params={"q": "lefevre"}, headers=desk.headers)).json()["items"]
    assert sorted(len(each["dossiers"]) for each in listed) == [1, 2]
