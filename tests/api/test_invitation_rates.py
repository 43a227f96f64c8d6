"""Nobody makes a relay of our mails: neither by their number, nor by the words that they quote."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import emails
from tests.api.signing_in import sign_in

EMPLOYER, SECRETARIAT = "employer@sandbox.example", "secretariat@sandbox.example"


async def invite(sandbox: AsyncClient, headers: dict[str, str], email: str, **changes: Any) -> Response:
    body = {"email": email, "name": "Jeanne Martin", "role": "employer", **changes}
    return await sandbox.post("/v1/users", headers=headers, json=body)


async def mails_to(database: AsyncEngine, domain: str) -> int:
    async with database.connect() as connection:
        query = select(func.count()).select_from(emails).where(emails.c.to_address.endswith(domain))
        return int(await connection.scalar(query) or 0)


async def test_one_mailbox_gets_a_few_invitations_in_a_row_whoever_sends_them(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    employer, secretariat = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, SECRETARIAT)

    first = [await invite(sandbox, employer, "victime@poste.example") for _ in range(5)]
    sixth = await invite(sandbox, secretariat, "Victime@poste.example", role="jury")
    another = await invite(sandbox, secretariat, "autre@ailleurs.example", role="jury")

    assert [answer.status_code for answer in first] == [201] * 5
    assert (sixth.status_code, sixth.json()["code"], another.status_code) == (429, "too_many_requests", 201)
    assert int(sixth.headers["Retry-After"]) >= 1
    assert await mails_to(sandbox_database, "@poste.example") == 5


async def test_an_employer_invites_a_few_people_in_a_row_and_the_secretariat_a_whole_jury(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    employer, secretariat = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, SECRETARIAT)

    by_employer = [await invite(sandbox, employer, f"a{number}@poste.example") for number in range(22)]
    by_secretariat = [
        await invite(sandbox, secretariat, f"b{number}@poste.example", role="jury") for number in range(22)
    ]

    assert [answer.status_code for answer in by_employer] == [201] * 20 + [429] * 2
    assert {answer.status_code for answer in by_secretariat} == {201}


@pytest.mark.parametrize(
    "name",
    ["Votre colis attend : https://evil.example/payer", "Jeanne www.evil.example", "evil.example/payer Martin"],
)
async def test_a_name_that_a_mail_would_show_as_a_link_is_refused_wherever_a_name_is_taken(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, name: str
) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)
    contact = {"name": name, "email": "x@poste.example"}
    company = {"siret": "73282932000074", "name": name, "idcc": "0044", "contact": contact}
    answers = [
        await invite(sandbox, headers, "x@poste.example", name=name, role="jury"),
        await sandbox.patch("/v1/me", headers=headers, json={"name": name}),
        await sandbox.post("/v1/clients", headers=headers, json={"name": name, "scopes": ["events:read"]}),
        await sandbox.post("/v1/companies", json=company),
    ]

    codes = [[(each["code"], each["pointer"]) for each in answer.json()["errors"]] for answer in answers]
    assert all(("web_address", "/name") in told for told in codes), codes
    assert ("web_address", "/contact/name") in codes[3]
    assert await mails_to(sandbox_database, "@poste.example") == 0
