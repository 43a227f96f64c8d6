"""What the samples of proxies let through, and what they do not, with the proxies themselves."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tools.deployment.checks import DEPLOY, free_port, nginx, nginx_on_this_machine


@asynccontextmanager
async def _upstream() -> AsyncIterator[tuple[int, list[str]]]:
    """Something behind a proxy, that remembers the heads of what it is asked."""
    heads: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        heads.append(head)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heads


def _started(name: str, *command: object) -> "subprocess.Popen[bytes]":
    tool = shutil.which(name, path="/usr/sbin:/usr/bin")
    if tool is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.Popen([tool, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _answered(client: httpx.AsyncClient, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    for _ in range(100):
        try:
            answer = await client.get(url, headers=headers)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
            continue
        if answer.status_code not in {502, 503}:
            return answer
        await asyncio.sleep(0.05)
    pytest.fail("the proxy does not answer")


def _nginx(folder: Path, upstream: int) -> tuple["subprocess.Popen[bytes]", str]:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nginx is not installed")
    nginx(folder)  # makes the certificate
    clear, secure = free_port(), free_port()
    said = nginx_on_this_machine(
        (DEPLOY / "nginx" / "nginx.conf").read_text(), folder, {"80": clear, "443 ssl http2": secure}
    )
    said = said.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("server 127.0.0.1:8001 max_fails=0;", "")
    (folder / "run.conf").write_text(f"daemon off;\nerror_log {folder}/error.log;\n{said}")
    started = _started("nginx", "-e", folder / "error.log", "-c", folder / "run.conf")
    return started, f"https://127.0.0.1:{secure}"


def _haproxy(folder: Path, upstream: int) -> tuple["subprocess.Popen[bytes]", str]:
    port = free_port()
    said = (DEPLOY / "haproxy" / "haproxy.cfg").read_text()
    said = said.replace("bind :8080", f"bind 127.0.0.1:{port}").replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    (folder / "run.cfg").write_text(said.replace("    server two 127.0.0.1:8001\n", ""))
    return _started("haproxy", "-q", "-f", folder / "run.cfg"), f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("proxy", [_nginx, _haproxy], ids=["nginx", "haproxy"])
async def test_callers_do_not_choose_the_address_that_they_come_from(
    proxy: Callable[[Path, int], tuple["subprocess.Popen[bytes]", str]], tmp_path: Path
) -> None:
    async with _upstream() as (port, heads), httpx.AsyncClient(verify=False) as client:
        running, url = proxy(tmp_path, port)
        try:
            await _answered(client, f"{url}/v1/rules")
            heads.clear()
            await _answered(client, f"{url}/v1/rules", headers={"X-Forwarded-For": "198.51.100.7"})
        finally:
            running.terminate()
            running.wait(10)

    (head,) = [each for each in heads if each.startswith("GET /v1/rules")]
    assert "x-forwarded-for: 127.0.0.1\r\n" in head.lower()
    assert "198.51.100.7" not in head


@pytest.mark.parametrize("proxy", [_nginx, _haproxy], ids=["nginx", "haproxy"])
async def test_measures_and_probes_stay_inside(
    proxy: Callable[[Path, int], tuple["subprocess.Popen[bytes]", str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _upstream() as (port, heads), httpx.AsyncClient(verify=False) as client:
        running, url = proxy(tmp_path, port)
        try:
            inside = (await _answered(client, f"{url}/metrics")).status_code
        finally:
            running.terminate()
            running.wait(10)

        shutil.copytree(DEPLOY, tmp_path / "outside")
        for name in ("nginx/nginx.conf", "haproxy/haproxy.cfg"):  # as if this machine were a stranger
            file = tmp_path / "outside" / name
            file.write_text(
                file.read_text().replace("            allow 127.0.0.1;\n", "").replace("src 127.0.0.1 ", "src ")
            )
        monkeypatch.setattr("tests.deploy.test_proxies.DEPLOY", tmp_path / "outside")
        heads.clear()
        running, url = proxy(tmp_path, port)
        try:
            await _answered(client, f"{url}/v1/rules")
            outside = {(await client.get(url + path)).status_code for path in ("/metrics", "/readyz", "/livez")}
        finally:
            running.terminate()
            running.wait(10)

    assert inside == 200
    assert outside in ({403}, {404})
    assert not any(head.startswith("GET /metrics") for head in heads)


async def test_nginx_writes_neither_a_secret_nor_what_was_asked_for(tmp_path: Path) -> None:
    async with _upstream() as (port, _), httpx.AsyncClient(verify=False) as client:
        running, url = _nginx(tmp_path, port)
        try:
            await _answered(client, f"{url}/v1/dossiers?q=roux")
            await _answered(client, f"{url}/v1/jury-calendars/a-secret.ics")
        finally:
            running.terminate()
            running.wait(10)

    written = (tmp_path / "cqp.log").read_text()
    assert '"GET /v1/dossiers" 200' in written
    assert '"GET /v1/jury-calendars/' in written
    assert not any(word in written for word in ("roux", "a-secret"))
