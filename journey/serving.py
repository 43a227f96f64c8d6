"""The service to tell the stories to: the one at BASE_URL, or a sandbox started for the length of the journey."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

USUAL = "http://127.0.0.1:8000"
_PATIENCE = 240


class NobodyAnswersError(Exception):
    """There is no sandbox to talk to; the message is a sentence for the person at the terminal."""


@contextmanager
def service() -> Iterator[str]:
    """The address of a sandbox that answers. Raises NobodyAnswersError."""
    given = os.environ.get("BASE_URL")
    if _is_a_sandbox(given or USUAL):
        yield given or USUAL
    elif given:
        raise NobodyAnswersError(f"Aucun bac à sable ne répond sur {given} : lancez d'abord `make run`.")
    else:
        with passing_sandbox() as started:
            yield started


def _is_a_sandbox(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/sandbox/clock", timeout=10).status_code == httpx.codes.OK
    except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol):
        return False


@contextmanager
def passing_sandbox() -> Iterator[str]:
    """A sandbox on a free port, its data in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="cqp-journey-", ignore_cleanup_errors=True) as folder:
        port = _free_port()
        log = Path(folder) / "log"
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = {**kept, "CQP_SANDBOX_FOLDER": f"{folder}/data", "PORT": str(port)}
        with log.open("w") as output:
            command = (sys.executable, "-m", "app.sandbox")
            started = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
            try:
                address = f"http://127.0.0.1:{port}"
                _wait(started, address, log)
                yield address
            finally:
                started.send_signal(signal.SIGINT)
                started.wait(_PATIENCE)


def _wait(started: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if started.poll() is not None:
            raise NobodyAnswersError(f"Le bac à sable ne démarre pas : {log.read_text().strip()}")
        if _is_a_sandbox(address):
            return
        time.sleep(0.2)
    raise NobodyAnswersError(f"Le bac à sable n'a pas répondu en {_PATIENCE} s : {log.read_text().strip()}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
