"""What was measured, as a table for people and as JSON for whoever keeps it."""

import os
import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Result

_LIBRARIES = ("fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "uvicorn", "uvloop", "httptools", "orjson")


def facts(**more: Any) -> dict[str, Any]:
    """The machine and the versions that the numbers belong to."""
    return {
        "measured_at": datetime.now().astimezone().isoformat(timespec="minutes"),
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
        **more,
    }


def as_json(results: list[Result], about: dict[str, Any]) -> dict[str, Any]:
    """Everything measured; rates in requests per second, one number per round."""
    return {
        "facts": about,
        "operations": [
            {
                "operation": result.operation.name,
                "target": result.operation.target,
                "ratio": median(result.ratios),
                "ratios": result.ratios,
                "cpu_ratio": result.cpu_ratio,
                "equal_bytes": result.equal_bytes,
                "ours": result.side(result.ours),
                "bare": result.side(result.bare),
            }
            for result in results
        ],
    }


def show(console: Console, results: list[Result], about: dict[str, Any]) -> None:
    """Print the tables, then the facts."""
    rates = _table("Requêtes par seconde", "service", "nu", "rapport", "étendue", "visé", "rapport CPU", "octets égaux")
    costs = _table("Latences et coûts", "service p50 / p99 ms", "nu p50 / p99 ms", "µs CPU/req", "CPU de la charge")
    for result in results:
        rates.add_row(result.operation.name, *_rates(result))
        costs.add_row(result.operation.name, *_costs(result))
    console.print(rates, costs)
    console.print(", ".join(f"{name} {value}" for name, value in about.items()), highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table("opération", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _rates(result: Result) -> list[str]:
    target, ratios = result.operation.target, result.ratios
    return [
        f"{result.side(result.ours)['requests_per_second']:.0f}",
        f"{result.side(result.bare)['requests_per_second']:.0f}",
        f"{median(ratios):.2f}",
        f"{min(ratios):.2f}–{max(ratios):.2f}",
        "" if target is None else f"{target:.1f}",
        f"{result.cpu_ratio:.2f}",
        "oui" if result.equal_bytes else "non",
    ]


def _costs(result: Result) -> list[str]:
    ours, bare = result.side(result.ours), result.side(result.bare)
    return [
        f"{ours['p50_ms']:.1f} / {ours['p99_ms']:.1f}",
        f"{bare['p50_ms']:.1f} / {bare['p99_ms']:.1f}",
        f"{ours['cpu_us_per_request']:.0f} / {bare['cpu_us_per_request']:.0f}",
        f"{max(ours['load_cpu_share'], bare['load_cpu_share']):.0%}",
    ]


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if not described.exists():
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in described.read_text().splitlines() if "model name" in line]
    return names[0] if names else platform.processor()
