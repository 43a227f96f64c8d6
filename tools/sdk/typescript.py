"""The npm tarball: ours around what ``@hey-api/openapi-ts`` generates of the document."""

import json
import shutil
from pathlib import Path

from tools.sdk.steps import BUILD, CLIENTS, DOCUMENT, PACKAGES, fresh, only, run, version

SOURCE = CLIENTS / "typescript"
_BIN = SOURCE / "node_modules" / ".bin"
_IMPORTS = {"./generated/client/index.js": "cqp-chimie", "./generated/index.js": "cqp-chimie"}
"""What the example imports of the generated client, and where the package has it."""


def build_tarball() -> Path:
    """Make it. Raises StepFailedError."""
    _install()
    folder = fresh(BUILD / "typescript")
    shutil.copytree(SOURCE / "sdk" / "src", folder / "src")
    for name in ("tsconfig.json", "README.md"):
        shutil.copyfile(SOURCE / "sdk" / name, folder / name)
    package = json.loads((SOURCE / "sdk" / "package.json").read_text())
    (folder / "package.json").write_text(json.dumps({**package, "version": version()}, indent=2))
    (folder / "node_modules").symlink_to(SOURCE / "node_modules")
    generated = ("--output", folder / "src" / "generated", "--client", "@hey-api/client-fetch")
    run(_BIN / "openapi-ts", "--input", DOCUMENT, *generated, folder=folder)
    run(_BIN / "tsc", folder=folder)
    PACKAGES.mkdir(parents=True, exist_ok=True)
    run("npm", "pack", "--silent", "--pack-destination", PACKAGES, folder=folder)
    return only(list(PACKAGES.glob("*.tgz")))


def try_tarball(tarball: Path, address: str) -> str:
    """What its trials told, by the tarball and what it names, compiled strictly. Raises StepFailedError."""
    folder = fresh(BUILD / "typescript-trial")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", tarball, folder=folder)
    (folder / "node_modules" / "@types").symlink_to(SOURCE / "node_modules" / "@types")
    (folder / "src").mkdir()
    shutil.copyfile(SOURCE / "src" / "paper.ts", folder / "src" / "paper.ts")
    for name in ("people.ts", "manners.ts"):
        shutil.copyfile(SOURCE / "sdk" / "trial" / name, folder / "src" / name)
    journey = (SOURCE / "src" / "journey.ts").read_text()
    for example, packaged in _IMPORTS.items():
        journey = journey.replace(example, packaged)
    (folder / "src" / "journey.ts").write_text(journey)
    shutil.copyfile(SOURCE / "tsconfig.json", folder / "tsconfig.json")
    run(_BIN / "tsc", folder=folder)
    told = run("node", "build/manners.js", folder=folder)
    return told + run("node", "build/journey.js", folder=folder, environment={"BASE_URL": address})


def _install() -> None:
    if not (SOURCE / "node_modules").exists():
        run("npm", "ci", "--no-audit", "--no-fund", folder=SOURCE)
