"""What every test may ask for: a database of its own, the service on it, a client of the service."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters import passwords
from app.adapters.credentials.keys import new_credential_key
from app.api import account_dependencies
from app.api.loop_watch import LoopWatch
from app.db.facts.kept import KEPT
from app.db.shapes.unreadable import forget, noted
from app.main import create_app
from app.sandbox import data
from app.sandbox.signing_key import new_key
from app.settings import Settings, read_settings
from tests import background_work
from tests.database import Postgres, migrated, server

CREDENTIAL_KEY = new_credential_key()
"""That of all tests of this process."""
RECORDED_DIRECTORY = Path(data.__file__).parent / "directory"
"""What a directory answers of the sandbox's companies."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options by which other tests are chosen than those that pass before each merge."""
    parser.addoption(
        "--touching-the-database", action="store_true", help="only the tests that ask for a database, by their fixtures"
    )
    parser.addoption("--nightly", action="store_true", help="only the long tests, those marked `nightly`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not asked for: the long tests, unless by night, and what no other PostgreSQL can change."""
    by_night, touching = config.getoption("nightly"), config.getoption("touching_the_database")

    def is_asked_for(item: pytest.Item) -> bool:
        if touching and "postgres" not in getattr(item, "fixturenames", ()):
            return False
        return by_night is (item.get_closest_marker("nightly") is not None)

    config.hook.pytest_deselected(items=[item for item in items if not is_asked_for(item)])
    items[:] = [item for item in items if is_asked_for(item)]


@pytest.fixture(scope="session", autouse=True)
def production_cost() -> Iterator[passwords.Cost]:
    """What a hash costs in production, the tests paying next to nothing: they sign in thousands of times."""
    with pytest.MonkeyPatch.context() as patch:
        usual = passwords.COST
        patch.setattr(passwords, "COST", passwords.Cost(passes=1, kibibytes=8, lanes=1))
        yield usual


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this process."""
    with server() as started:
        yield started


@pytest.fixture(scope="session")
def empty_template(postgres: Postgres) -> str:
    """A migrated database without a row, to clone."""
    return postgres.template(migrated)


@pytest.fixture(scope="session")
def sandbox_template(postgres: Postgres, empty_template: str) -> str:
    """A database with the sandbox's data, to clone."""
    return postgres.template(data.load, of=empty_template)


@pytest.fixture
async def database(postgres: Postgres, empty_template: str) -> AsyncIterator[AsyncEngine]:
    """A migrated database without a row, this test's alone: its commits are real, and so are its races."""
    async with postgres.clone(empty_template) as engine:
        yield engine


@pytest.fixture
async def sandbox_database(postgres: Postgres, sandbox_template: str) -> AsyncIterator[AsyncEngine]:
    """A database with the sandbox's data, this test's alone."""
    async with postgres.clone(sandbox_template) as engine:
        yield engine


@pytest.fixture(scope="session")
def signing_key() -> str:
    """A key for tokens, PEM."""
    return new_key()


@pytest.fixture
def settings(signing_key: str, tmp_path: Path) -> Settings:
    """The sandbox's settings; the database is given apart, as an engine."""
    return read_settings(
        environment="sandbox",
        database_url="postgresql://unused/unused",
        public_url="http://testserver",
        data_directory=tmp_path / "documents",
        signing_key=signing_key,
        credential_key=CREDENTIAL_KEY,
        live_seconds=0.2,  # an answer that stays open ends while a test waits for it
        company_directory="recorded",
        company_directory_answers=RECORDED_DIRECTORY,
    )


@pytest.fixture
def app(settings: Settings, database: AsyncEngine) -> FastAPI:
    """The service, on an empty database."""
    return create_app(settings, engine=database)


@pytest.fixture
def attempts_in_one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock by which attempts are counted stands still: a slow machine does not pass for patience."""
    instant = datetime.now(UTC)
    monkeypatch.setattr(account_dependencies, "token_time", lambda: instant)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that reaches the service without a network."""
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected,
    ):
        yield connected


@pytest.fixture
async def sandbox(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[AsyncClient]:
    """A client of the service on the sandbox's data."""
    app = create_app(settings, engine=sandbox_database)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected,
    ):
        yield connected


@pytest.fixture
def work(settings: Settings, sandbox_database: AsyncEngine) -> Callable[[], Awaitable[None]]:
    """`await work()` has the background work of the ``sandbox`` fixture done, until nothing is due."""
    return partial(background_work.work, settings, sandbox_database)


_STALLS = pytest.StashKey[list[tuple[float, str]]]()


@pytest.fixture(scope="session", autouse=True)
def watched_loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """What keeps the loops of the tested services from turning is noted, with the test that made it."""
    note, longest = LoopWatch.note, (0.0, "")

    def noting(watch: LoopWatch, *, late: float, computing: float) -> None:
        nonlocal longest
        test = os.environ.get("PYTEST_CURRENT_TEST", "")
        if "test_event_loop.py" not in test:  # where loops are kept from turning on purpose
            longest = max(longest, (min(late, computing), test))
        note(watch, late=late, computing=computing)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LoopWatch, "note", noting)
        yield
    request.config.stash.setdefault(_STALLS, []).append(longest)
    if hasattr(request.config, "workeroutput"):
        request.config.workeroutput["longest_stall"] = longest


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of several processes has measured."""
    if longest := getattr(node, "workeroutput", {}).get("longest_stall"):
        node.config.stash.setdefault(_STALLS, []).append(tuple(longest))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what tests recorded under ``told``, and what kept a loop longest: figures that a reader wants to see."""
    stalls = config.stash.setdefault(_STALLS, [])
    for seconds, test in sorted(stalls, reverse=True)[:1]:
        terminalreporter.write_line(f"Longest computing on an event loop: {seconds * 1000:.0f} ms, in {test}")
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(value))


@pytest.fixture(autouse=True)
def nothing_unreadable_is_remembered() -> Iterator[None]:
    """What one test met that could not be read is nothing to another, in whose database it is not."""
    yield
    for kept in KEPT:
        forget(kept.shaped.name, noted(kept.shaped.name))
