"""The wheel: ours around what ``openapi-python-client`` generates of the document."""

import shutil
import sys
from pathlib import Path

import orjson

from app.api.schemas import operations_of
from tools.sdk.steps import BUILD, CLIENTS, DOCUMENT, PACKAGES, environment, fresh, only, run, version

SOURCE = CLIENTS / "python"
TRIALS = ("manners.py", "whole_journey.py")
_MAKES = ("-r", str(CLIENTS / "requirements.txt"), "-r", str(SOURCE / "requirements.txt"))


def build_wheel() -> Path:
    """Make it. Raises StepFailedError."""
    programs, folder = environment("venv", *_MAKES), fresh(BUILD / "python")
    package = folder / "src" / "cqp_chimie"
    shutil.copytree(SOURCE / "src" / "cqp_chimie", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copyfile(SOURCE / name, folder / name)
    (package / "version.py").write_text(
        f'"""The version of the contract that this is made of."""\n\n__version__ = "{version()}"\n'
    )
    generate = (programs / "openapi-python-client", "generate", "--meta", "none", "--overwrite", "--fail-on-warning")
    config = ("--config", SOURCE / "config.yml")
    read = folder / "v1.json"
    read.write_bytes(_of_what_is_answered())
    run(*generate, *config, "--path", read, "--output-path", package / "rest", folder=folder)
    run(programs / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", folder=folder)
    wheel = only(list((folder / "dist").glob("*.whl")))
    PACKAGES.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(wheel, PACKAGES))


def _of_what_is_answered() -> bytes:
    """The document without the answers 304: their emptiness would make an ``Any`` of the type of each read."""
    document = orjson.loads(DOCUMENT.read_bytes())
    for operation in operations_of(document):
        operation["responses"].pop("304", None)
    return orjson.dumps(document)


def try_wheel(wheel: Path, address: str) -> str:
    """What its trials told, by the wheel and what it names alone, typed strictly. Raises StepFailedError."""
    programs, folder = environment("venv", *_MAKES), fresh(BUILD / "python-trial")
    run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    alone = folder / "venv" / "bin"
    run(alone / "pip", "install", "--quiet", "--disable-pip-version-check", wheel, folder=folder)
    for name in TRIALS:
        shutil.copyfile(SOURCE / name, folder / name)
    checks = (programs / "mypy", "--config-file", SOURCE / "mypy.ini", "--python-executable", alone / "python")
    run(*checks, BUILD / "python" / "src" / "cqp_chimie", folder=folder)
    run(*checks, *TRIALS, folder=folder)
    return "".join(run(alone / "python", name, address, folder=folder) for name in TRIALS)
