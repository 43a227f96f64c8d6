"""``make examples``: tells the stories to a passing sandbox, calls what they pass by, and writes what was heard."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from httpx import AsyncClient
from rich.console import Console

from journey import fictitious_data
from journey.__main__ import run_story
from journey.serving import passing_sandbox
from journey.stage import Stage
from journey.stories import STORIES
from journey.story_printer import StoryPrinter
from tools.examples.recording import Recorder, operations_of
from tools.examples.second_factors import show_second_factors
from tools.examples.stable import Stabiliser
from tools.examples.tour import Tour

EXAMPLES = Path(__file__).parents[2] / "app" / "api" / "recorded_examples.json"
_SECONDS_FOR_AN_ANSWER = 60
_SECONDS_OF_A_STREAM = "0.5"
"""An answer that stays open is heard once it has ended."""


def main() -> int:
    """Write the examples; 1 where a story does not end as it should."""
    _invent_the_same_people()
    console = Console(stderr=True)
    os.environ["CQP_LIVE_SECONDS"] = _SECONDS_OF_A_STREAM
    with passing_sandbox() as address:
        recorder = asyncio.run(_heard(address))
    stable = Stabiliser(datetime.now(UTC).date())
    found = {name: stable.stable(recorder.by_operation[name]) for name in sorted(recorder.by_operation)}
    EXAMPLES.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    missing = [operation.id for operation in recorder.operations if recorder.lacks(operation)]
    console.print(f"{len(recorder.operations) - len(missing)} opérations ont leur exemple.", highlight=False)
    if missing:
        console.print(f"Personne n'a su appeler : {', '.join(sorted(missing))}.", highlight=False)
    return 0


async def _heard(address: str) -> Recorder:
    """What is heard while every story is told, then while the tour goes."""
    timeout = _SECONDS_FOR_AN_ANSWER
    async with AsyncClient(base_url=address, timeout=timeout) as http:
        recorder = Recorder(operations_of((await http.get("/openapi.json")).json()))
        http.event_hooks["response"].append(recorder.hear)
        stage = Stage(http, StoryPrinter(Console(quiet=True)))
        for name in STORIES:
            await run_story(stage, name)
        await show_second_factors(http)
        await (await Tour.begun(http, recorder)).goes()
    return recorder


def _invent_the_same_people() -> None:
    """The people and companies of the stories are drawn: here they are the same at each run."""
    drawn = Random(44)  # noqa: S311 - nothing here is secret
    members: dict[str, Any] = vars(fictitious_data)
    members["randbelow"] = drawn.randrange
    members["token_hex"] = lambda size: drawn.randbytes(size).hex()


if __name__ == "__main__":
    sys.exit(main())
