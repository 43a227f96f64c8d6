"""What is measured: a database, a server as it is shipped, a worker, each a process of its own."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.closing.desk import SECRETS_KEY, Desk
from benchmarks.closing.measured import Measured
from benchmarks.closing.probe import Probe
from benchmarks.serving import PSEUDONYM_KEY, PUBLIC_URL, Server, Setting

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is measured: the database, a server, a worker, and who asks."""

    engine: AsyncEngine
    setting: Setting
    desk: Desk
    server: Server
    worker: int
    measured: Measured = field(default_factory=Measured)

    @asynccontextmanager
    async def probing(self, phase: str, path: str) -> AsyncIterator[None]:
        """Ask for another dossier for as long as the block lasts."""
        async with Probe.asking(f"http://127.0.0.1:{self.server.port}", self.desk, path) as probe:
            yield
        self.measured.probes[phase] = probe

    def forget_peaks(self) -> None:
        """From now on a peak is that of what comes."""
        for pid in (self.server.pid, self.worker):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextmanager
def running_worker(setting: Setting) -> Iterator[int]:
    """A worker for as long as the block lasts, as the number of its process; its mails go nowhere."""
    told = {
        "CQP_ENVIRONMENT": "sandbox",
        "DATABASE_URL": setting.database_url,
        "CQP_SIGNING_KEY": setting.signing_key,
        "CQP_SECRETS_KEY": SECRETS_KEY,
        "CQP_PSEUDONYM_KEY": PSEUDONYM_KEY,
        "CQP_PUBLIC_URL": PUBLIC_URL,
        "CQP_FRONT_END_URL": PUBLIC_URL,
        "CQP_DATA_DIRECTORY": setting.documents,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        env={**os.environ, **told},
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def peak(pid: int) -> int:
    """The most that the process held since then, in mebibytes."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
