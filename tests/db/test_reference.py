"""Reference data comes back as it was put, and a write never covers one that its author has not read."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certification import Framework
from app.domain.law import ParameterValue
from app.sandbox.reference import reference_examples
from app.usecases.errors import StaleVersion

EXAMPLES = reference_examples()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EIGHTEEN = ParameterValue(rule="R45", name="months", value=24, since=date(2027, 1, 1), source="exemple")


async def test_what_is_put_is_read_back_as_the_same_value(database: AsyncEngine) -> None:
    framework, equivalence, bridge = EXAMPLES.frameworks[0], EXAMPLES.cqpi_equivalences[0], EXAMPLES.bridges[1]
    async with SqlUnitOfWork(database) as uow:
        await uow.reference.put_framework(framework, over=None)
        await uow.reference.put_cqpi_equivalence(equivalence, over=None)
        await uow.reference.put_bridge(bridge, over=None)
        await uow.reference.put_parameter(EIGHTEEN, over=0, at=NOW)
        await uow.commit()

    async with SqlUnitOfWork(database) as uow:
        kept_framework = await uow.reference.framework(framework.certification_code, framework.version)
        kept_equivalence = await uow.reference.cqpi_equivalence(equivalence.cqp, equivalence.cqpi)
        kept_bridge = await uow.reference.bridge(bridge.id)
        parameters = await uow.reference.parameters()

        assert kept_framework is not None
        assert (kept_framework.value, kept_framework.version) == (framework, 1)
        assert kept_equivalence is not None
        assert (kept_equivalence.value, kept_equivalence.version) == (equivalence, 1)
        assert kept_bridge is not None
        assert (kept_bridge.value, kept_bridge.version) == (bridge, 1)
        assert parameters.values == (EIGHTEEN,)
        assert await uow.reference.frameworks_of(framework.certification_code) == (framework,)
        assert await uow.reference.cqpi_equivalences() == (equivalence,)
        assert await uow.reference.bridges() == (bridge,)


async def test_what_is_not_there_is_nothing(database: AsyncEngine) -> None:
    async with SqlUnitOfWork(database) as uow:
        assert await uow.reference.framework("cqp-agent-logistique", "2017") is None
        assert await uow.reference.cqpi_equivalence("cqp-agent-logistique", "cqpi-agent-logistique") is None
        assert await uow.reference.bridge(EXAMPLES.bridges[0].id) is None
        assert await uow.reference.parameter_version("R45", "months") == 0
        assert await uow.reference.is_frozen("cqp-agent-logistique", "2017") is False
        assert await uow.reference.has_open_dossiers("cqp-agent-logistique") is False


@pytest.mark.parametrize(
    "over", [pytest.param(None, id="creating what exists"), pytest.param(7, id="over a version that is not there")]
)
async def test_a_write_over_another_version_is_stale(database: AsyncEngine, over: int | None) -> None:
    framework = EXAMPLES.frameworks[0]
    async with SqlUnitOfWork(database) as uow:
        await uow.reference.put_framework(framework, over=None)

        with pytest.raises(StaleVersion):
            await uow.reference.put_framework(framework, over=over)


async def test_a_write_over_the_version_read_makes_the_next_one(database: AsyncEngine) -> None:
    framework = EXAMPLES.frameworks[0]
    async with SqlUnitOfWork(database) as uow:
        first = await uow.reference.put_framework(framework, over=None)
        second = await uow.reference.put_framework(framework, over=first)
        third = await uow.reference.put_framework(framework, over=second)

    assert (first, second, third) == (1, 2, 3)


async def test_of_two_that_create_the_same_version_together_one_is_stale(database: AsyncEngine) -> None:
    outcomes = await asyncio.gather(
        *(_create(database, EXAMPLES.frameworks[0]) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleVersion"]


@pytest.mark.parametrize("day", [pytest.param(EIGHTEEN.since, id="from one day"), date(2027, 6, 1)])
async def test_of_two_that_set_the_same_parameter_together_one_is_stale(database: AsyncEngine, day: date) -> None:
    outcomes = await asyncio.gather(_set(database, EIGHTEEN), _set(database, _from(day, 12)), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleVersion"]


async def test_a_value_set_for_the_same_day_replaces_the_former_one(database: AsyncEngine) -> None:
    async with SqlUnitOfWork(database) as uow:
        first = await uow.reference.put_parameter(EIGHTEEN, over=0, at=NOW)
        second = await uow.reference.put_parameter(_from(EIGHTEEN.since, 30), over=first, at=NOW)
        await uow.reference.put_parameter(_from(date(2028, 1, 1), 36), over=second, at=NOW)

        values = (await uow.reference.parameters()).values
        assert [(each.since.year, each.value) for each in values] == [(2027, 30), (2028, 36)]
        assert await uow.reference.parameter_version("R45", "months") == 3


async def test_headings_name_every_version_the_latest_first(database: AsyncEngine) -> None:
    async with SqlUnitOfWork(database) as uow:
        for framework in EXAMPLES.frameworks:
            await uow.reference.put_framework(framework, over=None)

        assert len(await uow.reference.framework_headings()) == 16
        (heading,) = await uow.reference.framework_headings("cqp-agent-logistique")
        assert (heading.version, heading.confirmed) == ("exemple-1", False)


def _from(day: date, value: int) -> ParameterValue:
    return ParameterValue(rule="R45", name="months", value=value, since=day, source="exemple")


async def _create(database: AsyncEngine, framework: Framework) -> None:
    async with SqlUnitOfWork(database) as uow:
        await uow.reference.put_framework(framework, over=None)
        await uow.commit()


async def _set(database: AsyncEngine, value: ParameterValue) -> None:
    async with SqlUnitOfWork(database) as uow:
        await uow.reference.put_parameter(value, over=0, at=NOW)
        await uow.commit()


async def test_a_transaction_reads_the_parameters_once_and_again_where_it_sets_one(database: AsyncEngine) -> None:
    read: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT rule_parameters"):
            read.append(statement)

    event.listen(database.sync_engine, "before_cursor_execute", note)
    try:
        async with SqlUnitOfWork(database) as uow:
            assert [(await uow.reference.parameters()).values for _ in range(3)] == [(), (), ()]
            assert len(read) == 1
            await uow.reference.put_parameter(EIGHTEEN, over=0, at=NOW)
            assert (await uow.reference.parameters()).values == (EIGHTEEN,)
            assert len(read) == 2
    finally:
        event.remove(database.sync_engine, "before_cursor_execute", note)


async def test_a_transaction_reads_a_framework_once_and_again_where_it_puts_one(database: AsyncEngine) -> None:
    framework = EXAMPLES.frameworks[0]
    code = framework.certification_code
    statements: list[str] = []
    event.listen(database.sync_engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    async with SqlUnitOfWork(database) as uow:
        nothing = [await uow.reference.frameworks_of(code) for _ in range(2)]
        of_two = await uow.reference.frameworks_by_code((code, "another"))
        await uow.reference.put_framework(framework, over=None)
        put = [await uow.reference.frameworks_of(code) for _ in range(2)]

    assert (nothing, of_two) == ([(), ()], {})
    assert put == [(framework,), (framework,)]
    assert sum(statement.startswith("SELECT frameworks.") for statement in statements) == 3
