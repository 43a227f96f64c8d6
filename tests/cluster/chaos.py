"""`make chaos`: the table of faults, driven through a cluster; what was acknowledged, lost, doubled, and how long.

`python -m tests.cluster.chaos "bascule demandée"` makes one fault alone; the whole table is kept in `measured.toml`,
which docs/quality.md shows.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from tests.cluster.audit import Audit, audit
from tests.cluster.faults import FAULTS, CannotBeTriedError, Fault, Stage
from tests.cluster.locked_row import LockedRow, lock_one_row
from tests.cluster.mail_sink import MailSink
from tests.cluster.measured import MEASURED, as_toml
from tests.cluster.programs import MissingProgramsError, find_programs
from tests.cluster.recorder import Record, Recorder, Written
from tests.cluster.topology import Cluster, ClusterError, cluster

LOCKED_ROW = "une ligne verrouillée 60 s, 200 demandes"
_BEFORE = 2.0
_SECONDS_FOR_MAILS = 180


@dataclass
class Row:
    """What came of one fault."""

    fault: str
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    silence: float = 0.0
    whole_after: float = 0.0
    why_not: str = ""
    faults_of_ours: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """The whole table."""

    rows: list[Row] = field(default_factory=list)
    locked_row: LockedRow | None = None
    mails: int = 0
    mails_missing: int = 0
    mails_repeated: int = 0

    @property
    def is_good(self) -> bool:
        return not self.mails_missing and not any(row.lost or row.doubled or row.faults_of_ours for row in self.rows)


async def drive(running: Cluster, sink: MailSink, chosen: list[str], *, locks_a_row: bool) -> Outcome:
    """Each fault in turn, with the record of what was answered meanwhile."""
    outcome, recorder, records = Outcome(), Recorder(running.address), list[Record]()
    for name in chosen:
        row = await _make(name, FAULTS[name], Stage(running, recorder), records)
        outcome.rows.append(row)
        _tell(_line(row))
        for each in dict.fromkeys(row.faults_of_ours):
            _tell(f"    {each}")
    if locks_a_row:
        _tell(f"{LOCKED_ROW}…")
        outcome.locked_row = await lock_one_row(running)
        _tell(f"    {outcome.locked_row}")
    whole = await _audit(running, [each for record in records for each in record.written])
    _tell(f"à la fin, tout compté de nouveau : {whole.lost} perdus, {whole.doubled} doublés")
    if whole.lost or whole.doubled:
        outcome.rows.append(Row(fault="tout, à la fin", lost=whole.lost, doubled=whole.doubled))
    await _count_mails(running, sink, outcome)
    return outcome


async def _make(name: str, fault: Fault, stage: Stage, records: list[Record]) -> Row:
    row = Row(fault=name)
    stage.recorder.record = record = Record()
    records.append(record)
    stage.recorder.start()
    await asyncio.sleep(_BEFORE)
    try:
        await fault(stage)
    except CannotBeTriedError as reason:
        row.why_not = str(reason)
    row.whole_after = await stage.cluster.become_whole()
    await asyncio.sleep(_BEFORE)
    until = time.monotonic()
    await stage.recorder.end()
    counted = await _audit(stage.cluster, record.written)
    row.acknowledged, row.lost, row.doubled = record.acknowledged, counted.lost, counted.doubled
    row.statuses, row.silence = record.statuses, record.longest_silence(until)
    row.faults_of_ours = record.faults_of_ours
    return row


async def _audit(running: Cluster, written: list[Written]) -> Audit:
    async with running.owner() as engine:
        return await audit(engine, written)


async def _count_mails(running: Cluster, sink: MailSink, outcome: Outcome) -> None:
    """Wait until none is left, then compare what the database says was sent with what the server took."""
    async with running.owner() as engine, engine.connect() as connection:
        until = time.monotonic() + _SECONDS_FOR_MAILS
        waiting = 1
        while waiting and time.monotonic() < until:
            await asyncio.sleep(1)
            waiting = await connection.scalar(text("SELECT count(*) FROM emails WHERE state = 'waiting'")) or 0
        outcome.mails = await connection.scalar(text("SELECT count(*) FROM emails")) or 0
    taken = Counter(sink.message_ids)
    outcome.mails_missing = outcome.mails - len(taken)
    outcome.mails_repeated = sum(taken.values()) - len(taken)
    _tell(f"courriels : {outcome.mails} écrits, {outcome.mails_missing} manquants, {outcome.mails_repeated} répétés")


def _line(row: Row) -> str:
    if row.why_not:
        return f"{row.fault} : pas essayé, {row.why_not}"
    ends = ", ".join(f"{number} × {status}" for status, number in row.statuses.most_common())
    return (
        f"{row.fault} : {row.acknowledged} confirmées, {row.lost} perdues, {row.doubled} doublées ; "
        f"{row.silence:.1f} s sans écriture, entier {row.whole_after:.1f} s après ; {ends}"
    )


async def _main(chosen: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="cqp-cluster-"))
    _tell(f"journaux : {folder}/logs")
    async with cluster(find_programs(), folder, _tell) as running, MailSink.listening(running.ports["mail"]) as sink:
        locks_a_row = LOCKED_ROW in chosen
        outcome = await drive(running, sink, [name for name in chosen if name in FAULTS], locks_a_row=locks_a_row)
    if set(chosen) == {*FAULTS, LOCKED_ROW}:
        MEASURED.write_text(as_toml(outcome, datetime.now(UTC).date()), encoding="utf-8")
    return 0 if outcome.is_good else 1


def _tell(words: str) -> None:
    print(words, flush=True)


def main(names: list[str]) -> int:
    """1 where something was lost, doubled, or answered as a fault of ours."""
    known = [*FAULTS, LOCKED_ROW]
    unknown = [name for name in names if name not in known]
    if unknown:
        _tell(f"fautes inconnues : {', '.join(unknown)}. Connues :\n" + "\n".join(known))
        return 2
    try:
        return asyncio.run(_main(names or known))
    except MissingProgramsError as missing:
        _tell(f"Il manque ici : {missing}. Rien n'est essayé.")
        return 0
    except ClusterError as error:
        _tell(f"La grappe n'est pas ce qu'elle doit être : {error}")
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
