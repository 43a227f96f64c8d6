"""Make or mend `.venv` from the pinned files; does nothing when it is already right.

Run by every make target, before anything is installed: standard library only, and a syntax that an old Python
still reads, so that it can say in one sentence what is wrong.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

OLDEST = (3, 11)
LAYERS = ("run", "dev")
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
FAILED = "L'installation a échoué (réseau coupé, disque plein ?) ; relancez la même commande, elle reprendra."


def give_up(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)


def use_a_recent_python() -> None:
    """Start again under a newer interpreter of this machine, when `python3` itself is too old."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])
    give_up("Il faut Python 3.11 ou plus récent ; `python3` est ici Python {}.{}.".format(*sys.version_info[:2]))


def pinned(layer: str) -> Path:
    return ROOT / "requirements" / (layer + ".txt")


def mark(layer: str) -> str:
    return layer + " " + hashlib.sha256(pinned(layer).read_bytes()).hexdigest()


def installed() -> "list[str]":
    """The marks of what is installed: none when `.venv` is absent, half made, moved, or lost its interpreter."""
    if not STAMP.exists() or subprocess.call([str(PYTHON), "-c", ""], stderr=subprocess.DEVNULL) != 0:
        return []
    place, *marks = STAMP.read_text().splitlines()
    return marks if place == str(ROOT) else []


def run(sentence: str, *command: object) -> None:
    if subprocess.call([str(part) for part in command]) != 0:
        give_up(sentence)


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415 - absent from a Debian without python3-venv
        import venv  # noqa: F401, PLC0415
    except ImportError:
        give_up("Il manque à Python son module venv (Debian, Ubuntu : `apt install python3-venv`), puis relancez make.")
    shutil.rmtree(str(VENV), ignore_errors=True)
    run("L'environnement Python n'a pas pu être créé dans .venv.", sys.executable, "-m", "venv", VENV)


def install(layer: str) -> None:
    """Bring `.venv` up to a layer, on top of the layer below when that one is right, else from nothing."""
    below = LAYERS[: LAYERS.index(layer)]
    done = [mark(name) for name in below]
    print("Installation de l'environnement Python dans .venv (une fois)…", flush=True)
    if not done or not set(done) <= set(installed()):
        make_environment()
    STAMP.unlink() if STAMP.exists() else None
    # Python compiles what it imports, the first time; most of what is installed is never imported.
    pip = [PYTHON, "-m", "pip", "-qq", "--disable-pip-version-check", "install", "--no-compile"]
    run(FAILED, *pip, "--require-hashes", "-r", pinned(layer))
    run(FAILED, *pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text("\n".join([str(ROOT), *done, mark(layer)]) + "\n")


def main(layer: str) -> None:
    use_a_recent_python()
    if mark(layer) in installed():
        return
    with pinned(layer).open() as turnstile:  # two makes at once: the second waits, then finds the work done
        import fcntl  # noqa: PLC0415 - absent from Windows, where make is too

        fcntl.flock(turnstile, fcntl.LOCK_EX)
        if mark(layer) not in installed():
            install(layer)


if __name__ == "__main__":
    main(sys.argv[1])
