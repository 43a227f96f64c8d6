"""`python -m benchmarks.closing`: a session of three hundred dossiers is closed, and what follows from it is done.

A server as it is shipped and a worker, each a process of its own, are asked over HTTP. Tells what each half of the
closing takes, how long it keeps others waiting, when the worker has told everybody, and what printing the papers costs.
"""

import asyncio
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.db.engine import create_engine
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.usecases.access import Caller, Role
from benchmarks.closing.bench import Bench, peak, worker_of
from benchmarks.closing.checking import check
from benchmarks.closing.counting import statements_of_each
from benchmarks.closing.desk import desk_of, in_process, signed_in
from benchmarks.closing.following import read_feed, until_done
from benchmarks.closing.measured import Measured
from benchmarks.closing.printing import print_minutes, print_papers
from benchmarks.closing.report import report
from benchmarks.closing.sitting import close_by_both, decide, read_session, sitting_of
from benchmarks.serving import Setting, started
from tests.api.jury_room import awaiting_jury
from tests.webhooks.program import registered as registered_endpoint
from tests.webhooks.receiver import Receiver, receiving

_SECONDS_BEFORE = 3


def main() -> int:
    """Close, follow, print; 0 where nothing is missing."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="cqp-closing-") as folder:
        return asyncio.run(_measure(options, Path(folder)))


async def _measure(options: Namespace, folder: Path) -> int:
    key, documents = new_key(), folder / "documents"
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        settings = read_settings(environment="sandbox", database_url=url, signing_key=key, data_directory=documents)
        await asyncio.to_thread(prepare, url, settings)
        engine = create_engine(url)
        setting = Setting(database_url=url, signing_key=key, pool_size=10, core=None, documents=str(documents))
        try:
            callers = await signed_in(engine)
            with started("ours", setting) as server, worker_of(setting) as worker:
                async with receiving() as program, desk_of(server, key, callers) as desk:
                    await _tell_the_program(setting, callers, program.url)
                    bench = Bench(engine=engine, setting=setting, desk=desk, server=server, worker=worker)
                    return await _close(bench, program, options.candidates)
        finally:
            await engine.dispose()


async def _close(bench: Bench, program: Receiver, candidates: int) -> int:
    desk, measured = bench.desk, bench.measured
    unrelated = f"/v1/dossiers/{(await awaiting_jury(bench.engine)).id}"
    session = await sitting_of(bench.engine, desk, candidates)
    await until_done(bench.engine, Measured())
    program.got.clear()
    cursor = await read_feed(desk, "", [])
    async with bench.probing("avant", unrelated):
        await asyncio.sleep(_SECONDS_BEFORE)
    async with bench.probing("le vote", unrelated):
        await decide(desk, session, measured)
    await read_session(desk, session, measured)
    bench.forget_peaks()
    since = datetime.now(UTC)
    async with bench.probing("la clôture", unrelated):
        await close_by_both(desk, session, measured)
    async with bench.probing("ses suites", unrelated):
        await until_done(bench.engine, measured)
    measured.peaks += [peak(bench.server.pid), peak(bench.worker)]
    await check(bench, session, since=since, cursor=cursor, program=program)
    await print_papers(bench.engine, desk, session, measured)
    measured.peaks.append(peak(bench.server.pid))
    async with bench.probing("l'impression du procès-verbal", unrelated):
        await print_minutes(desk, session, measured)
    measured.peaks.append(peak(bench.server.pid))
    measured.statements = await statements_of_each(bench)
    return report(session, measured)


async def _tell_the_program(setting: Setting, callers: Mapping[Role, Caller], url: str) -> None:
    async with in_process(setting, callers) as desk:
        await registered_endpoint(desk.http, desk.headers(Role.CLIENT), url)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.closing", description=__doc__)
    parser.add_argument("--candidates", type=int, default=300)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
