"""What `requirements/*.txt` pin."""

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LAYERS = ("run", "dev", "cluster", "maintenance")
"""In the order in which they lean on one another: `dev` keeps the versions of `run`."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)


def pinned(layer: str) -> Mapping[str, str]:
    """The version of each package, by its name."""
    return dict(_PIN.findall((REQUIREMENTS / f"{layer}.txt").read_text(encoding="utf-8")))
