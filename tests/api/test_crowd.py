"""Too many requests at a time: who comes beyond is told so, as every refusal is told."""

import asyncio
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api import application
from app.api.crowd import Crowd
from tests.api.edge import bearer, closed_until, edge_app, fake_container
from tests.api.test_problems import problem


async def test_who_comes_beyond_is_told_to_come_back(database: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "Crowd", lambda app: Crowd(app, at_once=1))
    door = asyncio.Event()
    monkeypatch.setattr("tests.api.edge.gate", [closed_until(door)])
    transport = ASGITransport(edge_app(replace(fake_container(database))))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        inside = asyncio.create_task(
            client.post("/v1/things", json={"name": "a", "size": 1}, headers=bearer("employer"))
        )
        await asyncio.sleep(0.5)
        beyond = await client.get("/v1/things")
        door.set()
        served, after = await inside, await client.get("/v1/things")

    assert problem(beyond)["code"] == "temporarily_unavailable"
    assert beyond.headers["Retry-After"] == "2"
    assert (served.status_code, after.status_code) == (201, 200)
