"""How many statements the chair's half of a closing takes."""

from benchmarks.closing.bench import Bench
from benchmarks.closing.desk import in_process
from benchmarks.closing.measured import Measured
from benchmarks.closing.sitting import close_by_both, decide, sitting_of
from benchmarks.statements import StatementCount

_SMALL, _LARGER = 10, 110
"""Two sessions, by whose difference the statements of one dossier are counted: the larger one is written in parts."""


async def statements_of_each(bench: Bench) -> tuple[float, int]:
    """How many statements the chair's half takes for each dossier, and beside them, in this very process."""
    counts = []
    for candidates in (_SMALL, _LARGER):
        count = StatementCount()
        async with in_process(bench.setting, bench.desk.callers, note=count.note) as desk:
            session = await sitting_of(bench.engine, desk, candidates)
            await decide(desk, session, Measured())
            await close_by_both(desk, session, Measured())
        counts.append(count.by_operation()["closeJurySession"][-1])
    each = (counts[1] - counts[0]) / (_LARGER - _SMALL)
    return each, round(counts[0] - _SMALL * each)
