"""`python -m benchmarks.verification`: one certificate that many verify at once, as a QR code at a fair would have it.

The statements of a verification that succeeds, its CPU, and how long two hundred that come together wait.
"""

import asyncio
import time

from httpx import ASGITransport, AsyncClient
from rich.console import Console
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.main import create_app, settled
from app.sandbox import data
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from tests.api.certificate_desk import CODE, NUMBER, issued
from tests.database import migrated, server

_ONE_BY_ONE, _TOGETHER = 300, 200


async def _verify(client: AsyncClient) -> None:
    answer = await client.get(f"/v1/certificates/{NUMBER}/verification", params={"code": CODE})
    answer.raise_for_status()


async def _measure(engine: AsyncEngine, client: AsyncClient, console: Console) -> None:
    statements: list[str] = []
    await _verify(client)
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    await _verify(client)
    asked = [statement.split()[0] for statement in statements if "sandbox_clock" not in statement]
    console.print(f"{len(asked)} requêtes SQL : {' '.join(asked)}")

    computing, begun = time.process_time(), time.perf_counter()
    for _ in range(_ONE_BY_ONE):
        await _verify(client)
    computed, waited = time.process_time() - computing, time.perf_counter() - begun
    console.print(f"une à une : {computed / _ONE_BY_ONE * 1000:.1f} ms de CPU, {waited / _ONE_BY_ONE * 1000:.1f} ms")

    begun = time.perf_counter()
    await asyncio.gather(*(_verify(client) for _ in range(_TOGETHER)))
    console.print(f"{_TOGETHER} ensemble : {time.perf_counter() - begun:.2f} s")


async def _run(url: str) -> None:
    engine = create_engine(url)
    settings = read_settings(environment="sandbox", database_url=url, signing_key=new_key())
    app = settled(create_app(settings, engine=engine))
    await issued(engine)
    async with AsyncClient(transport=ASGITransport(app), base_url=settings.public_url) as client:
        await _measure(engine, client, Console())
    await engine.dispose()


def main() -> None:
    """Measure on a database of its own."""
    with server() as postgres:
        asyncio.run(_run(postgres.at(postgres.template(migrated, data.load))))


if __name__ == "__main__":
    main()
