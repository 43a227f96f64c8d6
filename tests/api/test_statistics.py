"""What is told to everybody of dossiers counted, and how: JSON, CSV, a chart."""

import asyncio
import csv
import io
import xml.etree.ElementTree as ET
from collections import defaultdict
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.readings import Readings
from app.db.statistics import SECONDS_KEPT, SECONDS_SHOWN, SqlStatistics
from app.domain.statistics import Delay, Dimension
from app.usecases.ports.statistics import Counted
from tests.api.dossier_requests import codes_of
from tests.api.jury_room import awaiting_jury

STATISTICS = "/v1/statistics"
_COPIES = text(
    """
    INSERT INTO dossiers (id, version, status, person_key, facts, facts_version, created_at, updated_at)
    SELECT CAST(facts ->> 'id' AS uuid), 1, 'awarded', person_key, facts, facts_version, created_at, updated_at
    FROM (SELECT person_key, facts_version, created_at, updated_at, facts || jsonb_build_object(
            'id', gen_random_uuid(), 'number', 'N-' || :month || :region || copy,
            'requested_on', CAST(:month || '-01' AS text),
            'registered_on', CAST(:month || '-05' AS text),
            'evaluator', facts -> 'evaluator' || jsonb_build_object('region', CAST(:region AS text)),
            'assessment_completed_on', CAST(:month || '-11' AS text),
            'decisions', jsonb_build_array(jsonb_build_object('outcome', 'awarded',
                'decided_on', CAST(:month || '-' || lpad(CAST(10 + copy AS text), 2, '0') AS text)))) AS facts
        FROM dossiers, generate_series(1, :copies) AS copy
        WHERE id = :id) AS copies
    """
)


@pytest.fixture
async def counted(sandbox_database: AsyncEngine) -> None:
    """Twelve dossiers awarded in Île-de-France, three in Bretagne, all requested in January; one in February."""
    sample = await awaiting_jury(sandbox_database)
    async with sandbox_database.begin() as connection:
        for region, month, copies in (("11", "2031-01", 12), ("53", "2031-01", 3), ("11", "2031-02", 1)):
            await connection.execute(_COPIES, {"id": sample.id, "region": region, "month": month, "copies": copies})


async def table(client: AsyncClient, **parameters: Any) -> dict[str, Any]:
    answer = await client.get(STATISTICS, params={"period": "2031", **parameters})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def numbers(document: dict[str, Any]) -> dict[str, int | None]:
    return {share["key"]: share["dossiers"]["value"] for share in document["shares"]}


@pytest.mark.usefixtures("counted")
async def test_small_numbers_are_hidden_and_do_not_come_out_of_the_total(sandbox: AsyncClient) -> None:
    by_region = await table(sandbox, by="region")

    shares = {share["key"]: share for share in by_region["shares"]}
    assert numbers(by_region) == {"11": 15, "53": None}
    assert shares["53"]["dossiers"] == {"value": None, "hidden": True}
    assert shares["53"]["delays"][0]["median_days"] is None
    assert [each["dossiers"]["hidden"] for each in shares["53"]["outcomes"]] == [True, False, False]
    assert (by_region["total"]["dossiers"]["value"], by_region["threshold"]) == (15, 5), "16 less 13 would tell the 3"
    assert shares["53"]["key_label"] == "Bretagne"


@pytest.mark.usefixtures("counted")
async def test_dossiers_are_counted_by_each_dimension_and_narrowed(sandbox: AsyncClient) -> None:
    assert numbers(await table(sandbox, by="month")) == {"2031-01": 15, "2031-02": None}
    assert numbers(await table(sandbox, by="quarter")) == {"2031-Q1": 15}
    assert numbers(await table(sandbox, by="year", region="11")) == {"2031": 15}
    assert numbers(await table(sandbox, by="certification")) == {"cqp-agent-logistique": 15}
    assert numbers(await table(sandbox, by="pathway", period="2031-01")) == {"individualised_training": 15}
    assert numbers(await table(sandbox, by="pathway", pathway="bridge")) == {}
    assert numbers(await table(sandbox, certification="cqp-animateur-equipe-fabrication")) == {}
    assert numbers(await table(sandbox, period="2031-03")) == {}
    assert numbers(await table(sandbox, by="region", period="2031-Q1")) == {"11": 15, "53": None}
    assert numbers(await table(sandbox, by="region", period="2031-Q2")) == {}


@pytest.mark.usefixtures("counted")
async def test_delays_are_told_in_days_half_way_and_at_nine_in_ten(sandbox: AsyncClient) -> None:
    (share,) = (await table(sandbox, by="region", region="11", period="2031-01"))["shares"]

    told = {each["step"]: (each["median_days"], each["ninetieth_days"]) for each in share["delays"]}
    assert told == {
        "admissibility": (None, None),
        "registration": (4, 4),
        "assessment": (6, 6),
        "jury": (5, 10),
        "total": (15, 20),
        "appeal": (None, None),
    }


@pytest.mark.usefixtures("counted")
async def test_a_table_is_csv_and_a_chart_for_who_wants_it_and_is_kept_by_caches(sandbox: AsyncClient) -> None:
    parameters = {"period": "2031", "by": "region"}
    in_csv = await sandbox.get(STATISTICS, params=parameters, headers={"Accept": "text/csv"})
    charts = [
        await sandbox.get(STATISTICS, params={**parameters, "chart": chart}, headers={"Accept": "image/svg+xml"})
        for chart in ("outcomes", "delays")
    ]
    tag = in_csv.headers["ETag"]
    again = await sandbox.get(STATISTICS, params=parameters, headers={"Accept": "text/csv", "If-None-Match": tag})

    rows = list(csv.DictReader(io.StringIO(in_csv.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(row["key"], row["dossiers"], row["jury_median_days"]) for row in rows] == [
        ("11", "15", "5"),
        ("53", "hidden", ""),
        ("", "15", "3"),
    ]
    assert (in_csv.headers["Cache-Control"], again.status_code) == ("public, max-age=300", 304)
    assert "Accept" in in_csv.headers["Vary"]
    for chart in charts:
        drawn = ET.fromstring(chart.text)
        title, description = drawn[0], drawn[1]
        assert title.text
        assert description.text
        assert drawn.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
        assert "Bretagne" in chart.text


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("day", ["2031-02-30", "2031-13-01", "0000-01-01", "never"])
@pytest.mark.parametrize("place", ["{requested_on}", "{registered_on}", "{decisions,-1,decided_on}"])
async def test_a_day_that_is_none_stops_no_count_but_its_own(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, place: str, day: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil = text(
        "UPDATE dossiers SET facts = jsonb_set(facts, CAST(:place AS text[]), to_jsonb(CAST(:day AS text)))"
        " WHERE number = 'N-2031-02111' RETURNING id"
    )
    async with sandbox_database.begin() as connection:
        spoilt = await connection.scalar(spoil, {"place": place.strip("{}").split(","), "day": day})

    document = await table(sandbox, by="region")

    assert numbers(document) == {"11": 10, "53": None}, "of sixteen, the one of February is not counted"
    assert [record.getMessage() for record in caplog.records if record.name == "cqp.facts"] == [
        f"facts of dossier {spoilt} set apart: a day that statistics count is none"
    ]


async def test_a_period_is_one_of_the_calendars(sandbox: AsyncClient) -> None:
    for period in ("2031-13", "2031-Q5", "2031-01-01", "31", "2031-01/2031-02", "x"):
        refused = await sandbox.get(STATISTICS, params={"period": period})
        assert (refused.status_code, codes_of(refused.json())) == (422, ["not_a_period"])


async def test_a_question_is_put_to_the_database_once_in_a_while_however_many_ask(
    sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, at = 0, 0.0
    rows = Readings.rows

    async def noting(self: Readings, query: str, *values: object) -> Any:
        nonlocal put
        put += 1
        return await rows(self, query, *values)

    monkeypatch.setattr(Readings, "rows", noting)
    statistics = SqlStatistics(Readings(sandbox_database).rows, 5, now=lambda: at)
    question = Counted(by=Dimension.YEAR)

    await asyncio.gather(*(statistics.count(question) for _ in range(5)))
    assert put == 1
    at += SECONDS_SHOWN
    await statistics.count(question)
    assert put == 2


class Counting:
    """A database that counts as slowly as it is told, and fails where it is told."""

    def __init__(self) -> None:
        self.counted = 0
        self.goes_on = asyncio.Event()
        self.fails = False

    async def rows(self, *_: object) -> Any:
        await self.goes_on.wait()
        if self.fails:
            raise OSError
        self.counted += 1
        nothing = dict.fromkeys([f"{delay}_days" for delay in Delay])
        return [defaultdict(int, key=None, dossiers=1000 * self.counted, **nothing)]


async def test_who_asks_past_the_time_reads_what_is_at_hand_while_it_is_counted_anew() -> None:
    at, database, question = 0.0, Counting(), Counted(by=Dimension.YEAR)
    statistics = SqlStatistics(database.rows, 5, now=lambda: at)

    async def shown() -> int | None:
        return (await asyncio.wait_for(statistics.count(question), 1)).total.dossiers.value

    database.goes_on.set()
    assert await shown() == 1000
    at += SECONDS_KEPT
    database.goes_on.clear()
    assert await shown() == 1000, "nobody waits for the database"
    database.goes_on.set()
    await asyncio.sleep(0.01)
    assert await shown() == 2000

    at += SECONDS_KEPT
    database.fails = True
    assert await shown() == 2000
    await asyncio.sleep(0.01)
    database.fails = False
    assert await shown() == 2000, "what failed is tried again by who asks next"
    await asyncio.sleep(0.01)
    assert await shown() == 3000
