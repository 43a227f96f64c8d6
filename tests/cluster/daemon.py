"""A program that runs beside us: started, told to stop, killed, frozen; its words go to a file."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.sandbox.postgres import unprivileged_account

_SECONDS_TO_STOP = 60


@dataclass
class Daemon:
    """One program, and whatever it started in its own group."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    as_nobody: bool = False
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; nothing where it runs already."""
        if self.is_alive:
            return
        owner = unprivileged_account() if self.as_nobody else None
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                list(self.command),
                cwd=self.folder,
                env={**_environment(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )

    @property
    def is_alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def stop(self) -> None:
        """Tell it to stop and wait until it has; kill it where it does not."""
        if self.running is None:
            return
        self._signal(signal.SIGCONT)
        if self.is_alive:
            self.running.terminate()
        try:
            self.running.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, with what it started in its group."""
        self._signal(signal.SIGKILL)
        if self.running is not None:
            self.running.wait()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.is_alive and self.running is not None:
            os.killpg(self.running.pid, number)


def _environment() -> dict[str, str]:
    """Ours, without what would speak to a database or a store behind the back of whoever starts the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "CQP_", "AWS_"))}
