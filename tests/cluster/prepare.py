"""`python -m tests.cluster.prepare`: fetch what a cluster needs and this machine lacks, into `build/cluster`.

etcd comes from Debian's packages, opened beside the system; Patroni from `requirements/cluster.txt`. PostgreSQL,
PgBouncer and HAProxy have to be installed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.sandbox.postgres import unprivileged_account
from tests.cluster.programs import FETCHED, ROOT

_UV = ROOT / "build" / "maintenance" / "bin" / "uv"


def main() -> int:
    """Do it, once."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    if shutil.which("etcd") is None and not (FETCHED / "etcd").exists():
        _open_package("etcd-server")
    _make_environment(FETCHED / "patroni", ROOT / "requirements" / "cluster.txt")
    return 0


def _open_package(name: str) -> None:
    """Lay out a Debian package's files in a folder: nothing of the system changes, and nobody need be root."""
    if shutil.which("apt-get") is None:
        sys.stderr.write(f"apt-get manque ici : installez {name} à la main.\n")
        return
    subprocess.run(["apt-get", "download", "-q", name], cwd=FETCHED, check=True, capture_output=True)
    (package,) = FETCHED.glob(f"{name}_*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(FETCHED / "etcd")], check=True)


def _make_environment(folder: Path, pinned: Path) -> None:
    """An environment of an interpreter that the unprivileged account can start, where PostgreSQL runs as that one."""
    interpreter = "/usr/bin/python3" if unprivileged_account() is not None else sys.executable
    subprocess.run([str(_UV), "venv", "-q", "--clear", "--python", interpreter, str(folder)], check=True)
    subprocess.run(
        [
            str(_UV),
            "pip",
            "install",
            "-q",
            "--python",
            str(folder / "bin" / "python"),
            "--require-hashes",
            "-r",
            pinned,
        ],
        check=True,
        env={**os.environ, "UV_LINK_MODE": "copy"},
    )


if __name__ == "__main__":
    raise SystemExit(main())
