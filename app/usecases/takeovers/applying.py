"""One takeover: every kind judged row by row and written, in one transaction; the same rows again change nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.law import RuleWarning, Violation
from app.domain.rules.decisions import D77
from app.domain.takeovers import (
    GivenTotal,
    KnownRecord,
    Reconciled,
    TakeoverKind,
    TakeoverResult,
    Tally,
    reconcile,
    result_of,
)
from app.domain.text import Text
from app.usecases.ports.takeovers import TakeoverBatch, TakeoverReport, WrittenRecord
from app.usecases.security_events import SecurityEvent, tell
from app.usecases.takeovers.awards import AwardImporter
from app.usecases.takeovers.companies import CompanyImporter
from app.usecases.takeovers.dossiers import DossierImporter
from app.usecases.takeovers.evaluators import EvaluatorImporter
from app.usecases.takeovers.judging import Importer, Judged, Remark, TakeoverContext, WritingRemarks, fault
from app.usecases.takeovers.jury_sessions import JurySessionImporter
from app.usecases.takeovers.rows import IntakeRow
from app.usecases.takeovers.users import UserImporter

IMPORTERS: Mapping[TakeoverKind, Importer] = {
    TakeoverKind.COMPANIES: CompanyImporter(),
    TakeoverKind.EVALUATORS: EvaluatorImporter(),
    TakeoverKind.USERS: UserImporter(),
    TakeoverKind.JURY_SESSIONS: JurySessionImporter(),
    TakeoverKind.CERTIFICATES: AwardImporter(TakeoverKind.CERTIFICATES),
    TakeoverKind.PARTIAL_RESULTS: AwardImporter(TakeoverKind.PARTIAL_RESULTS),
    TakeoverKind.DOSSIERS: DossierImporter(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is sent: the rows of each kind's file, and the totals that the certifier counts."""

    rows: Mapping[TakeoverKind, Sequence[IntakeRow]]
    totals: tuple[GivenTotal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverRowOutcome:
    """What became of a row, or would."""

    judged: Judged
    result: TakeoverResult

    @property
    def row(self) -> IntakeRow:
        """The row itself."""
        return self.judged.row


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of a file; not ``accepted``: a row of it is refused, and so all of it where it is applied whole.

    That row may be right by itself, and name what another file that is refused does not bring.
    """

    kind: TakeoverKind
    rows: tuple[TakeoverRowOutcome, ...]
    accepted: bool


async def apply_takeover(context: TakeoverContext, intake: Intake, *, partial: bool, dry_run: bool) -> TakeoverReport:
    """Take everything over, or with ``dry_run`` say what would become of it; the report in either case.

    A refused row refuses its file, unless ``partial``. With ``dry_run`` each row is told by itself, what was written
    to find that out is undone, since later rows rest on earlier ones, and of each file it is told whether it would be
    refused whole.
    """
    if dry_run:
        return await _checked(context, intake, partial=partial)
    async with context.uow as uow:
        files = await _take_over_all(context, intake, partial=partial, refused_whole=not partial)
        report = report_of(files, intake.totals, await uow.takeovers.standing(context.source))
        await uow.takeovers.set_report(context.batch_id, report)
        await uow.commit()
    tell(SecurityEvent.TAKEOVER_APPLIED, takeover_id=context.batch_id)
    return report


async def _checked(context: TakeoverContext, intake: Intake, *, partial: bool) -> TakeoverReport:
    """Read once row by row; and where a row is refused, again as it would be applied, for what rests on its file."""
    async with context.uow as uow:
        files = await _take_over_all(context, intake, partial=partial, refused_whole=False)
        standing = await uow.takeovers.standing(context.source)
    if not partial and not all(file.accepted for file in files):
        async with context.uow:
            whole = await _take_over_all(context, intake, partial=partial, refused_whole=True)
        files = [_told_of_the_whole(file, applied) for file, applied in zip(files, whole, strict=True)]
    return report_of(files, intake.totals, standing)


async def _take_over_all(
    context: TakeoverContext, intake: Intake, *, partial: bool, refused_whole: bool
) -> list[FileOutcome]:
    await context.uow.takeovers.lock()
    batch = TakeoverBatch(
        id=context.batch_id,
        source=context.source,
        partial=partial,
        report={},
        made_by=context.caller.name,
        made_at=context.now.at,
    )
    await context.uow.takeovers.add(batch)
    return [
        await _take_over(context, kind, intake.rows[kind], refused_whole=refused_whole)
        for kind in TakeoverKind
        if kind in intake.rows
    ]


def _told_of_the_whole(file: FileOutcome, applied: FileOutcome) -> FileOutcome:
    """The file row by row, and of the rows that are right by themselves why they would be refused all the same."""
    rows = tuple(
        replace(row, judged=row.judged.remarked(*map(_refused_with_the_whole, other.judged.faults)))
        if row.result is not TakeoverResult.REFUSED and other.result is TakeoverResult.REFUSED
        else row
        for row, other in zip(file.rows, applied.rows, strict=True)
    )
    return replace(file, rows=rows, accepted=applied.accepted)


def _refused_with_the_whole(why: Violation) -> RuleWarning:
    return RuleWarning(
        code="refused_with_the_whole",
        rule=D77,
        detail=Text(
            f"Appliquée sans « partial », cette ligne serait refusée : {why.detail.fr}",
            f"Applied without “partial”, this row would be refused: {why.detail.en}",
        ),
    )


async def _take_over(
    context: TakeoverContext, kind: TakeoverKind, rows: Sequence[IntakeRow], *, refused_whole: bool
) -> FileOutcome:
    importer, takeovers = IMPORTERS[kind], context.uow.takeovers
    rows = _once_each(rows)
    readable = [row for row in rows if row.value is not None and not row.faults]
    known = await takeovers.known(context.source, kind, [row.source_id for row in readable])
    versions = await takeovers.versions(kind, [each.subject_id for each in known.values()])
    judged = {each.row.line: each for each in await importer.judge(context, readable, known)}
    outcomes = [_outcome(row, judged.get(row.line), known, versions) for row in rows]
    accepted = all(each.result is not TakeoverResult.REFUSED for each in outcomes)
    if not accepted and refused_whole:
        return FileOutcome(kind=kind, rows=tuple(map(_held_back, outcomes)), accepted=False)
    return FileOutcome(kind=kind, rows=tuple(await _write(context, kind, outcomes)), accepted=accepted)


async def _write(
    context: TakeoverContext, kind: TakeoverKind, outcomes: Sequence[TakeoverRowOutcome]
) -> list[TakeoverRowOutcome]:
    importer, takeovers = IMPORTERS[kind], context.uow.takeovers
    created = [each.judged for each in outcomes if each.result is TakeoverResult.CREATED]
    updated = [each.judged for each in outcomes if each.result is TakeoverResult.UPDATED]
    told: dict[str, tuple[Remark, ...]] = {}
    for writing, some in ((importer.create, created), (importer.update, updated)):
        if some:
            written: WritingRemarks = await writing(context, some)
            told.update(written.remarks)
    versions = await takeovers.versions(kind, [each.subject.id for each in (*created, *updated)])
    records = [
        WrittenRecord(
            source_id=each.row.source_id,
            digest=each.row.digest,
            subject_id=each.subject.id,
            version=versions[each.subject.id],
        )
        for each in (*created, *updated)
    ]
    await takeovers.keep(context.batch_id, context.source, kind, records, context.now.at)
    return [
        replace(each, judged=each.judged.remarked(*told.get(each.row.source_id, ()))) if told else each
        for each in outcomes
    ]


def _once_each(rows: Sequence[IntakeRow]) -> list[IntakeRow]:
    """The rows, those refused whose id another one of the file has already."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        line = first.setdefault(row.source_id, row.line) if row.source_id else row.line
        repeated = fault(
            "repeated_row",
            "/source_id",
            f"La ligne {line} de ce fichier a le même « source_id ».",
            f"Line {line} of this file has the same “source_id”.",
        )
        found.append(row if line == row.line else replace(row, faults=(*row.faults, repeated)))
    return found


def _outcome(
    row: IntakeRow, judged: Judged | None, known: Mapping[str, KnownRecord], versions: Mapping[Any, int]
) -> TakeoverRowOutcome:
    if judged is None:
        return TakeoverRowOutcome(judged=Judged(row=row, faults=row.faults), result=TakeoverResult.REFUSED)
    before = known.get(row.source_id)
    result = result_of(row.digest, before, versions.get(before.subject_id) if before is not None else None)
    if result is TakeoverResult.UNCHANGED:
        return TakeoverRowOutcome(judged=replace(judged, faults=(), remarks=()), result=result)
    if judged.faults:
        return TakeoverRowOutcome(judged=judged, result=TakeoverResult.REFUSED)
    if judged.conflict is not None:
        return TakeoverRowOutcome(judged=judged, result=TakeoverResult.CONFLICT)
    if result is TakeoverResult.CONFLICT:
        return TakeoverRowOutcome(judged=replace(judged, conflict=_CHANGED_SINCE), result=result)
    return TakeoverRowOutcome(judged=judged, result=result)


def _held_back(outcome: TakeoverRowOutcome) -> TakeoverRowOutcome:
    """A row of a file that is refused whole."""
    if outcome.result not in {TakeoverResult.CREATED, TakeoverResult.UPDATED}:
        return outcome
    return TakeoverRowOutcome(judged=replace(outcome.judged, faults=(_FILE_REFUSED,)), result=TakeoverResult.REFUSED)


_CHANGED_SINCE = fault(
    "changed_since",
    "",
    "Quelqu'un a changé ceci depuis la reprise : rien n'en est écrasé.",
    "Somebody has changed this since it was taken over: nothing of it is overwritten.",
)
_FILE_REFUSED = fault(
    "file_refused",
    "",
    "Une autre ligne de ce fichier est refusée : rien n'en est écrit.",
    "Another row of this file is refused: nothing of it is written.",
)


def report_of(files: Sequence[FileOutcome], totals: tuple[GivenTotal, ...], standing: Tally) -> TakeoverReport:
    """The report as it is kept, its sentences in both languages.

    ``standing``: what there is of the source then, of whichever batch; told of the kinds that are sent or counted.
    """
    told_of = {*(file.kind for file in files), *(each.kind for each in totals)}
    tally = {place: count for place, count in standing.items() if place[0] in told_of}
    return {
        "counts": {file.kind.value: _counts(file) for file in files},
        "files": [{"kind": file.kind, "rows": len(file.rows), "accepted": file.accepted} for file in files],
        "rows": [_told(each) for file in files for each in file.rows],
        "reconciliation": [_reconciled(each) for each in reconcile(tally, totals)],
    }


def _counts(file: FileOutcome) -> dict[str, int]:
    counted = Counter(each.result for each in file.rows)
    return {result.value: counted[result] for result in TakeoverResult}


def _told(outcome: TakeoverRowOutcome) -> dict[str, Any]:
    judged = outcome.judged
    errors = (*judged.faults, *((judged.conflict,) if judged.conflict is not None else ()))
    written = judged.subject is not None and outcome.result not in {TakeoverResult.REFUSED, TakeoverResult.CONFLICT}
    return {
        "kind": outcome.row.kind,
        "source_id": outcome.row.source_id,
        "line": outcome.row.line,
        "result": outcome.result,
        "id": str(judged.subject.id) if written else None,
        "errors": [_said(each) for each in errors],
        "remarks": [_said(each) for each in judged.remarks],
    }


def _said(each: Remark) -> dict[str, Any]:
    return {
        "code": each.code,
        "rule": each.rule.number if each.rule is not None else None,
        "pointer": each.pointer or None,
        "fr": each.detail.fr,
        "en": each.detail.en,
    }


def _reconciled(each: Reconciled) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "state": each.state,
        "year": each.year,
        "found": each.found,
        "given": each.given,
        "agrees": each.agrees,
    }
