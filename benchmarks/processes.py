"""Processes beside the servers of `benchmarks.serving`: workers, and what any process holds in memory."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
NOW, MOST = "VmRSS", "VmHWM"
"""What a process holds now, and the most that it ever held, as Linux names them."""


@contextmanager
def worker(told: Mapping[str, str]) -> Iterator[int]:
    """`cqp worker` under these settings and none of ours, for as long as the block lasts; its number."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        env={**{name: value for name, value in os.environ.items() if not name.startswith("CQP_")}, **told},
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.kill()  # a job that waits for a receiver would have it wait
        process.wait()


def kibibytes(pid: int, measure: str) -> int:
    """``NOW`` or ``MOST`` of a process; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(rf"{measure}:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


def forget_most(pid: int) -> None:
    """From now on ``MOST`` is that of what comes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
