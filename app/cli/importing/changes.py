"""What an import does to what stands: worked out in one transaction, told line by line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.faults import faults_of
from app.api.nul import nul_faults
from app.cli.importing.files import Entry
from app.cli.importing.kinds import Json, Kind
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.law import Violation
from app.usecases.errors import Refused, UseCaseError
from app.usecases.moment import Moment

State = Literal["added", "changed", "unchanged", "refused"]

_SIGNS: Mapping[State, tuple[str, str, str]] = {
    "added": ("+", "green", "ajouté(s)"),
    "changed": ("~", "yellow", "modifié(s)"),
    "unchanged": ("=", "dim", "inchangé(s)"),
    "refused": ("✗", "red", "refusé(s)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one entry; ``lines`` say what differs, or why it is refused."""

    name: str
    state: State
    lines: tuple[str, ...] = ()


async def import_entries(
    engine: AsyncEngine,
    kind: Kind,
    entries: Sequence[Entry],
    *,
    now: Moment,
    dry_run: bool,
    advance: Callable[[], None] = lambda: None,
) -> list[Change]:
    """Write every entry, or none where one is refused or it is only tried."""
    changes = []
    async with engine.connect() as connection:
        transaction = await connection.begin()
        uow = SqlUnitOfWork(engine, ambient=connection)
        for entry in entries:
            changes.append(await _change(uow, kind, entry, now))
            advance()
        if dry_run or any(change.state == "refused" for change in changes):
            await transaction.rollback()
        else:
            await transaction.commit()
    return changes


def print_changes(changes: Sequence[Change], console: Console, *, dry_run: bool) -> None:
    """Print what changes, then how many of each."""
    for change in changes:
        sign, style, _ = _SIGNS[change.state]
        if change.state != "unchanged":
            console.print(f"{sign} {_plain(change.name)}", style=style, markup=False, highlight=False)
        for line in change.lines:
            console.print(f"    {_plain(line)}", markup=False, highlight=False)
    counts = ((sum(change.state == state for change in changes), words) for state, (_, _, words) in _SIGNS.items())
    told = ", ".join(f"{count} {words}" for count, words in counts)
    refused = any(change.state == "refused" for change in changes)
    kept = "rien n'a été écrit" if dry_run or refused else "tout a été écrit"
    console.print(f"{told} : {kept}.", markup=False, highlight=False)


async def _change(uow: SqlUnitOfWork, kind: Kind, entry: Entry, now: Moment) -> Change:
    rows = f" (ligne {', '.join(map(str, entry.rows[:5]))}{'…' if len(entry.rows) > 5 else ''})"
    name = kind.name_of(entry.document) + rows
    faults = list(dict.fromkeys(entry.faults))
    faults += [_reason(each.pointer, each.detail.fr) for each in faults_of(nul_faults(entry.document), entry.document)]
    try:
        body = kind.model.model_validate(entry.document)
    except ValidationError as error:
        found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        faults += [_reason(each.pointer, each.detail.fr) for each in faults_of(found, entry.document)]
    else:
        if not faults:
            try:
                before, after = await kind.write(uow, body, now)
            except UseCaseError as refusal:
                faults = list(_reasons(refusal))
            else:
                return _compared(name, before, after)
    return Change(name=name, state="refused", lines=tuple(faults))


def _compared(name: str, before: Json | None, after: Json) -> Change:
    if before is None:
        return Change(name=name, state="added")
    lines = tuple(_differences(before, after, ""))
    return Change(name=name, state="changed" if lines else "unchanged", lines=lines)


def _differences(before: Any, after: Any, place: str) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(name), after.get(name), f"{place}.{name}" if place else name)
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            was, stands = (each[number] if number < len(each) else None for each in (before, after))
            yield from _differences(was, stands, f"{place}.{number + 1}")
    elif before != after:
        yield f"{place} : {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if value is None:
        return "(rien)"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} : {_shown(member)}" for name, member in value.items()) + "}"
    return f"« {value} »" if isinstance(value, str) else str(value)


def _reasons(error: UseCaseError) -> Iterator[str]:
    violations: Sequence[Violation] = error.violations if isinstance(error, Refused) else ()
    for violation in violations:
        rule = f" ({violation.rule.number})" if violation.rule else ""
        yield _reason(violation.pointer, violation.detail.fr + rule)
    if not violations:
        yield error.detail.fr


def _reason(pointer: str | None, sentence: str) -> str:
    """The place as columns are named, items counting from 1."""
    steps = (pointer or "").split("/")[1:]
    place = ".".join(str(int(step) + 1) if step.isdigit() else step for step in steps)
    return f"{place} : {sentence}" if place else sentence


def _plain(text: str) -> str:
    """Without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
