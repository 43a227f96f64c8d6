"""What is measured: a database, a server as it is shipped, a worker, each a process of its own."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.closing.desk import SECRETS_KEY, Desk
from benchmarks.closing.measured import Measured
from benchmarks.closing.probe import Probe
from benchmarks.processes import MOST, forget_most, kibibytes, worker
from benchmarks.serving import PSEUDONYM_KEY, PUBLIC_URL, Server, Setting


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
            forget_most(pid)


def worker_of(setting: Setting) -> AbstractContextManager[int]:
    """A worker for as long as the block lasts, as the number of its process; its mails go nowhere."""
    return worker(
        {
            "CQP_ENVIRONMENT": "sandbox",
            "DATABASE_URL": setting.database_url,
            "CQP_SIGNING_KEY": setting.signing_key,
            "CQP_SECRETS_KEY": SECRETS_KEY,
            "CQP_PSEUDONYM_KEY": PSEUDONYM_KEY,
            "CQP_PUBLIC_URL": PUBLIC_URL,
            "CQP_FRONT_END_URL": PUBLIC_URL,
            "CQP_DATA_DIRECTORY": setting.documents,
        }
    )


def peak(pid: int) -> int:
    """The most that the process held since then, in mebibytes."""
    return kibibytes(pid, MOST) // 1024
