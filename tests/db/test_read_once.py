"""What a transaction has read by its key is not read again, and is forgotten once it is written."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.read_once import ReadOnce
from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.identities import COMPANY
from app.sandbox.reference import reference_examples


class Shelf:
    """What is read, and how often."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.holds = {"a": 1, "b": 2}

    async def read(self, keys: Collection[str]) -> dict[str, int]:
        self.asked.append(set(keys))
        return {key: self.holds[key] for key in keys if key in self.holds}


async def test_only_what_was_not_asked_for_yet_is_read_and_nothing_is_known_of_what_is_not_there() -> None:
    shelf = Shelf()
    once = ReadOnce(shelf.read)

    assert await once.of(("a", "z")) == {"a": 1}
    assert await once.of(("z", "b", "a")) == {"b": 2, "a": 1}
    assert await once.of(("z", "a")) == {"a": 1}
    assert shelf.asked == [{"a", "z"}, {"b"}]


async def test_what_is_forgotten_is_read_again() -> None:
    shelf = Shelf()
    once = ReadOnce(shelf.read)
    await once.of(("a",))
    shelf.holds["a"] = 3

    once.forget()

    assert await once.of(("a",)) == {"a": 3}


@pytest.mark.parametrize("asks", ["company", "units", "links", "settings", "equivalences", "bodies"])
async def test_a_transaction_asks_once(sandbox_database: AsyncEngine, asks: str) -> None:
    async with SqlUnitOfWork(sandbox_database) as uow:
        questions: Mapping[str, Callable[[], Awaitable[object]]] = {
            "company": lambda: uow.companies.get(COMPANY),
            "units": lambda: uow.companies.approved_of_units({"123456782"}),
            "links": lambda: uow.company_links.of_units({"123456782"}),
            "settings": lambda: uow.certification_settings.of({"cqp-agent-logistique"}),
            "equivalences": uow.reference.cqpi_equivalences,
            "bodies": lambda: uow.training_bodies.networks_of({"123456782"}),
        }
        with statements(sandbox_database) as told:
            first, second = await questions[asks](), await questions[asks]()

    assert first == second
    assert len(told) == 1


async def test_a_company_that_was_written_is_read_again(sandbox_database: AsyncEngine) -> None:
    async with SqlUnitOfWork(sandbox_database) as uow:
        known = await uow.companies.get(COMPANY)
        assert known is not None
        saved = await uow.companies.save(known)

        assert await uow.companies.get(COMPANY) == saved


async def test_equivalences_that_were_written_are_read_again(sandbox_database: AsyncEngine) -> None:
    async with SqlUnitOfWork(sandbox_database) as uow:
        await uow.reference.cqpi_equivalences()
        known = reference_examples().cqpi_equivalences[0]
        kept = await uow.reference.cqpi_equivalence(known.cqp, known.cqpi)
        assert kept is not None
        with statements(sandbox_database) as told:
            await uow.reference.put_cqpi_equivalence(kept.value, over=kept.version)
            written = len(told)
            await uow.reference.cqpi_equivalences()

    assert len(told) == written + 1


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """Those that are sent while the block lasts."""
    told: list[str] = []

    def note(*said: Any) -> None:
        told.append(said[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
