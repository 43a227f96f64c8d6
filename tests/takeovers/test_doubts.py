"""D49: who may be the holder of a former award is the secretariat's to say, and is in its inbox until it has."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, opened
from tests.api.signing_in import sign_in
from tests.api.test_tasks import about, inbox
from tests.takeovers.desk import TakeoverDesk, a_certificate, a_holder, a_partial_result
from tests.takeovers.test_silence import a_request

AWARDS: dict[str, dict[str, Any]] = {
    "a certificate": {"certificates": [a_certificate()]},
    "a partial result": {"partial_results": [a_partial_result()]},
}
NAMED = {
    "a certificate": "Lefèvre Élodie (ancien registre, CQP 2019/00042)",
    "a partial result": "Lefèvre Élodie (ancien registre, e-certif ACQ-1)",
}


@pytest.mark.parametrize("award", AWARDS)
@pytest.mark.parametrize("award_first", [True, False], ids=["before the dossier", "after it"])
async def test_a_doubt_with_the_former_register_is_in_the_inbox_and_named(
    sandbox: AsyncClient, award: str, award_first: bool
) -> None:
    headers, employer = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, EMPLOYER)
    desk = TakeoverDesk(sandbox, headers)
    if award_first:
        await desk.apply(AWARDS[award])
    await opened(sandbox, employer, candidate=a_candidate(**a_holder()))
    if not award_first:
        await desk.apply(AWARDS[award])

    (task,) = about(await inbox(sandbox, headers), "person_match")
    (match,) = await pending(desk)

    assert (task["operation_id"], task["subject"]["id"]) == ("decidePersonMatch", match["id"])
    assert sorted(task["subject"]["label"].split(" / ")) == ["Lefèvre Élodie", NAMED[award]]


async def test_a_candidate_whose_civil_status_is_corrected_is_looked_at_again(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    somebody = {**a_request(300)["candidate"], **a_holder(birth_name="Haddad", birth_date="1995-01-18")}
    found = []
    for candidate in (somebody, a_request(300)["candidate"], somebody):
        report = await desk.apply(
            {"certificates": [a_certificate()], "dossiers": [a_request(300, candidate=candidate)]}
        )
        remarks = {remark["code"] for remark in report["rows"][1]["remarks"]}
        found.append(("person_in_doubt" in remarks, len(await pending(desk))))

    assert found == [(False, 0), (True, 1), (False, 0)]


async def test_a_holder_whose_civil_status_is_corrected_is_looked_at_again(sandbox: AsyncClient) -> None:
    desk, employer = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT)), await sign_in(sandbox, EMPLOYER)
    await opened(sandbox, employer, candidate=a_candidate(**a_holder()))
    found = []
    for holder in (a_holder(), a_holder(birth_name="Haddad", birth_date="1995-01-18"), a_holder()):
        await desk.apply({"certificates": [a_certificate(holder=holder)]})
        found.append(len(await pending(desk)))

    assert found == [1, 0, 1]


async def test_two_awards_of_one_company_are_parted_where_one_was_somebody_elses(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    here = "73282932000074"
    one, other = a_certificate(company_siret=here), a_certificate(source_id="PAR-2", number="X-2", company_siret=here)
    found = []
    for holder in (a_holder(), a_holder(first_names="Jeanne", birth_date="1985-04-10")):
        await desk.apply({"certificates": [one, {**other, "holder": holder}]})
        listed = (await sandbox.get("/v1/persons", params={"q": "lefevre"}, headers=desk.headers)).json()["items"]
        found.append(sorted(len(each["dossiers"]) for each in listed))

    assert found == [[2], [1, 1]]


async def pending(desk: TakeoverDesk) -> list[dict[str, Any]]:
    answer = await desk.client.get("/v1/persons/matches", params={"state": "pending"}, headers=desk.headers)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
