"""CQP_OUTGOING=held: what should leave waits, and leaves once it may."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import document_store, webhook_channel_of
from app.settings import Settings
from app.usecases.errors import OutgoingHeld
from tests import background_work


async def state_of_mails(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set((await connection.execute(text("SELECT state FROM emails"))).scalars())


async def test_mails_are_written_and_wait_until_they_may_leave(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    held = settings.model_copy(update={"outgoing": "held"})
    body = {"email": "employer@sandbox.example"}
    assert (await sandbox.post("/v1/password-resets", json=body)).status_code in {202, 204}
    await background_work.work(held, sandbox_database)
    waiting = await state_of_mails(sandbox_database)
    await background_work.work(settings, sandbox_database)

    assert waiting == {"waiting"}
    assert await state_of_mails(sandbox_database) == {"sent"}


async def test_no_program_is_called(settings: Settings) -> None:
    held = webhook_channel_of(settings.model_copy(update={"outgoing": "held"}))

    assert held.sender.admits("https://program.example/hook")
    with pytest.raises(OutgoingHeld):
        await held.sender.post("https://program.example/hook", {}, b"", at=datetime(2026, 11, 29, tzinfo=UTC))


async def test_no_document_is_deleted(settings: Settings) -> None:
    store = document_store(settings.model_copy(update={"outgoing": "held"}))
    await store.create("a", b"content")
    await store.delete("a")

    assert await store.exists("a")
