"""``python -m tools.openapi_changes``: refuses a document that breaks unsaid what was built on the last release."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.openapi_changes.acceptance import judge, read_accepted
from tools.openapi_changes.changes import Change, Json
from tools.openapi_changes.matrix import MUTATIONS, a_document, seen
from tools.openapi_changes.operations import compare
from tools.openapi_changes.release import NOTHING_ACCEPTED, section_of, snapshot, with_section

_ROOT = Path(__file__).parents[2]
CURRENT = _ROOT / "openapi" / "v1.json"
RELEASED = _ROOT / "openapi" / "released" / "v1.json"
ACCEPTED = _ROOT / "openapi" / "released" / "accepted.toml"
CHANGELOG = _ROOT / "app" / "api" / "portal" / "changelog.md"

console = Console(soft_wrap=True, highlight=False, markup=False)
cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def check() -> None:
    """Compare le document à la dernière version publiée ; échoue sur ce qui casse sans être dit."""
    changes = _changes()
    verdict = judge(changes, read_accepted(ACCEPTED))
    for change in verdict.refused:
        console.print(f"✗ {change}", style="red")
    for row in verdict.stale:
        console.print(f"✗ {row.place} [{row.code}] est accepté, et n'a plus lieu : retirez la ligne.", style="red")
    broken = sum(change.breaking for change in changes)
    console.print(f"OpenAPI : {len(changes) - broken} changements compatibles, {broken} qui cassent.")
    if not verdict.is_clear:
        console.print(f"Rétablissez le contrat, ou dites pourquoi il casse dans {ACCEPTED.relative_to(_ROOT)}.")
        raise typer.Exit(1)


@cli.command()
def changes() -> None:
    """Énumère tout ce qui change depuis la dernière version publiée."""
    for change in _changes():
        console.print(f"{'✗' if change.breaking else '+'} {change}", style="red" if change.breaking else "")


@cli.command()
def matrix() -> None:
    """Montre chaque faute que le comparateur sait voir, et comment il la dit."""
    table = Table("mutation", "attendu", "vu", title="Ce que le comparateur voit")
    for mutation in MUTATIONS:
        found = seen(mutation)
        table.add_row(mutation.name, mutation.said, ", ".join(f"{each.code} ({_kind(each)})" for each in found) or "—")
    console.print(table)
    console.print(
        f"{len(MUTATIONS)} mutations ; document intact : {len(compare(a_document(), a_document()))} changement."
    )


@cli.command()
def release(version: Annotated[str, typer.Argument(help="Le numéro de la version.")]) -> None:
    """Écrit la version au journal des versions (CHANGELOG), et la prend pour référence des suivantes."""
    found, accepted = _changes(), read_accepted(ACCEPTED)
    if not judge(found, accepted).is_clear:
        check()
    section = section_of(version, datetime.now(UTC).date(), found, accepted)
    CHANGELOG.write_text(with_section(CHANGELOG.read_text(encoding="utf-8"), section), encoding="utf-8")
    RELEASED.write_text(json.dumps(snapshot(_read(CURRENT)), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    ACCEPTED.write_text(NOTHING_ACCEPTED, encoding="utf-8")


def _changes() -> list[Change]:
    return compare(_read(RELEASED), _read(CURRENT))


def _read(path: Path) -> Json:
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return document


def _kind(change: Change) -> str:
    return "casse" if change.breaking else "compatible"


if __name__ == "__main__":
    cli()
