"""A worker that hangs is seen: by its own port, and by what asks there."""

import asyncio
import http.server
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.worker_probe import LONGEST_SILENCE, worker_probe
from app.cli.observing import answering_probes
from app.probe import answers
from app.settings import Settings, SettingsError
from app.telemetry.pulse import Pulse
from app.worker import Worker


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.mark.parametrize(("silence", "status"), [(0.0, 200), (LONGEST_SILENCE, 200), (LONGEST_SILENCE + 1, 503)])
async def test_a_worker_that_looks_for_work_no_more_is_not_alive(silence: float, status: int) -> None:
    app = worker_probe(lambda: silence, metrics_secret=None)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://t") as client:
        assert (await client.get("/livez")).status_code == status


@pytest.mark.parametrize(("presented", "status"), [("Bearer 0123456789abcdef", 200), ("Bearer x", 404), ("", 404)])
async def test_a_workers_measures_open_by_the_secret_of_the_services(presented: str, status: int) -> None:
    app = worker_probe(lambda: 0.0, metrics_secret="0123456789abcdef")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://t") as client:
        answer = await client.get("/metrics", headers={"Authorization": presented})

    assert answer.status_code == status
    assert ("cqp_build_info" in answer.text) is (status == 200)


async def test_a_workers_pulse_beats_as_it_looks_for_work(settings: Settings, sandbox_database: AsyncEngine) -> None:
    pulse, stop = Pulse(last=0.0), asyncio.Event()
    worker = Worker(settings=settings, engine=sandbox_database, shutdown_timeout=timedelta(seconds=1), pulse=pulse)

    working = asyncio.create_task(worker.run(stop))
    for _ in range(100):
        await asyncio.sleep(0.05)
        if pulse.silence() < 60:
            break
    stop.set()
    await working

    assert pulse.silence() < 60


async def test_a_worker_answers_on_the_port_that_it_is_given_and_on_no_other() -> None:
    app, port = worker_probe(lambda: 0.0, metrics_secret=""), _free_port()
    async with answering_probes(app, host="127.0.0.1", port=port), AsyncClient() as client:
        answer = None
        for _ in range(100):
            await asyncio.sleep(0.02)
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/livez")
                break
            except httpx.ConnectError:
                continue
        with pytest.raises(SettingsError, match=str(port)):
            async with answering_probes(app, host="127.0.0.1", port=port):
                pass

    assert answer is not None
    assert answer.json() == {"status": "ok"}
    async with answering_probes(app, host="127.0.0.1", port=0):
        pass


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (204, True), (301, False), (503, False)])
def test_a_container_is_asked_whether_it_is_well(status: int, healthy: bool) -> None:
    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.handle_request).start()
        assert answers(f"http://127.0.0.1:{server.server_port}/livez") is healthy


def test_where_nothing_listens_nothing_is_well_and_the_command_says_so() -> None:
    url = f"http://127.0.0.1:{_free_port()}/livez"

    asked = subprocess.run([sys.executable, "-m", "app.probe", url], check=False, capture_output=True)

    assert (asked.returncode, asked.stderr) == (1, b"")
