"""`make run` as a newcomer meets it: it comes up, says what is in its way, and leaves nothing running behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.sandbox import server
from app.sandbox.database import STOPPING
from app.sandbox.identities import PASSWORD

PATIENCE = 60


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cqp-sandbox-", ignore_cleanup_errors=True) as made:
        yield Path(made) / "data"


@pytest.fixture
def port() -> int:
    return a_free_port()


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(folder: Path, port: int, **environment: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CQP_ENVIRONMENT"}}
    return subprocess.Popen(
        [sys.executable, "-m", "app.sandbox"],
        env={**kept, "CQP_SANDBOX_FOLDER": str(folder), "PORT": str(port), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    sandbox = start(folder, port)
    try:
        wait_until_ready(sandbox, port)
        yield sandbox
    finally:
        if sandbox.returncode is None:
            sandbox.send_signal(signal.SIGINT)
            sandbox.communicate(timeout=PATIENCE)


def wait_until_ready(sandbox: subprocess.Popen[str], port: int) -> None:
    for _ in range(PATIENCE * 10):
        assert sandbox.poll() is None, sandbox.communicate()
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the sandbox never became ready")


def refusal(folder: Path, port: int, **environment: str) -> str:
    """What a sandbox that cannot start says: one exit code, sentences, no traceback."""
    sandbox = start(folder, port, **environment)
    _, complaint = sandbox.communicate(timeout=PATIENCE)
    assert sandbox.returncode == 1
    assert "Traceback" not in complaint
    return complaint


@pytest.fixture
def complaint(
    folder: Path, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., str]]:
    """The same, of a start in this process: an interpreter for each refusal takes longer than all of them."""
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    monkeypatch.setattr(server, "_FOLDER", folder)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PORT", str(port))

    def told(**environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert server.main() == 1
        return capsys.readouterr().err

    yield told
    for number, handler in handlers.items():
        signal.signal(number, handler)


def database_runs(folder: Path) -> bool:
    mark = folder / "postgres" / "postmaster.pid"
    return mark.exists() and Path(f"/proc/{mark.read_text().split()[0]}").exists()


def says_yes_to_whoever_offers_http_2(port: int) -> bool:
    offer = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQCAAAAAAIAAAAA"}
    body = {"email": "employer@sandbox.example", "password": PASSWORD}
    return httpx.post(f"http://127.0.0.1:{port}/v1/sessions", json=body, headers=offer, timeout=PATIENCE).is_success


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """What one sandbox did in two lives, the first ended by Ctrl-C, the second by SIGTERM."""

    port: int
    said: str
    exit_codes: tuple[int, int]
    key_files: tuple[str, str]
    clusters: tuple[int, int]
    databases_left: tuple[bool, bool]
    took_an_offer_of_http_2: bool
    told_a_second_start: str


def lived_twice() -> Lives:
    """One sandbox started twice: each start takes seconds."""
    with tempfile.TemporaryDirectory(prefix="cqp-sandbox-", ignore_cleanup_errors=True) as made:
        folder, port = Path(made) / "data", a_free_port()
        with serving(folder, port) as first:
            key, cluster = (folder / "signing_key.pem").read_text(), cluster_of(folder)
            http_2, second_start = says_yes_to_whoever_offers_http_2(port), refusal(folder, port)
            first.send_signal(signal.SIGINT)
            said, _ = first.communicate(timeout=PATIENCE)
        left_by_first = database_runs(folder)
        with serving(folder, port) as second:
            key_again, cluster_again = (folder / "signing_key.pem").read_text(), cluster_of(folder)
            second.terminate()
            second.communicate(timeout=PATIENCE)
        return Lives(
            port=port,
            said=said,
            exit_codes=(first.returncode, second.returncode),
            key_files=(key, key_again),
            clusters=(cluster, cluster_again),
            databases_left=(left_by_first, database_runs(folder)),
            took_an_offer_of_http_2=http_2,
            told_a_second_start=second_start,
        )


def cluster_of(folder: Path) -> int:
    """A number that changes when the database is made anew."""
    return (folder / "postgres" / "global" / "pg_control").stat().st_ino


def test_it_tells_where_it_is_stops_all_that_it_started_and_serves_the_same_data_again() -> None:
    lives = lived_twice()

    assert f"http://127.0.0.1:{lives.port}/docs" in lives.said
    assert "secretariat@sandbox.example" in lives.said
    assert f"curl -s http://127.0.0.1:{lives.port}/v1/sessions" in lives.said
    assert lives.took_an_offer_of_http_2
    assert f"http://127.0.0.1:{lives.port}" in lives.told_a_second_start
    assert lives.exit_codes == (0, 0)
    assert lives.databases_left == (False, False)
    assert lives.key_files[0] == lives.key_files[1]
    assert lives.clusters[0] == lives.clusters[1]


def test_a_taken_port_is_named(folder: Path, port: int) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", port))
        somebody.listen()

        assert f"Le port {port} n'est pas libre" in refusal(folder, port)


def test_a_sandbox_killed_outright_starts_again(folder: Path, port: int) -> None:
    killed = start(folder, port)
    wait_until_ready(killed, port)
    killed.kill()
    killed.communicate(timeout=PATIENCE)
    assert database_runs(folder)

    with serving(folder, port):
        pass
    assert not database_runs(folder)


@pytest.mark.nightly
def test_a_database_folder_left_half_made_is_made_again(folder: Path, port: int) -> None:
    half_made = folder / "postgres.partial"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with serving(folder, port):
        assert not half_made.exists()


def test_a_database_folder_that_is_none_is_left_alone_and_named(folder: Path, complaint: Callable[..., str]) -> None:
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "letter.txt").write_text("précieux")

    assert str(folder / "postgres") in complaint()
    assert (folder / "postgres" / "letter.txt").exists()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("postgresql://nobody:secret@127.0.0.1:1/none", id="nobody listens"),
        pytest.param("postgresql://nobody:secret@none.invalid/none", id="no such host"),
    ],
)
def test_a_database_that_does_not_answer_is_said_without_its_password(
    complaint: Callable[..., str], address: str
) -> None:
    said = complaint(DATABASE_URL=address)

    assert "base de données" in said
    assert "secret" not in said


@pytest.mark.parametrize("address", ["nonsense", "mysql://somebody:secret@127.0.0.1/cqp"])
def test_an_address_that_is_not_postgresqls_is_said_without_its_password(
    complaint: Callable[..., str], address: str
) -> None:
    said = complaint(DATABASE_URL=address)

    assert said.startswith("DATABASE_URL : ")
    assert "secret" not in said


@pytest.mark.parametrize("given", ["http", "0", "70000"])
def test_a_port_that_is_none_is_refused(complaint: Callable[..., str], given: str) -> None:
    assert f"PORT={given}" in complaint(PORT=given)


def test_production_has_no_sandbox(folder: Path, port: int) -> None:
    assert "production" in refusal(folder, port, CQP_ENVIRONMENT="production")
