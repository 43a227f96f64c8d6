"""Where the programs of a cluster are on this machine: Debian's, and Patroni in an environment of its own.

`make cluster` fetches what is missing into `build/cluster`: etcd from Debian's packages, Patroni by its pinned files.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / "build" / "cluster"
_SYSTEM = "/usr/local/bin:/usr/bin:/usr/sbin:/sbin"


class MissingProgramsError(Exception):
    """What is not installed here, by the names of Debian's packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs, as paths; ``postgres`` is the folder of the server's own."""

    postgres: Path
    etcd: Path
    patroni: Path
    pgbouncer: Path
    haproxy: Path


def find_programs() -> Programs:
    """Raises MissingProgramsError."""
    postgres = Path(os.environ.get("TEST_POSTGRES_BIN") or "/usr/lib/postgresql/15/bin")
    found = {
        "etcd-server": _found("etcd") or _if_there(FETCHED / "etcd" / "usr" / "bin" / "etcd"),
        "patroni": _if_there(FETCHED / "patroni" / "bin" / "patroni"),
        "pgbouncer": _found("pgbouncer"),
        "haproxy": _found("haproxy"),
    }
    missing = [name for name, path in found.items() if path is None]
    if not (postgres / "initdb").exists():
        missing.append("postgresql-15")
    if missing:
        raise MissingProgramsError(", ".join(missing))
    etcd, patroni, pgbouncer, haproxy = (path for path in found.values() if path is not None)
    return Programs(postgres=postgres, etcd=etcd, patroni=patroni, pgbouncer=pgbouncer, haproxy=haproxy)


def _found(name: str) -> Path | None:
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_SYSTEM}")
    return None if path is None else Path(path)


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None
