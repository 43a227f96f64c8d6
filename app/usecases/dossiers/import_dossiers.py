"""Opening many dossiers from one file, each row whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.domain.imported_rows import ImportStatus
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.create_dossier import NewDossier, judged_dossier, opened_dossier
from app.usecases.errors import InvalidInput, UseCaseError
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.imports import BY_REFERENCE, ImportedRow

KNOWN_BY_CONTENT_FOR = timedelta(hours=24)
"""How long a row without a reference is recognised when its file is sent again."""


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
    """Open a dossier for each row, as ``create_dossier`` does, in a transaction of its own; refused ones stop nobody.

    With ``dry_run`` nothing is written.
    """
    opening = _Import(uow, caller, now, new_id, dry_run=dry_run)
    known = await opening.known(rows)
    first_with: dict[str, int] = {}
    outcomes = []
    for row in rows:
        first = first_with.setdefault(row.key, row.place)
        if first != row.place:
            outcomes.append(RowOutcome(place=row.place, status="refused", refusal=InvalidInput(_repeated(first))))
        elif row.key in known:
            outcomes.append(_met_again(row, known[row.key]))
        else:
            outcomes.append(await opening.open(row))
    return tuple(outcomes)


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

    async def open(self, row: FileRow) -> RowOutcome:
        """The row's dossier, or why there is none."""
        try:
            async with self._uow as uow:
                if self._dry_run:
                    await judged_dossier(uow, self._caller, new=row.new, now=self._now, new_id=self._new_id)
                    return RowOutcome(place=row.place, status="would_create")
                opened = await opened_dossier(uow, self._caller, new=row.new, now=self._now, new_id=self._new_id)
                kept = await uow.imported_rows.keep(
                    self._owner, row.key, row.digest, opened.id, at=self._now.at, since=self._since
                )
                if kept:
                    await uow.commit()
                    return RowOutcome(place=row.place, status="created", dossier_id=opened.id, number=opened.number)
        except UseCaseError as refusal:
            refused = RowOutcome(place=row.place, status="refused", refusal=refusal)
            return refused if self._dry_run else await self._overtaken(row, otherwise=refused)
        return await self._overtaken(row)

    async def _overtaken(self, row: FileRow, *, otherwise: RowOutcome | None = None) -> RowOutcome:
        """The same file came twice at once, and the other one was faster with this row; else what it was else."""
        async with self._uow as uow:
            known = await uow.imported_rows.known(self._owner, [row.key], since=self._since)
        if otherwise is not None and row.key not in known:
            return otherwise
        return _met_again(row, known[row.key])


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
