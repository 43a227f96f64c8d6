"""The stories of `make journey`, told to the service in process: each ends as it should."""

import asyncio
import io

import pytest
from httpx import AsyncClient
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from app.worker import Worker
from journey.__main__ import run_story
from journey.actors import Person, StoryBrokenError
from journey.stage import Stage
from journey.stories import STORIES
from journey.story_printer import StoryPrinter


@pytest.mark.parametrize(
    ("name", "times", "endings"),
    [
        pytest.param("individualised_training", 2, ("(awarded)", "(partially_awarded)", "R12", "R68", "« "), id="P1"),
        pytest.param("direct_assessment", 1, ("(awarded)", "R30", "D43", "« "), id="P1 direct"),
        pytest.param("simplified_vae", 1, ("(awarded)", "(closed)", "R33", "R31", "R37", "« "), id="P2"),
        pytest.param("common_law_vae", 1, ("(awarded)", "R39", "R42", "« "), id="P3"),
        pytest.param("paritary_jury", 1, ("(awarded)", "(partially_awarded)", "D31", "tied_vote", "« "), id="the jury"),
        pytest.param("verified_certificate", 1, ("not_found", "already_done", "Révoqué"), id="certificate"),
        pytest.param("second_attempt", 1, ("(partially_awarded)", "(awarded)", "Une seule personne"), id="second time"),
        pytest.param("cqpi", 1, ("(awarded)", "Couverte par un CQPI détenu"), id="CQPI"),
        pytest.param("bridge", 1, ("(partially_awarded)", "(awarded)", "R68", "« "), id="bridge"),
    ],
)
async def test_each_story_goes_to_its_end_as_often_as_it_is_told_and_shows_its_refusals_with_rule_and_quote(
    sandbox: AsyncClient, name: str, times: int, endings: tuple[str, ...]
) -> None:
    heard = io.StringIO()
    stage = Stage(sandbox, StoryPrinter(Console(file=heard, width=200)))

    for _ in range(times):
        await run_story(stage, name)

    for words in endings:
        assert words in heard.getvalue()
    assert "now" in (await sandbox.get("/v1/sandbox/clock")).json()


async def test_the_reminders_of_a_deadline_are_sent_by_the_worker_while_its_story_is_told(
    sandbox: AsyncClient, settings: Settings, sandbox_database: AsyncEngine
) -> None:
    heard, stop = io.StringIO(), asyncio.Event()
    working = asyncio.create_task(Worker(settings=settings, engine=sandbox_database).run(stop))
    try:
        await run_story(Stage(sandbox, StoryPrinter(Console(file=heard, width=200))), "deadlines")
    finally:
        stop.set()
        await working

    for words in ("En retard", "R44", "dans 7 jours", "Accusé du", "prend fin", "R45", "Votre dossier est clos"):
        assert words in heard.getvalue()


def test_every_story_is_among_those_tested() -> None:
    assert set(STORIES) == {
        "individualised_training",
        "direct_assessment",
        "simplified_vae",
        "common_law_vae",
        "deadlines",
        "paritary_jury",
        "verified_certificate",
        "second_attempt",
        "cqpi",
        "bridge",
    }


async def test_a_story_breaks_where_the_service_lets_pass_what_it_should_refuse(sandbox: AsyncClient) -> None:
    stage = Stage(sandbox, StoryPrinter(Console(file=io.StringIO())))
    anybody = Person(http=sandbox, name="Personne", capacity="Un passant")

    with pytest.raises(StoryBrokenError, match="devait être refusé"):
        await stage.is_refused(anybody, "lit le catalogue", "GET", "/v1/certifications")
