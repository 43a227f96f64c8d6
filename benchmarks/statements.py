"""`python -m benchmarks.statements`: how many statements each act takes, counted while the stories are told.

Begin and commit aside, and what only the sandbox asks: which hour it is. ``-v`` tells the statements of one operation.
"""

import asyncio
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from httpx import ASGITransport, AsyncClient
from rich.console import Console
from sqlalchemy import event

from app.db.engine import create_engine
from app.domain.actions import ACTIONS
from app.main import create_app, settled
from app.sandbox import data
from app.sandbox.identities import PASSWORD
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.telemetry.operations import current_operation
from app.usecases.logs import members_around
from benchmarks.asked import new_dossier
from journey.__main__ import run_story
from journey.stage import Stage
from journey.story_printer import StoryPrinter
from tests.database import migrated, server

MOST = 10
"""The statements that an act may take."""
STORIES_TOLD = ("individualised_training", "simplified_vae")
_AT_NO_ONES_COST = ("sandbox_clock", "pg_advisory", "SAVEPOINT")


@dataclass(slots=True)
class StatementCount:
    """The statements of each request, by its operation."""

    by_request: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, *told: Any) -> None:
        """SQLAlchemy's: a statement is about to be executed."""
        statement: str = told[2]
        request = members_around().get("request_id")
        if request is not None and not any(word in statement for word in _AT_NO_ONES_COST):
            self.by_request[current_operation(), str(request)].append(statement)

    def of_acts(self) -> Mapping[str, list[int]]:
        """Those of the acts on a dossier that take one transaction: a session that closes is as many acts as it has
        dossiers, and what signs in or reads is none."""
        acts = {*ACTIONS, "createDossier"} - {"closeJurySession"}
        return {name: times for name, times in self.by_operation().items() if name in acts}

    def by_operation(self) -> Mapping[str, list[int]]:
        """How many, each time."""
        counts: dict[str, list[int]] = defaultdict(list)
        for (operation, _), statements in self.by_request.items():
            counts[operation].append(len(statements))
        return counts


async def counted(url: str, stories: tuple[str, ...] = STORIES_TOLD) -> StatementCount:
    """What the acts of these stories took, each on a service of its own on that database."""
    engine, count = create_engine(url), StatementCount()
    event.listen(engine.sync_engine, "before_cursor_execute", count.note)
    settings = read_settings(environment="sandbox", database_url=url, signing_key=new_key())
    app = settled(create_app(settings, engine=engine))
    try:
        async with AsyncClient(transport=ASGITransport(app), base_url=settings.public_url, timeout=60) as http:
            stage = Stage(http, StoryPrinter(Console(quiet=True)), None)
            for story in stories:
                await run_story(stage, story)
    finally:
        await engine.dispose()
    return count


async def import_statements(url: str, rows: int) -> int:
    """How many statements an import of so many new dossiers takes, by an employer of the sandbox's."""
    engine, count = create_engine(url), 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    settings = read_settings(environment="sandbox", database_url=url, signing_key=new_key())
    app = settled(create_app(settings, engine=engine))
    try:
        async with AsyncClient(transport=ASGITransport(app), base_url=settings.public_url, timeout=600) as http:
            who = {"email": "employer@sandbox.example", "password": PASSWORD}
            token = (await http.post("/v1/sessions", json=who)).json()["access_token"]
            event.listen(engine.sync_engine, "before_cursor_execute", note)
            answer = await http.post(
                "/v1/dossiers/import",
                content=b"[" + b",".join(map(new_dossier, range(rows))) + b"]",
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )
            answer.raise_for_status()
    finally:
        await engine.dispose()
    return count


def main() -> None:
    """Count on a database of its own."""
    parser = ArgumentParser(prog="python -m benchmarks.statements", description=__doc__)
    parser.add_argument("-v", "--operation")
    asked, console = parser.parse_args().operation, Console(soft_wrap=True, highlight=False)
    with server() as postgres:
        count = asyncio.run(counted(postgres.at(postgres.template(migrated, data.load))))
    for operation, times in sorted(count.by_operation().items(), key=lambda each: -max(each[1])):
        console.print(f"{operation:32} {median(times):5.0f}  au plus {max(times)}")
    if asked:
        longest = max((each for (name, _), each in count.by_request.items() if name == asked), key=len)
        for statement, number in Counter(" ".join(each.split())[:160] for each in longest).items():
            console.print(f"{number} × {statement}", markup=False)


if __name__ == "__main__":
    main()
