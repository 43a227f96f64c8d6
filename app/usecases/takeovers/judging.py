"""What every kind of record has in common as it is taken over: it is judged, then written, many at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from app.domain.law import Rule, RuleWarning, Violation
from app.domain.takeovers import ImportOrigin, KnownRecord
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.takeovers.rows import IntakeRow

Remark = RuleWarning | Violation
"""What a rule says of a row that is written all the same: told, not enforced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverContext:
    """Who takes over what of which source, by which batch, when."""

    uow: UnitOfWork
    caller: Caller
    source: str
    batch_id: UUID
    now: Moment
    new_id: Callable[[], UUID]

    def origin(self, source_id: str) -> ImportOrigin:
        """Where a record of this takeover is from."""
        return ImportOrigin(batch=self.batch_id, source=self.source, source_id=source_id, imported_at=self.now.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row once it was judged: ``subject`` is what it becomes, with an ``id``.

    ``faults`` refuse it. ``conflict``: why what is there already is left as it is.
    """

    row: IntakeRow
    subject: Any = None
    faults: tuple[Violation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    conflict: Violation | None = None

    def remarked(self, *remarks: Remark) -> "Judged":
        """The same with more remarks."""
        return replace(self, remarks=(*self.remarks, *remarks)) if remarks else self


@dataclass(slots=True)
class WritingRemarks:
    """What came of writing: the remarks that could only be made then, by the row's id."""

    remarks: dict[str, tuple[Remark, ...]] = field(default_factory=dict)


class Importer(Protocol):
    """One kind of records."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """Each row that reads well, in order; nothing is written."""
        ...

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Write what is new."""
        ...

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Write over what nobody has touched since."""
        ...


def subject_id(context: TakeoverContext, row: IntakeRow, known: Mapping[str, KnownRecord]) -> UUID:
    """The id of what the row became, or a new one."""
    before = known.get(row.source_id)
    return before.subject_id if before is not None else context.new_id()


def fault(code: str, pointer: str, fr: str, en: str, rule: Rule | None = None) -> Violation:
    """Why a row is refused, at a place of it."""
    return Violation(code=code, rule=rule, pointer=pointer, detail=Text(fr, en))
