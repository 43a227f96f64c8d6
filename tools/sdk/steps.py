"""What is run to make the packages, and where."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
DOCUMENT = ROOT / "openapi" / "v1.json"
BUILD = ROOT / "build" / "sdk"
PACKAGES = BUILD / "packages"
"""Where the wheel and the tarball lie."""


class StepFailedError(Exception):
    """A command that did not do its work, with what it said."""


def run(*words: str | Path, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What the command printed. Raises StepFailedError."""
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StepFailedError(f"{' '.join(map(str, words))}\n{(done.stdout + done.stderr)[-4_000:]}")
    return done.stdout


def version() -> str:
    """The packages' version: that of the contract."""
    return str(orjson.loads(DOCUMENT.read_bytes())["info"]["version"])


def environment(name: str, *requirements: str) -> Path:
    """The programs of a virtual environment of its own, made where it is not there yet."""
    place = BUILD / name
    if not place.exists():
        run(sys.executable, "-m", "venv", place, folder=ROOT)
        run(place / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *requirements, folder=ROOT)
    return place / "bin"


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def only(found: Sequence[Path]) -> Path:
    """The one file that was made. Raises StepFailedError."""
    if len(found) != 1:
        raise StepFailedError(f"one package was expected: {found}")
    return found[0]
