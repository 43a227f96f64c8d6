"""Nothing that computes for long runs on the event loop: everybody else is answered meanwhile."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import typst
from httpx import AsyncClient

from app.adapters.paper.renderer import TypstRenderer
from app.adapters.passwords import Argon2Passwords
from app.api.loop_watch import LoopWatch
from app.api.portal.site import Site
from app.api.portal.static_content import StaticContent
from app.api.v1 import import_files, imports
from app.settings import Settings
from app.usecases.papers.words import words_of
from tests.api.signing_in import sign_in
from tests.papers import a_certificate_paper

Threads = list[threading.Thread]
Spy = Callable[[object, str], Threads]


@pytest.fixture
def threads_of(monkeypatch: pytest.MonkeyPatch) -> Spy:
    """`threads_of(place, name)` notes in which thread that function works from now on."""

    def spy(place: object, name: str) -> Threads:
        work, seen = getattr(place, name), []

        def noting(*given: Any, **named: Any) -> Any:
            seen.append(threading.current_thread())
            return work(*given, **named)

        monkeypatch.setattr(place, name, noting)
        return seen

    return spy


def _elsewhere(threads: Threads) -> bool:
    return bool(threads) and threading.main_thread() not in threads


async def test_passwords_are_hashed_and_verified_elsewhere(threads_of: Spy) -> None:
    passwords = Argon2Passwords()
    hashing, verifying = threads_of(passwords._hashing, "hash"), threads_of(passwords._hashing, "verify")

    assert await passwords.verify("une phrase", await passwords.hash("une phrase"))
    assert _elsewhere(hashing)
    assert _elsewhere(verifying)


async def test_papers_are_set_elsewhere(threads_of: Spy) -> None:
    asking = threads_of(TypstRenderer, "_asked")

    await TypstRenderer().render(words_of(a_certificate_paper()))

    assert _elsewhere(asking)


async def test_what_typst_keeps_of_the_papers_that_it_sets_does_not_stay_in_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(typst, "compile")

    assert (await TypstRenderer().render(words_of(a_certificate_paper()))).startswith(b"%PDF")


@pytest.mark.parametrize(("media_type", "reader"), [("application/json", "_json_rows"), ("text/csv", "_csv_rows")])
async def test_a_file_of_dossiers_is_read_and_its_report_told_elsewhere(
    sandbox: AsyncClient, threads_of: Spy, media_type: str, reader: str
) -> None:
    content = (await sandbox.get("/v1/dossiers/import/template.csv")).text + "x" if media_type == "text/csv" else "[{}]"
    headers = {**await sign_in(sandbox, "employer@sandbox.example"), "Content-Type": media_type}
    reading, validating = threads_of(import_files, reader), threads_of(imports, "_read")
    telling = threads_of(imports, "_shown")

    answer = await sandbox.post("/v1/dossiers/import?dry_run=true", content=content.encode(), headers=headers)

    assert (answer.status_code, answer.json()["refused"]) == (200, 1)
    assert _elsewhere(reading)
    assert _elsewhere(validating)
    assert _elsewhere(telling)


async def test_the_documentation_is_written_elsewhere(client: AsyncClient, threads_of: Spy) -> None:
    making, packing = threads_of(Site, "_make"), threads_of(StaticContent, "of")

    for path in ("/openapi.json", "/docs/fr"):
        assert (await client.get(path)).status_code == 200

    assert _elsewhere(making)
    assert _elsewhere(packing)


async def test_the_watch_sees_what_keeps_the_loop_from_turning() -> None:
    watch = LoopWatch()
    async with watch.watching():
        await asyncio.sleep(0.05)
        began = time.thread_time()
        while time.thread_time() - began < 0.1:
            pass
        await asyncio.sleep(0.05)

    assert watch.longest > 0.05
    assert watch.longest_computing > 0.05


def test_waiting_for_the_machine_is_not_computing() -> None:
    watch = LoopWatch()
    watch.note(late=2.0, computing=0.001)
    watch.note(late=-0.001, computing=0.5)

    assert watch.longest == 2.0
    assert watch.longest_computing == 0.001


async def test_the_longest_stall_is_measured(sandbox: AsyncClient) -> None:
    await asyncio.sleep(0.05)
    told = (await sandbox.get("/metrics")).text

    assert "cqp_event_loop_longest_stall_seconds " in told
    assert 'cqp_event_loop_stall_seconds_bucket{le="0.05"}' in told


def test_what_a_process_is_made_of_is_no_garbage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    serving = import_module("app.cli.serving")
    monkeypatch.setattr(serving, "read_settings", lambda: settings)

    serving.application()

    assert frozen
