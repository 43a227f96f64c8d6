"""The table of docs/performance.md, from what was measured and stored."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

BEGIN, END = "<!-- table des tailles : python -m benchmarks.large --write -->", "<!-- fin -->"
GROWTH = 1.15


def write_table(measured: Mapping[str, Any], page: Path) -> str:
    """Put the table between its marks; what was put there."""
    told = "\n".join(_lines(measured))
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}")
    return told


def _lines(measured: Mapping[str, Any]) -> Iterator[str]:
    about = measured["facts"]
    sizes = [str(size) for size in about["sizes"]]
    heads = [f"{int(size):,}".replace(",", " ") for size in sizes]
    yield ""
    yield (
        f"{about['measured_at']}, {about['machine']}, {about['cores']} cœurs, charge {about['load']} ;"
        f" {about['rounds']} passes, un registre après l'autre. Médiane, et 95e centile du plus grand, en ms."
    )
    yield ""
    yield f"| question | {' | '.join(heads)} | p95 | croît de | ≤ {GROWTH} |"
    yield f"|---|{'---:|' * (len(sizes) + 3)}"
    for name, by_size in measured["questions"].items():
        took = {str(size): each for size, each in by_size.items()}
        grown = _growth(took[sizes[0]], took[sizes[-1]])
        medians = " | ".join(f"{median(took[size]):.1f}" for size in sizes)
        p95 = quantiles(took[sizes[-1]], n=20, method="inclusive")[-1]
        yield f"| {name} | {medians} | {p95:.1f} | {grown:.2f} | {'oui' if grown <= GROWTH else 'non'} |"
    yield ""
    yield f"| la nuit | {' | '.join(heads)} | mémoire du plus grand | ≤ 60 s, 200 Mio |"
    yield f"|---|{'---:|' * (len(sizes) + 2)}"
    for name, by_size in measured["scans"].items():
        scans = {str(size): each for size, each in by_size.items()}
        seconds = " | ".join(f"{scans[size]['seconds']:.1f} s" if size in scans else "—" for size in sizes)
        last = scans[max(scans, key=int)]
        met = last["seconds"] <= 60 and last["mebibytes"] <= 200
        yield f"| {name} | {seconds} | {last['mebibytes']:.0f} Mio | {'oui' if met else 'non'} |"
    yield ""


def _growth(small: Sequence[float], large: Sequence[float]) -> float:
    """The median of the ratios of what was asked in the same minute."""
    return median(last / first for first, last in zip(small, large, strict=True))
