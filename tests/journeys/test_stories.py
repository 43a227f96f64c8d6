"""The stories of `make journey`, told to the service in process: each ends as it should."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

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
from tests.papers import text_of


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        pytest.param("individualised_training", ("(awarded)", "(partially_awarded)", "R12", "R68", "« "), id="P1"),
        pytest.param("direct_assessment", ("(awarded)", "R30", "D43", "« "), id="P1 direct"),
        pytest.param("simplified_vae", ("(awarded)", "(closed)", "R33", "R31", "R37", "« "), id="P2"),
        pytest.param("common_law_vae", ("(awarded)", "R39", "R42", "« "), id="P3"),
        pytest.param("paritary_jury", ("(awarded)", "(partially_awarded)", "D31", "tied_vote", "« "), id="the jury"),
        pytest.param("verified_certificate", ("not_found", "already_done", "Révoqué"), id="certificate"),
        pytest.param(
            "passport", ("first_names_missing", "Abandonné", "cpf_not_sendable", "Rejeté", "D76"), id="passport"
        ),
        pytest.param("second_attempt", ("(partially_awarded)", "(awarded)", "Une seule personne"), id="second time"),
        pytest.param("cqpi", ("(awarded)", "Couverte par un CQPI détenu"), id="CQPI"),
        pytest.param("funder_month", ("404 not_found", "les deux tables égales", "Séance reportée"), id="funder"),
        pytest.param(
            "partner_month", ("partner_decision.cancelled", "status_changed", "les tables égales"), id="partner"
        ),
        pytest.param("bridge", ("(partially_awarded)", "(awarded)", "R68", "« "), id="bridge"),
    ],
)
async def test_each_story_goes_to_its_end_and_shows_its_refusals_with_rule_and_quote(
    sandbox: AsyncClient, name: str, endings: tuple[str, ...]
) -> None:
    heard = await told(sandbox, name)

    for words in endings:
        assert words in heard
    assert "now" in (await sandbox.get("/v1/sandbox/clock")).json()


async def told(sandbox: AsyncClient, name: str) -> str:
    """What is printed while the story is told."""
    heard = io.StringIO()
    await run_story(Stage(sandbox, StoryPrinter(Console(file=heard, width=200))), name)
    return heard.getvalue()


@pytest.fixture
async def working(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[None]:
    """The worker, for stories whose mails follow from what happens."""
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(settings=settings, engine=sandbox_database).run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


@pytest.mark.usefixtures("working")
async def test_the_reminders_of_a_deadline_are_sent_by_the_worker_while_its_story_is_told(sandbox: AsyncClient) -> None:
    heard = io.StringIO()

    await run_story(Stage(sandbox, StoryPrinter(Console(file=heard, width=200))), "deadlines")

    for words in (
        "En retard",
        "R44",
        "dans 7 jours",
        "Accusé du",
        "prend fin",
        "sans inscription à un jury",
        "Votre dossier est clos",
    ):
        assert words in heard.getvalue()


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize(
    ("name", "endings"),
    [
        pytest.param("another_evaluator", ("R12", "D63", "404 not_found", "(awaiting_jury)"), id="D63"),
        pytest.param("corrected_receipt", ("La candidature est caduque", "D48", "correctEntry"), id="D65"),
        pytest.param("reopened_dossier", ("403 forbidden", "D66", "Reste lisible"), id="D66"),
        pytest.param("wrong_document", ("D67", "404 not_found", "outil_4_missing"), id="D67"),
        pytest.param("refused_signature", ("R60", "D68", "(awarded)"), id="D68"),
        pytest.param("deceased_candidate", ("R60", "D69", "depuis le décès : aucun"), id="D69"),
        pytest.param("another_employer", ("D64", "403 forbidden", "401 unauthenticated", "(awaiting_jury)"), id="D64"),
        pytest.param("contested_refusal", ("D71", "409 already_done", "conteste le refus"), id="D71"),
        pytest.param("redeliberation", ("D56", "R63", "(partially_awarded)", "(awarded)"), id="D39"),
        pytest.param(
            "taken_over",
            (
                "Repris de e-certif",
                "1 unchanged",
                "Déjà acquises",
                "R60",
                "(awarded)",
                "Accepté.",
                "openvc-core",
                "n = ",
                "au passeport",
            ),
            id="D77",
        ),
        pytest.param("surveyed_holder", ("six mois", "403 forbidden", "step_not_open", "n = "), id="surveys"),
    ],
)
async def test_each_day_on_which_something_goes_wrong_comes_to_its_end(
    sandbox: AsyncClient, name: str, endings: tuple[str, ...]
) -> None:
    heard = await told(sandbox, name)

    for words in endings:
        assert words in heard


@pytest.mark.nightly
@pytest.mark.usefixtures("working")
@pytest.mark.parametrize("name", STORIES)
async def test_a_story_may_be_told_again(sandbox: AsyncClient, name: str) -> None:
    """Raises StoryBrokenError where it does not come to its end."""
    for _ in range(2):
        assert await told(sandbox, name)


@pytest.mark.nightly
async def test_a_long_day_of_the_jury_comes_to_its_end_and_leaves_its_papers(
    sandbox: AsyncClient, tmp_path: Path
) -> None:
    heard, papers = io.StringIO(), tmp_path / "papers"

    await run_story(Stage(sandbox, StoryPrinter(Console(file=heard, width=200)), papers), "long_jury_day")

    for words in ("before_the_session", "dossier_decided", "too_many_voters", "chair_recused", "chair_absent", "remis"):
        assert words in heard.getvalue()
    assert {Path(name).stem for name in os.listdir(papers)} == {
        "proces-verbal-projet",
        "proces-verbal",
        "parchemin",
        "attestation",
        "lettre-partielle",
        "lettre-non-valide",
    }
    minutes = text_of(await asyncio.to_thread((papers / "proces-verbal.pdf").read_bytes))
    assert "Jeanne Prévost, puis Hélène Aubert" in minutes
    assert "de 9 h à 12 h ; préside jusqu’à 12 h" in minutes
    assert "à partir de 9 h ; préside à partir de 12 h : Départ de Jeanne Prévost à midi" in minutes
    assert "Présence à partir de 9 h 45" in minutes


def test_every_story_is_among_those_tested() -> None:
    assert set(STORIES) == {
        "individualised_training",
        "direct_assessment",
        "simplified_vae",
        "common_law_vae",
        "deadlines",
        "paritary_jury",
        "verified_certificate",
        "passport",
        "second_attempt",
        "cqpi",
        "bridge",
        "taken_over",
        "another_evaluator",
        "long_jury_day",
        "corrected_receipt",
        "reopened_dossier",
        "wrong_document",
        "refused_signature",
        "deceased_candidate",
        "redeliberation",
        "another_employer",
        "contested_refusal",
        "surveyed_holder",
        "funder_month",
        "partner_month",
    }


async def test_a_story_breaks_where_the_service_lets_pass_what_it_should_refuse(sandbox: AsyncClient) -> None:
    stage = Stage(sandbox, StoryPrinter(Console(file=io.StringIO())))
    anybody = Person(http=sandbox, name="Personne", capacity="Un passant")

    with pytest.raises(StoryBrokenError, match="devait être refusé"):
        await stage.is_refused(anybody, "lit le catalogue", "GET", "/v1/certifications")
