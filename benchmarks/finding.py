"""`python -m benchmarks.finding`: searching, counting and the inbox in a register of a million dossiers.

The dossiers are the sandbox's, copied, under names made of syllables; one in twenty goes on. Each question is asked of
the repositories themselves, in a transaction of its own, as the service asks it.
"""

import asyncio
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles

import asyncpg
from rich.console import Console

from app.db.engine import create_engine
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.finding import DossierSort, wanted_by
from app.domain.pathway import Actor
from app.sandbox.database import prepare
from app.sandbox.identities import COMPANY
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.usecases.access import Caller, Role
from app.usecases.paging import PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import DossierFilter
from app.usecases.ports.tasks import Inbox, TaskFilter
from benchmarks.population import populate

_SAMPLES = 1000
_DAY = date(2027, 1, 4)
_SYLLABLES = "ba be bo da de do fa fi ga ka la le lo ma me mi mo na ni no pa po ra re ri ro sa so ta te ti to va vi"
_MULTIPLY = """
    INSERT INTO dossiers (id, version, status, decided_status, person_key, current_step, sort_name, search_words,
        listing_edition, waiting_for, due_by, facts, facts_version, created_at, updated_at)
    SELECT (facts ->> 'id')::uuid, version, status, CASE WHEN over THEN 'awarded' ELSE decided_status END, person_key,
        current_step, name || ' ' || first, ARRAY[name, first, 'cqp2026' || number, number::text], listing_edition,
        CASE WHEN over THEN '{{}}' ELSE ARRAY[(ARRAY['employer', 'secretariat', 'evaluator'])[1 + number % 3]] END,
        CASE WHEN over THEN date '9999-12-31' ELSE date '2026-12-01' + (number % 400)::int END,
        facts, facts_version, created_at, updated_at
    FROM (
        SELECT d.*, copy % 20 <> 0 AS over, 1000000 + copy * {samples} + d.place AS number,
            {word} AS name, {word} AS first,
            d.body || jsonb_build_object('id', uuidv7(), 'number', 'CQP-2026-' || 1000000 + copy * {samples} + d.place)
                AS facts
        FROM (SELECT version, status, decided_status, person_key, current_step, listing_edition, facts AS body,
                facts_version, created_at, updated_at, row_number() OVER (ORDER BY id) AS place
            FROM dossiers ORDER BY id DESC LIMIT {samples}) d, generate_series(1, {copies}) AS copy
    ) copies
"""
_OTHERS = (
    "INSERT INTO dossier_persons (dossier_id, person_id) SELECT id, id FROM dossiers ON CONFLICT DO NOTHING",
    "DELETE FROM awaited_acts",
    (
        "INSERT INTO awaited_acts (dossier_id, operation_id, actor, owner_id, since, due_by, closes_with_jury)"
        " SELECT id, 'addDocument', waiting_for[1], CASE waiting_for[1] WHEN 'employer' THEN company_id"
        " WHEN 'evaluator' THEN coalesce(evaluator_id, '00000000-0000-0000-0000-000000000000')"
        " ELSE '00000000-0000-0000-0000-000000000000' END, date '2026-11-01', due_by, false"
        " FROM dossiers WHERE waiting_for <> '{}' AND company_id IS NOT NULL"
    ),
    "VACUUM ANALYZE",
)

SECRETARIAT = Caller(role=Role.SECRETARIAT)
EMPLOYER = Caller(role=Role.EMPLOYER, company_id=COMPANY)
Question = Callable[[UnitOfWork], Awaitable[object]]


def main() -> int:
    """Generate, ask, tell."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="cqp-finding-") as folder:
        data, documents = Path(folder) / "postgres", Path(folder) / "documents"
        with Cluster(binaries=embedded_binaries(), data=data, durable=False).running() as url:
            settings = read_settings(
                environment="sandbox", database_url=url, signing_key=new_key(), data_directory=documents
            )
            prepare(url, settings)
            asyncio.run(_measure(url, options))
    return 0


async def _measure(url: str, options: Namespace) -> None:
    await populate(url, _SAMPLES)
    await _multiply(url, options.dossiers // _SAMPLES - 1)
    engine, console = create_engine(url), Console(soft_wrap=True)
    try:
        for name, question in _questions().items():
            took = [await _timed(SqlUnitOfWork(engine), question) for _ in range(options.rounds)]
            console.print(f"{name:45} p50 {median(took):7.1f} ms   p95 {quantiles(took, n=20)[-1]:7.1f} ms")
    finally:
        await engine.dispose()


async def _multiply(url: str, copies: int) -> None:
    syllables = ", ".join(f"'{each}'" for each in _SYLLABLES.split())
    # it names the row, so that it is drawn for each of them
    syllable = f"(ARRAY[{syllables}])[1 + floor(random() * {len(_SYLLABLES.split())} + 0 * d.place)::int]"
    word = " || ".join([syllable] * 3)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(_MULTIPLY.format(samples=_SAMPLES, copies=copies, word=word))
        for statement in _OTHERS:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _timed(uow: SqlUnitOfWork, question: Question) -> float:
    begun = time.perf_counter()
    async with uow:
        await question(uow)
    return (time.perf_counter() - begun) * 1000


def _questions() -> Mapping[str, Question]:
    page, closing = PageRequest(limit=50), _DAY + timedelta(days=9)

    def listed(caller: Caller, **narrowed: object) -> Question:
        return lambda uow: uow.dossiers.page(caller, DossierFilter(**narrowed), page)  # type: ignore[arg-type]

    def counted(caller: Caller, **narrowed: object) -> Question:
        return lambda uow: uow.dossiers.count(caller, DossierFilter(**narrowed), _DAY)  # type: ignore[arg-type]

    def inbox(actor: Actor, **narrowed: object) -> Question:
        whose = Inbox(actor=actor, on=_DAY, owners=[COMPANY] if actor is Actor.EMPLOYER else None)
        asked = TaskFilter(**narrowed)  # type: ignore[arg-type]
        return lambda uow: uow.awaited_acts.page(whose, asked, page, closing=closing)

    return {
        "listDossiers": listed(SECRETARIAT),
        "q: a whole name": listed(SECRETARIAT, wanted=wanted_by("bamelo")),
        "q: the beginning of two names": listed(SECRETARIAT, wanted=wanted_by("bame ro")),
        "q: two letters": listed(SECRETARIAT, wanted=wanted_by("ba")),
        "q: nobody": listed(SECRETARIAT, wanted=wanted_by("zzyzx")),
        "q: a name and a SIRET": listed(SECRETARIAT, wanted=wanted_by("bamelo 12345678200010")),
        "q: a SIRET": listed(SECRETARIAT, wanted=wanted_by("12345678200010")),
        "q, of an employer": listed(EMPLOYER, wanted=wanted_by("bamelo")),
        "sort=candidate": listed(SECRETARIAT, sort=DossierSort.CANDIDATE),
        "sort=due_on": listed(SECRETARIAT, sort=DossierSort.DUE_FIRST),
        "waiting_for": listed(SECRETARIAT, waiting_for="evaluator"),
        "status": listed(SECRETARIAT, statuses=("awaiting_jury",)),
        "countDossiers": counted(SECRETARIAT),
        "countDossiers, q": counted(SECRETARIAT, wanted=wanted_by("bame")),
        "countDossiers, waiting_for": counted(SECRETARIAT, waiting_for="evaluator"),
        "listTasks of the secretariat": inbox(Actor.SECRETARIAT),
        "listTasks, due_before": inbox(Actor.SECRETARIAT, due_before=_DAY),
        "listTasks of an employer": inbox(Actor.EMPLOYER),
    }


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.finding", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000, help="a multiple of 1000")
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
