"""The table of clients/README.md: what each generator made of the document, as it was measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_BEGIN, _END = "<!-- mesuré : make check-clients -->", "<!-- fin -->"
_SOURCES = frozenset({".ts", ".py", ".java", ".go"})
NOT_HERE = "absent ici"


@dataclass(frozen=True, slots=True)
class Measured:
    """One generator: what it generated, compiled and ran, in the words of the table, and how many lines it wrote."""

    name: str
    lines: int
    generates: str
    compiles: str
    runs: str
    seconds: int

    @property
    def failed(self) -> bool:
        """Whether a command did not do its work."""
        return "non" in (self.generates, self.compiles, self.runs)

    def cells(self) -> tuple[str, ...]:
        """The columns that are the same each time: those of the committed table."""
        written = f"{self.lines:,}".replace(",", " ") if self.lines else "—"
        return self.name, written, self.generates, self.compiles, self.runs


def lines_of(made: Path | None) -> int:
    """The lines of source that a generator wrote."""
    if made is None or not made.exists():
        return 0
    files = [made] if made.is_file() else [each for each in made.rglob("*") if each.suffix in _SOURCES]
    return sum(each.read_bytes().count(b"\n") for each in files if each.is_file())


def write_table(measured: Sequence[Measured], page: Path, on: date) -> None:
    """Put the table between its marks."""
    before, _, rest = page.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    table = "\n".join(_table(measured, on))
    page.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}")


def _table(measured: Sequence[Measured], on: date) -> Iterator[str]:
    yield f"\nMesuré le {on.isoformat()} par `make check-clients`. « Compile : oui » : aucune erreur, en mode strict.\n"
    yield "| générateur | lignes | engendre | compile | tourne |"
    yield "|---|--:|---|---|---|"
    for each in measured:
        yield f"| {' | '.join(each.cells())} |"
    yield ""
