"""D62: the secretariat links companies of one group: from both ends, no further than it said, and on record."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.sandbox.identities import COMPANY, OTHER_COMPANY
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of, rules_of
from tests.api.signing_in import sign_in
from tests.api.test_known_companies import REASON, another_company

Headers = dict[str, str]
OUR_LINKS, THEIR_LINKS = (f"/v1/companies/{company}/links" for company in (COMPANY, OTHER_COMPANY))
THIRD_SIRET = "73282932000017"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def third(sandbox_database: AsyncEngine) -> UUID:
    return await another_company(sandbox_database, THIRD_SIRET, "0044", ccnic=True)


async def put(
    client: AsyncClient, headers: Headers, *others: object, path: str = OUR_LINKS, reason: str = REASON, **sent: str
) -> Response:
    body = {"company_ids": list(map(str, others)), "reason": reason}
    return await client.put(path, json=body, headers={**headers, **sent})


async def links(client: AsyncClient, headers: Headers, path: str = OUR_LINKS) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(path, headers=headers)).json()
    return found


async def test_a_link_tells_who_made_it_when_and_why_and_stands_at_both_its_ends(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    none = await sandbox.get(OUR_LINKS, headers=secretariat)
    assert (none.status_code, none.headers["ETag"], none.json()["links"]) == (200, '"0"', [])
    answer = await put(sandbox, secretariat, OTHER_COMPANY)
    ours, theirs = await links(sandbox, secretariat), await links(sandbox, secretariat, THEIR_LINKS)

    assert (answer.status_code, answer.headers["ETag"], answer.json()) == (200, '"1"', ours)
    assert (ours["company_ids"], theirs["company_ids"]) == ([str(OTHER_COMPANY)], [str(COMPANY)])
    (link,) = ours["links"]
    made = link["made"]
    assert (link["siret"], link["siren"], link["name"]) == (
        "98765432400019",
        "987654324",
        "Plasturgie du Sud (bac à sable)",
    )
    assert (made["by"], made["reason"], made["at"][-1], link["ended"]) == ("Simon Leroy", REASON, "Z", None)
    assert theirs["links"][0]["made"] == made


async def test_a_link_goes_no_further_than_its_two_ends(
    sandbox: AsyncClient, secretariat: Headers, third: UUID
) -> None:
    await put(sandbox, secretariat, OTHER_COMPANY)
    await put(sandbox, secretariat, COMPANY, third, path=THEIR_LINKS, **{"If-Match": '"1"'})

    assert (await links(sandbox, secretariat))["company_ids"] == [str(OTHER_COMPANY)]
    assert (await links(sandbox, secretariat, f"/v1/companies/{third}/links"))["company_ids"] == [str(OTHER_COMPANY)]


async def test_what_is_left_out_ends_what_stays_is_not_made_anew_and_all_stays_on_record(
    sandbox: AsyncClient, secretariat: Headers, third: UUID
) -> None:
    await put(sandbox, secretariat, OTHER_COMPANY, third)
    before = await links(sandbox, secretariat)
    await put(sandbox, secretariat, third, reason="Cession du 1er décembre.", **{"If-Match": '"2"'})
    after = await links(sandbox, secretariat)
    theirs = await links(sandbox, secretariat, THEIR_LINKS)

    (kept,) = after["links"]
    assert kept == next(each for each in before["links"] if each["company_id"] == str(third))
    (ended,) = after["ended"]
    assert (ended["company_id"], ended["made"]["reason"]) == (str(OTHER_COMPANY), REASON)
    assert (ended["ended"]["by"], ended["ended"]["reason"]) == ("Simon Leroy", "Cession du 1er décembre.")
    assert (theirs["links"], theirs["ended"][0]["ended"]) == ([], ended["ended"])

    again = await put(sandbox, secretariat, OTHER_COMPANY, third, **{"If-Match": '"3"'})
    assert [len(again.json()[which]) for which in ("links", "ended")] == [2, 1]


async def test_whoever_changes_links_says_which_version_and_a_change_at_the_other_end_is_one(
    sandbox: AsyncClient, secretariat: Headers, third: UUID
) -> None:
    first = await put(sandbox, secretariat, OTHER_COMPANY)
    unsaid = await put(sandbox, secretariat, third)
    from_there = await put(sandbox, secretariat, path=THEIR_LINKS, **{"If-Match": first.headers["ETag"]})
    stale = await put(sandbox, secretariat, third, **{"If-Match": first.headers["ETag"]})
    same = await put(sandbox, secretariat, **{"If-Match": '"2"'})

    answers = (first, unsaid, from_there, stale, same)
    assert [answer.status_code for answer in answers] == [200, 428, 200, 412, 200]
    assert same.headers["ETag"] == '"2"'


async def test_two_who_link_at_once_do_not_make_one_link_twice(sandbox: AsyncClient, secretariat: Headers) -> None:
    answers = await asyncio.gather(
        put(sandbox, secretariat, OTHER_COMPANY), put(sandbox, secretariat, COMPANY, path=THEIR_LINKS)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 428]
    assert len((await links(sandbox, secretariat))["links"]) == 1


@pytest.mark.parametrize(
    ("company", "code", "rule"),
    [(COMPANY, "linked_with_itself", "D62"), (uuid7(), "unknown_company", None)],
)
async def test_a_company_is_linked_with_others_that_there_are(
    sandbox: AsyncClient, secretariat: Headers, company: UUID, code: str, rule: str | None
) -> None:
    answer = await put(sandbox, secretariat, OTHER_COMPANY, company)

    assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (422, [code], [rule])
    assert answer.json()["errors"][0]["pointer"] == "/company_ids/1"
    assert (await links(sandbox, secretariat))["links"] == []


async def test_a_blank_reason_is_none(sandbox: AsyncClient, secretariat: Headers) -> None:
    answer = await put(sandbox, secretariat, OTHER_COMPANY, reason=" \u200b ")

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, ["/reason"])


async def test_links_are_the_secretariats_and_of_companies_that_there_are(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    nowhere = f"/v1/companies/{uuid7()}/links"

    assert (await sandbox.get(OUR_LINKS, headers=employer)).status_code == 403
    assert (await put(sandbox, employer, OTHER_COMPANY)).status_code == 403
    assert (await sandbox.get(nowhere, headers=secretariat)).status_code == 404
    assert (await put(sandbox, secretariat, OTHER_COMPANY, path=nowhere)).status_code == 404
