"""Opening many dossiers from one file, each row whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.domain.imported_rows import ImportStatus
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.create_dossier import (
    JudgedDossier,
    NewDossier,
    judged_dossier,
    look_ahead,
    open_judged,
)
from app.usecases.errors import InvalidInput, UseCaseError
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.imports import BY_REFERENCE, ImportedRow

KNOWN_BY_CONTENT_FOR = timedelta(hours=24)
"""How long a row without a reference is recognised when its file is sent again."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A row that reads well: ``place`` in the file from 1 on, and the ``digest`` of all that it says."""

    place: int
    reference: str | None
    digest: bytes
    new: NewDossier

    @property
    def key(self) -> str:
        """What it is recognised by."""
        return f"content:{self.digest.hex()}" if self.reference is None else f"{BY_REFERENCE}{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of a row: its dossier where there is one, and why it is refused where it is."""

    place: int
    status: ImportStatus
    dossier_id: UUID | None = None
    number: str | None = None
    refusal: UseCaseError | None = None


async def import_dossiers(
    uow: UnitOfWork,
    caller: Caller,
    *,
    rows: Sequence[FileRow],
    dry_run: bool,
    now: Moment,
    new_id: Callable[[], UUID],
) -> tuple[RowOutcome, ...]:
    """Open a dossier for each row, as ``create_dossier`` does, some in one transaction; refused ones stop nobody.

    With ``dry_run`` nothing is written.
    """
    opening = _Import(uow, caller, now, new_id, dry_run=dry_run)
    known = await opening.known(rows)
    first_with: dict[str, int] = {}
    outcomes: dict[int, RowOutcome] = {}
    new_ones = []
    for row in rows:
        first = first_with.setdefault(row.key, row.place)
        if first != row.place:
            outcomes[row.place] = _refused(row, InvalidInput(_repeated(first)))
        elif row.key in known:
            outcomes[row.place] = _met_again(row, known[row.key])
        else:
            new_ones.append(row)
    for together in _of_different_people(new_ones):
        outcomes |= {outcome.place: outcome for outcome in await opening.open(together)}
    return tuple(outcomes[row.place] for row in rows)


def _of_different_people(rows: Iterable[FileRow]) -> Iterator[Sequence[FileRow]]:
    """The rows in their order, as many at once as nobody would think to be one person's: the later is to find the
    earlier one's dossier. One that names a former dossier of its candidate's is by itself."""
    together: list[FileRow] = []
    marks: set[str] = set()
    for row in rows:
        own = set(row.new.candidate.identity.marks)
        is_one_of_several = row.new.previous_dossier_id is not None
        if together and (is_one_of_several or len(together) == _AT_ONCE or marks & own):
            yield together
            together, marks = [], set()
        together.append(row)
        marks |= own
        if is_one_of_several:
            yield together
            together, marks = [], set()
    if together:
        yield together


def owner_of_rows(company_id: UUID | None) -> str:
    """Whose imported rows are: a company's, or the secretariat's."""
    return "secretariat" if company_id is None else f"company:{company_id}"


class _Import:
    def __init__(
        self, uow: UnitOfWork, caller: Caller, now: Moment, new_id: Callable[[], UUID], *, dry_run: bool
    ) -> None:
        self._uow = uow
        self._caller = caller
        self._owner = owner_of_rows(caller.company_id)
        self._now = now
        self._new_id = new_id
        self._dry_run = dry_run
        self._since = now.at - KNOWN_BY_CONTENT_FOR

    async def known(self, rows: Sequence[FileRow]) -> Mapping[str, ImportedRow]:
        """The rows imported before.

        Where a larger transaction is open around all rows, it holds every person here: rows that took them one
        after the other would meet those of another file in the opposite order.
        """
        async with self._uow as uow:
            if not self._dry_run:
                await uow.persons.lock_identities([row.new.candidate.identity for row in rows])
            known = await uow.imported_rows.known(self._owner, [row.key for row in rows], since=self._since)
            await uow.commit()
        return known

    async def open(self, rows: Sequence[FileRow]) -> list[RowOutcome]:
        """What becomes of rows, each of another person; where something refuses them together, each by itself."""
        try:
            done = await (self._judged(rows) if self._dry_run else self._opened(rows))
        except UseCaseError as refusal:
            if len(rows) > 1:
                return [outcome for row in rows for outcome in await self.open((row,))]
            done = {rows[0].key: _refused(rows[0], refusal)}
        if self._dry_run:
            return list(done.values())
        return await self._or_overtaken(rows, done)

    async def _judged(self, rows: Sequence[FileRow]) -> Mapping[str, RowOutcome]:
        async with self._uow as uow:
            judged, refused = await self._judge(uow, rows)
        would = {row.key: RowOutcome(place=row.place, status="would_create") for row in rows if row.key in judged}
        return {**would, **refused}

    async def _opened(self, rows: Sequence[FileRow]) -> Mapping[str, RowOutcome]:
        """By their keys; without those that could have been opened, where the same file opened one of them."""
        async with self._uow as uow:
            judged, refused = await self._judge(uow, rows)
            if not judged:
                return refused
            opened = await open_judged(uow, self._caller, list(judged.values()), now=self._now, new_id=self._new_id)
            became = {
                row.key: ImportedRow(dossier_id=each.dossier.id, number=each.dossier.number, digest=row.digest)
                for row, each in zip((row for row in rows if row.key in judged), opened, strict=True)
            }
            kept = await uow.imported_rows.keep(self._owner, became, at=self._now.at, since=self._since)
            if kept != became.keys():
                return refused
            await uow.commit()
        return {**{row.key: _created(row, became[row.key]) for row in rows if row.key in became}, **refused}

    async def _judge(
        self, uow: UnitOfWork, rows: Sequence[FileRow]
    ) -> tuple[Mapping[str, JudgedDossier], Mapping[str, RowOutcome]]:
        """By their keys, the dossiers that may be opened, in the order of the rows, and the refusals."""
        judged: dict[str, JudgedDossier] = {}
        refused: dict[str, RowOutcome] = {}
        await look_ahead(uow, self._caller, [row.new for row in rows])
        for row in rows:
            try:
                judged[row.key] = await judged_dossier(
                    uow, self._caller, new=row.new, now=self._now, new_id=self._new_id
                )
            except UseCaseError as refusal:
                refused[row.key] = _refused(row, refusal)
        return judged, refused

    async def _or_overtaken(self, rows: Sequence[FileRow], done: Mapping[str, RowOutcome]) -> list[RowOutcome]:
        """The same file came twice at once, and the other one was faster with some rows; the rest as it is done, or
        once more where the faster one undid it."""
        open_still = [row for row in rows if row.key not in done or done[row.key].status == "refused"]
        known = await self._known(open_still) if open_still else {}
        left = [row for row in rows if row.key not in done and row.key not in known]
        told = {
            row.key: _met_again(row, known[row.key]) if row.key in known else done[row.key]
            for row in rows
            if row not in left
        }
        return [*told.values(), *(await self.open(left) if left else ())]

    async def _known(self, rows: Sequence[FileRow]) -> Mapping[str, ImportedRow]:
        async with self._uow as uow:
            return await uow.imported_rows.known(self._owner, [row.key for row in rows], since=self._since)


def _created(row: FileRow, became: ImportedRow) -> RowOutcome:
    return RowOutcome(place=row.place, status="created", dossier_id=became.dossier_id, number=became.number)


def _refused(row: FileRow, refusal: UseCaseError) -> RowOutcome:
    return RowOutcome(place=row.place, status="refused", refusal=refusal)


def _met_again(row: FileRow, known: ImportedRow) -> RowOutcome:
    changed = known.digest != row.digest
    return RowOutcome(
        place=row.place,
        status="refused" if changed else "already_there",
        dossier_id=known.dossier_id,
        number=known.number,
        refusal=InvalidInput(_reference_taken(known.number)) if changed else None,
    )


def _repeated(first: int) -> Violation:
    return Violation(
        code="repeated_row",
        detail=Text(
            f"La ligne {first} de ce fichier a la même référence, ou le même contenu.",
            f"Row {first} of this file has the same reference, or the same content.",
        ),
    )


def _reference_taken(number: str) -> Violation:
    return Violation(
        code="reference_taken",
        pointer="/reference",
        detail=Text(
            f"Cette référence est celle du dossier {number}, importé avec un autre contenu : corrigez ce dossier,"
            " ou prenez une autre référence.",
            f"This reference is that of dossier {number}, imported with another content: correct that dossier,"
            " or take another reference.",
        ),
    )
