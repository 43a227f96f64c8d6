"""What was measured, as tables for people and as JSON for whoever keeps it."""

import os
import platform
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.aims import Judged
from benchmarks.measuring import Result

_LIBRARIES = ("fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "uvicorn", "uvloop", "httptools", "orjson")


def facts(**more: Any) -> dict[str, Any]:
    """The machine and the versions that the numbers belong to, and how busy others kept it."""
    return {
        "measured_at": datetime.now().astimezone().isoformat(timespec="minutes"),
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[1], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
        **more,
    }


def as_json(results: list[Result], aims: list[Judged], about: dict[str, Any]) -> dict[str, Any]:
    """Everything measured; rates in requests per second, one number per round."""
    return {
        "facts": about,
        "aims": [asdict(aim) for aim in aims],
        "operations": [
            {
                "operation": result.operation.name,
                **{side: result.side(side) for side in result.rounds},
                "ratios": {side: result.ratios(side) for side in result.rounds if side != "ours"},
                "cpu_ratios": {side: result.cpu_ratio(side) for side in result.rounds if side != "ours"},
            }
            for result in results
        ],
    }


def show(console: Console, results: list[Result], aims: list[Judged], about: dict[str, Any]) -> None:
    """Print the tables, then the facts."""
    rates = _table("Requêtes par seconde", "service", "nu", "habituel", "part du nu", "étendue", "CPU", "habituel ×")
    costs = _table("Latences et coûts", "p50 / p99 ms", "nu", "habituel", "ms CPU/req", "nu", "habituel", "charge")
    for result in results:
        rates.add_row(result.operation.name, *_rates(result))
        costs.add_row(result.operation.name, *_costs(result))
    met = _table("Buts", "quoi", "visé", "mesuré", "atteint")
    for aim in aims:
        bound = f"{'≥' if aim.at_least else '≤'} {aim.bound:g}"
        met.add_row(aim.operation, aim.what, bound, f"{aim.value:.2f}", "oui" if aim.is_met else "NON")
    console.print(rates, costs, met)
    console.print(", ".join(f"{name} {value}" for name, value in about.items()), highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table("opération", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _rates(result: Result) -> list[str]:
    bare, usual = result.ratios("bare"), result.ratios("usual")
    return [
        *(_told(result, side, "requests_per_second", "{:.0f}") for side in ("ours", "bare", "usual")),
        f"{median(bare):.2f}" if bare else "",
        f"{min(bare):.2f}–{max(bare):.2f}" if bare else "",
        f"{result.cpu_ratio('bare'):.2f}" if bare else "",
        f"{median(usual):.1f}" if usual else "",
    ]


def _costs(result: Result) -> list[str]:
    sides = ("ours", "bare", "usual")
    latencies = [
        f"{result.side(side)['p50_ms']:.1f} / {result.side(side)['p99_ms']:.1f}" if side in result.rounds else ""
        for side in sides
    ]
    load = max(result.side(side)["load_cpu_share"] for side in result.rounds)
    return [*latencies, *(_told(result, side, "cpu_ms", "{:.2f}") for side in sides), f"{load:.0%}"]


def _told(result: Result, side: str, what: str, form: str) -> str:
    return form.format(result.side(side)[what]) if side in result.rounds else ""


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if not described.exists():
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in described.read_text().splitlines() if "model name" in line]
    return names[0] if names else platform.processor()
