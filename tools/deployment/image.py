"""The Dockerfile, replayed without a container engine: each step in a scratch folder, and what comes out is started.

`python -m tools.deployment.image` does all of it, the packages downloaded and their hashes checked, on the PostgreSQL
of DATABASE_URL where one is named, else on the embedded one. What an engine alone can do is left out: the account of
the process, and a root of its own.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key, new_paper_key
from tools.deployment.checks import free_port

ROOT = Path(__file__).resolve().parents[2]
_OURS = re.compile(r"(?<![\w./-])/(venv|srv|data)\b")
"""The absolute paths of the image, which lie in the scratch folder here."""
_SECONDS_TO_START = 60
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - replaced, since this machine is no container


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its name, and what it is given, on one line."""

    name: str
    words: str


@dataclass(slots=True)
class Image:
    """What the steps left behind, in the folder ``root``."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    workdir: Path = Path()
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def inside(self, words: str) -> str:
        """The same words, the image's paths being in the scratch folder."""
        return _OURS.sub(lambda path: f"{self.root}{path[0]}", words)


def steps_of(dockerfile: str) -> list[Step]:
    """Its instructions, their lines joined, without comments."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def replay(root: Path, *, packages: Path | None = None) -> Image:
    """Do every step in ``root``. ``packages``: a folder of installed packages to take instead of installing them."""
    image = Image(root.resolve())
    stage = 0
    for step in steps_of((ROOT / "Dockerfile").read_text()):
        stage += step.name == "FROM"
        if stage == 1 and packages is not None:
            continue
        _do(image, step)
        if step.name == "FROM" and stage == 2 and packages is not None:
            _borrow(image, packages)
    return image


def _do(image: Image, step: Step) -> None:
    match step.name:
        case "FROM":
            image.environment, image.workdir = {}, image.root
        case "RUN":
            _run(image, step.words)
        case "COPY" if not step.words.startswith("--from="):  # both stages lie in the same folder
            _copy(image, *step.words.split())
        case "WORKDIR":
            image.workdir = Path(image.inside(step.words))
            image.workdir.mkdir(parents=True, exist_ok=True)
        case "ENV":
            for each in shlex.split(image.inside(step.words)):
                name, _, value = each.partition("=")
                image.environment[name] = value.replace("$PATH", os.environ["PATH"])
        case "LABEL":
            image.labels |= dict(each.split("=", 1) for each in shlex.split(step.words))
        case "CMD":
            image.command = json.loads(step.words)
        case "HEALTHCHECK":
            image.health = json.loads(step.words.partition(" CMD ")[2])
        case "ARG" | "COPY" | "USER" | "VOLUME" | "EXPOSE":
            pass
        case other:
            raise ValueError(f"{other}: this is not known here")


def _run(image: Image, words: str) -> None:
    """As the engine would, save that no account is made."""
    without_account = re.sub(r"^useradd [^&]*&& ", "", words).replace("-o cqp ", "")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(
        ["/bin/sh", "-e", "-c", image.inside(without_account)],
        cwd=image.workdir,
        env={"PATH": path, "HOME": str(image.root)},
        check=True,
    )


def _borrow(image: Image, packages: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(image.root / "venv")], check=True)
    (site,) = (image.root / "venv" / "lib").glob("python*/site-packages")
    (site / "borrowed.pth").write_text(f"{packages}\n")


def _copy(image: Image, *words: str) -> None:
    *sources, target = words
    into = Path(image.inside(target)) if target.startswith("/") else image.workdir / target
    for source in sources:
        for file in context_of(ROOT):
            if source == "." or str(file) == source:
                copied = into / (file if source == "." else file.name)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, copied)


def context_of(folder: Path) -> Iterator[Path]:
    """What an engine would be given of a folder, by its `.dockerignore`: the last pattern that matches decides."""
    patterns = (folder / ".dockerignore").read_text().split()
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = [name for name in folders if name not in {".git", ".venv", "node_modules"}]
        for name in files:
            if _is_given(here / name, patterns):
                yield here / name


def _is_given(file: Path, patterns: list[str]) -> bool:
    given = True
    for pattern in patterns:
        plain = pattern.removeprefix("!").removeprefix("**/")
        upwards = [str(each) for each in (file, *file.parents)][:-1]
        names = upwards if "**/" not in pattern else [part for each in upwards for part in (each, Path(each).name)]
        if any(fnmatch(name, plain) and (name.count("/") == plain.count("/") or "**/" in pattern) for name in names):
            given = pattern.startswith("!")
    return given


@contextmanager
def started(image: Image, settings: Mapping[str, str], *, command: list[str], port: int) -> Iterator[None]:
    """The process that the image runs, on this port, for as long as the block lasts."""
    moved = [*(word.replace(_EVERYWHERE, "127.0.0.1") for word in command), "--port", str(port)]
    environment = {**image.environment, **settings, "HOME": str(image.root)}
    program = shutil.which(moved[0], path=environment["PATH"]) or moved[0]
    running = subprocess.Popen([program, *moved[1:]], cwd=image.workdir, env=environment)
    try:
        yield
    finally:
        running.terminate()
        running.wait(60)


def is_healthy(image: Image, path: str, *, port: int) -> bool:
    """Whether the image's own probe finds the process well, within a minute; ``path`` in place of its own."""
    asked = [*image.health[:-1], f"http://127.0.0.1:{port}{path}"]
    program = shutil.which(asked[0], path=image.environment["PATH"]) or asked[0]
    for _ in range(_SECONDS_TO_START):
        done = subprocess.run([program, *asked[1:]], cwd=image.workdir, env=image.environment, check=False)
        if done.returncode == 0:
            return True
        time.sleep(1)
    return False


def production_settings(image: Image, database_url: str) -> dict[str, str]:
    """What production must be told, with keys of the moment."""
    return {
        "DATABASE_URL": database_url,
        "CQP_SIGNING_KEY": new_key(),
        "CQP_PAPER_SIGNING_KEY": new_paper_key(),
        "CQP_SECRETS_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "CQP_PSEUDONYM_KEY": "0123456789abcdef0123456789abcdef",
        "CQP_PUBLIC_URL": "https://cqp.exemple.fr",
        "CQP_FRONT_END_URL": "https://dossiers.exemple.fr",
        "CQP_SMTP_URL": "smtp://127.0.0.1:9?starttls=no",
        "CQP_MAIL_FROM": "CQP chimie <ne-pas-repondre@exemple.fr>",
        "CQP_DATA_DIRECTORY": str(image.root / "data"),
    }


def run_all(image: Image, database_url: str) -> None:
    """Migrate, serve, work, from what the image holds. Raises CalledProcessError, TimeoutError."""
    settings, cqp = production_settings(image, database_url), str(image.root / "venv" / "bin" / "cqp")
    environment = {**image.environment, **settings}
    subprocess.run([cqp, "migrate"], cwd=image.workdir, env=environment, check=True)
    for command, path in ((image.command, "/readyz"), ([cqp, "worker"], "/livez")):
        port = free_port()
        with started(image, settings, command=command, port=port):
            if not is_healthy(image, path, port=port):
                raise TimeoutError(f"{' '.join(command)} is not well")


@contextmanager
def _empty_database(folder: Path) -> Iterator[str]:
    """DATABASE_URL's, or the embedded server's, for as long as the block lasts."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        yield url


def main() -> None:
    """Replay, and start what comes out."""
    with (
        tempfile.TemporaryDirectory(prefix="cqp-image-") as folder,
        tempfile.TemporaryDirectory(prefix="cqp-image-database-") as beside,
        _empty_database(Path(beside)) as url,
    ):
        run_all(replay(Path(folder)), url)
    sys.stdout.write("L'image se construit, migre, sert et travaille.\n")


if __name__ == "__main__":
    main()
