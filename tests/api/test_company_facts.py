"""What a public directory says of a company, over HTTP: told beside verifyCompany, and deciding nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import directory_answers
from app.domain.company_directory import DirectoryEntry, EstablishmentState
from app.main import create_app
from app.sandbox.identities import COMPANY, OTHER_COMPANY
from app.settings import Settings
from app.usecases.ports.company_directory import DirectoryUnavailable
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT
from tests.api.signing_in import sign_in

FACTS = f"/v1/companies/{COMPANY}/facts"


class Directory:
    """A directory of one entry that counts how often it is asked, and may be down."""

    source = "example"

    def __init__(self) -> None:
        self.entry: DirectoryEntry | None = DirectoryEntry(
            name="CHIMIE DU RHONE (BAC A SABLE)", state=EstablishmentState.OPEN, idcc=("0292",)
        )
        self.is_down = False
        self.asked = 0

    async def look_up(self, siret: str) -> DirectoryEntry | None:  # noqa: ARG002 - the port's
        self.asked += 1
        if self.is_down:
            raise DirectoryUnavailable
        return self.entry


@pytest.fixture
def directory() -> Directory:
    return Directory()


@pytest.fixture
async def secretariat(
    settings: Settings, sandbox_database: AsyncEngine, directory: Directory
) -> AsyncIterator[AsyncClient]:
    """The secretariat's client of a service that asks that directory."""
    app = create_app(settings, engine=sandbox_database)
    app.state.container = replace(app.state.container, company_directory=directory)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        client.headers.update(await sign_in(client, SECRETARIAT))
        yield client


async def told(client: AsyncClient, path: str = FACTS) -> dict[str, Any]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_agreement_and_difference_stand_beside_and_change_nothing(secretariat: AsyncClient) -> None:
    before = (await secretariat.get(f"/v1/companies/{COMPANY}")).json()
    facts = await told(secretariat)
    after = (await secretariat.get(f"/v1/companies/{COMPANY}")).json()

    agrees = {name: facts["agrees"][name] for name in ("name", "state", "idcc")}
    assert (facts["outcome"], facts["source"], facts["idcc"], facts["state"]) == ("found", "example", ["0292"], "open")
    assert agrees == {"name": "agrees", "state": "agrees", "idcc": "differs"}
    assert (before, before["ccnic_verified"]) == (after, True)


async def test_an_answer_lasts_thirty_days_and_an_absence_one(
    secretariat: AsyncClient, sandbox_database: AsyncEngine, directory: Directory
) -> None:
    asked = []
    for days in (0, 29, 30):
        await _age(sandbox_database, days)
        await told(secretariat)
        asked.append(directory.asked)
    directory.entry = None
    for days in (30, 0, 1):
        await _age(sandbox_database, days)
        await told(secretariat)
        asked.append(directory.asked)
    absent = await told(secretariat)

    assert asked == [1, 1, 2, 3, 3, 4]
    assert (absent["outcome"], absent["name"], absent["agrees"]["idcc"]) == ("not_found", None, "unknown")


async def test_while_the_directory_is_down_the_last_answer_is_told_with_its_instant(
    secretariat: AsyncClient, sandbox_database: AsyncEngine, directory: Directory
) -> None:
    directory.is_down = True
    without = await told(secretariat)
    directory.is_down = False
    first = await told(secretariat)
    await _age(sandbox_database, 40)
    directory.is_down = True
    older = await told(secretariat)

    assert (without["outcome"], without["asked_at"], without["idcc"]) == ("unavailable", None, [])
    assert (older["outcome"], older["name"]) == ("unavailable", first["name"])
    assert older["asked_at"] < first["asked_at"]


async def test_without_a_directory_nothing_is_asked(
    sandbox_database: AsyncEngine, secretariat: AsyncClient, settings: Settings
) -> None:
    without = settings.model_copy(update={"company_directory": "none", "company_directory_answers": None})
    app = create_app(without, engine=sandbox_database)
    headers = {"Authorization": secretariat.headers["Authorization"]}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver", headers=headers) as client:
        facts = await told(client)

    assert (facts["outcome"], facts["source"]) == ("not_asked", None)


async def test_the_sandbox_has_recorded_examples(sandbox: AsyncClient) -> None:
    sandbox.headers.update(await sign_in(sandbox, SECRETARIAT))
    facts = [await told(sandbox), await told(sandbox, f"/v1/companies/{OTHER_COMPANY}/facts")]

    assert [each["agrees"]["idcc"] for each in facts] == ["agrees", "agrees"]


async def test_it_is_the_secretariats_alone(sandbox: AsyncClient) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    statuses = [(await sandbox.get(FACTS, headers=headers)).status_code for headers in ({}, employer)]

    assert statuses == [401, 403]


async def _age(engine: AsyncEngine, days: int) -> None:
    """Make what was answered that many days old."""
    async with engine.begin() as connection:
        await connection.execute(update(directory_answers).values(asked_at=datetime.now(UTC) - timedelta(days=days)))
