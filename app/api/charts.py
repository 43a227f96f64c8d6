"""Bars, as SVG: a few rectangles, told in words for who does not see them, and told apart by patterns as by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

SVG = "image/svg+xml"
_LEFT, _WIDTH, _ROW, _TOP = 300, 900, 26, 84
_STYLE = (
    ":root{--ink:#1c2430;--paper:#fff;--a:#1f5fa8;--b:#b35c00;--c:#5b6673}"
    "@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--paper:#12161c;--a:#7db4f0;--b:#f0a860;--c:#a9b4c2}}"
    "text{font:14px system-ui,sans-serif;fill:var(--ink)}.t{font-size:18px;font-weight:600}.e{text-anchor:end}"
    ".s0{fill:var(--a)}.s1{fill:url(#stripes)}.s2{fill:url(#dots)}.k{stroke:var(--ink);stroke-width:1}"
)
_PATTERNS = (
    '<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" style="fill:var(--paper)"/><rect width="4" height="8" style="fill:var(--b)"/></pattern>'
    '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" style="fill:var(--paper)"/><circle cx="4" cy="4" r="2" style="fill:var(--c)"/>'
    "</pattern>"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: its label, a number for each series, and the words in place of a number that is not told."""

    label: str
    values: Sequence[int | None]


def bars(title: str, description: str, series: Sequence[str], lines: Sequence[Bar], *, untold: str) -> bytes:
    """Up to three series, stacked on each line, with the numbers beside them."""
    most = max((sum(value or 0 for value in line.values) for line in lines), default=0) or 1
    height = _TOP + _ROW * len(lines) + 16
    drawn = "".join(_line(line, _TOP + _ROW * place, most, untold) for place, line in enumerate(lines))
    legend = "".join(
        f'<rect class="s{place} k" x="{16 + 200 * place}" y="44" width="14" height="14"/>'
        f'<text x="{36 + 200 * place}" y="56">{escape(name)}</text>'
        for place, name in enumerate(series)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" lang="fr" '
        f'aria-labelledby="title desc"><title id="title">{escape(title)}</title>'
        f'<desc id="desc">{escape(description)}</desc><style>{_STYLE}</style><defs>{_PATTERNS}</defs>'
        f'<rect width="100%" height="100%" style="fill:var(--paper)"/>'
        f'<text class="t" x="16" y="28">{escape(title)}</text>{legend}{drawn}</svg>'
    ).encode()


def _line(line: Bar, top: int, most: int, untold: str) -> str:
    room = _WIDTH - _LEFT - 140
    numbers = " / ".join(untold if value is None else str(value) for value in line.values)
    drawn, left = "", float(_LEFT)
    for place, value in enumerate(line.values):
        width = room * (value or 0) / most
        if width:
            drawn += f'<rect class="s{place} k" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_ROW - 8}"/>'
        left += width
    label = line.label if len(line.label) <= 40 else f"{line.label[:39]}…"
    return (
        f"<g><title>{escape(f'{line.label} : {numbers}')}</title>"
        f'<text class="e" x="{_LEFT - 10}" y="{top + 14}">{escape(label)}</text>{drawn}'
        f'<text x="{left + 8:.1f}" y="{top + 14}">{escape(numbers)}</text></g>'
    )
