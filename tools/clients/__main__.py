"""``make check-clients``: the table of generators, with what of each generates, compiles and runs."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from app.api.document_text import as_text
from app.api.openapi import without_webhooks
from journey.serving import passing_sandbox
from tools.clients.checks import (
    ADDRESS,
    BUILD,
    CLIENTS,
    DOCUMENT,
    GENERATORS,
    TYPESCRIPT,
    VENV,
    WITHOUT_WEBHOOKS,
    Check,
    Command,
    checks,
)
from tools.clients.debian import find_go_modules, find_httpmime
from tools.clients.measured import NOT_HERE, Measured, lines_of, write_table

console = Console(soft_wrap=True, highlight=False)
_NOTHING = "—"


def main(arguments: Sequence[str]) -> int:
    """Try every generator, or with ``--quick`` those that take a few seconds; 1 where one fails."""
    quick = "--quick" in arguments
    if shutil.which("node") is None:
        console.print("Node n'est pas installé ici : les clients engendrés ne sont pas vérifiés.")
        return 0
    _prepare(quick=quick)
    with passing_sandbox() as address:
        measured = [_tried(check, address) for check in checks() if check.quick or not quick]
    table = Table("générateur", "lignes", "engendre", "compile", "tourne", "s")
    for each in measured:
        table.add_row(*each.cells(), str(each.seconds))
    console.print(table)
    if not quick:
        write_table(measured, CLIENTS / "README.md", datetime.now(UTC).date())
    return 1 if any(each.failed for each in measured) else 0


def _tried(check: Check, address: str) -> Measured:
    missing = [need for need in check.needs if not (Path(need).exists() or shutil.which(need))]
    if missing:
        console.print(f"{check.name} : il manque {', '.join(missing)}.", markup=False)
        return Measured(check.name, 0, NOT_HERE, NOT_HERE, NOT_HERE, 0)
    check.folder.mkdir(parents=True, exist_ok=True)
    begun, told, fine = time.monotonic(), [], True
    for commands in (check.generates, check.compiles, check.runs):
        if fine and commands:
            fine = all(_succeeds(command, check.folder, address) for command in commands)
            told.append("oui" if fine else "non")
        else:
            told.append(_NOTHING)
    generates, compiles, runs = told
    took = round(time.monotonic() - begun)
    return Measured(check.name, lines_of(check.made), generates, compiles, runs, took)


def _succeeds(command: Command, folder: Path, address: str) -> bool:
    words = [address if word == ADDRESS else word.replace(ADDRESS, address) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        console.print(" ".join(words), style="red", markup=False)
        console.print((done.stdout + done.stderr)[-3_000:], markup=False)
    return done.returncode == 0


def _prepare(*, quick: bool) -> None:
    """Install the generators, each from its lock, where they are not there yet, and write what they read."""
    BUILD.mkdir(parents=True, exist_ok=True)
    WITHOUT_WEBHOOKS.write_text(as_text(without_webhooks(orjson.loads(DOCUMENT.read_bytes()))))
    if not (TYPESCRIPT / "node_modules").exists():
        subprocess.run(("npm", "ci", "--no-audit", "--no-fund"), cwd=TYPESCRIPT, check=True, stdout=subprocess.DEVNULL)
    if quick:
        return
    if not (GENERATORS / "node_modules").exists():
        subprocess.run(("npm", "ci", "--ignore-scripts"), cwd=GENERATORS, check=True, stdout=subprocess.DEVNULL)
    if not VENV.exists():
        subprocess.run((sys.executable, "-m", "venv", str(VENV.parent)), check=True)
        pip = (str(VENV / "pip"), "install", "--quiet", "--disable-pip-version-check")
        subprocess.run((*pip, "-r", str(CLIENTS / "requirements.txt")), check=True)
    (jar,) = VENV.parent.glob("lib/python3*/site-packages/openapi_generator_cli/*.jar")
    shutil.copyfile(jar, BUILD / "openapi-generator.jar")
    find_httpmime()
    find_go_modules()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
