"""The stories of `make journey`, told to the service in process: each ends as it should."""

import io

import pytest
from httpx import AsyncClient
from rich.console import Console

from journey.__main__ import told
from journey.stage import Stage
from journey.stories import STORIES
from journey.telling import Telling


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        pytest.param("individualised_training", ("(awarded)", "(partially_awarded)", "R12", "R68"), id="P1"),
        pytest.param("direct_assessment", ("(awarded)", "R30", "D43"), id="P1 direct"),
        pytest.param("simplified_vae", ("(awarded)", "(closed)", "R33", "R31", "R37"), id="P2"),
        pytest.param("common_law_vae", ("(awarded)", "R39", "R42"), id="P3"),
    ],
)
async def test_each_story_goes_to_its_end_and_shows_its_refusals_with_rule_and_quote(
    sandbox: AsyncClient, name: str, endings: tuple[str, ...]
) -> None:
    heard = io.StringIO()

    await told(Stage(sandbox, Telling(Console(file=heard, width=200))), name)

    for words in endings:
        assert words in heard.getvalue()
    assert " « " in heard.getvalue()


async def test_a_story_may_be_told_again_on_the_same_server(sandbox: AsyncClient) -> None:
    stage = Stage(sandbox, Telling(Console(file=io.StringIO())))

    await told(stage, "individualised_training")
    await told(stage, "individualised_training")


def test_every_story_is_among_those_tested() -> None:
    assert set(STORIES) == {"individualised_training", "direct_assessment", "simplified_vae", "common_law_vae"}
