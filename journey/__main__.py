"""`make journey`: tells every story, or those whose names are given, and says whether each ended as it should."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from httpx import AsyncClient, HTTPError
from rich.console import Console

from journey.actors import StoryBrokenError
from journey.serving import NobodyAnswersError, service
from journey.stage import Stage
from journey.stories import STORIES
from journey.story_printer import StoryPrinter

_SECONDS_FOR_AN_ANSWER = 30


def main(asked: Sequence[str]) -> int:
    """Tell the stories; the exit code."""
    console = Console()
    unknown = [name for name in asked if name not in STORIES]
    if unknown:
        console.print(f"Histoires inconnues : {', '.join(unknown)}. Il y a : {', '.join(STORIES)}.", style="red")
        return 2
    try:
        with service() as address:
            console.print(f"Le bac à sable répond sur {address}.", highlight=False)
            broken = asyncio.run(_tell(console, address, asked or tuple(STORIES), _papers()))
    except NobodyAnswersError as nobody:
        console.print(str(nobody), style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        return 130
    _conclude(console, broken)
    return 1 if broken else 0


def _papers() -> Path | None:
    """The folder of PAPERS, where the papers that the stories print are kept."""
    given = os.environ.get("PAPERS")
    return Path(given) if given else None


async def _tell(console: Console, address: str, names: Sequence[str], papers: Path | None) -> list[str]:
    """Tell the stories one after the other; the names of those that did not end as they should."""
    broken = []
    async with AsyncClient(base_url=address, timeout=_SECONDS_FOR_AN_ANSWER) as http:
        stage = Stage(http, StoryPrinter(console), papers)
        for name in names:
            try:
                await run_story(stage, name)
            except (StoryBrokenError, HTTPError) as failure:
                console.print(f"\n✗ {name} : {failure}", style="bold red", markup=False, highlight=False)
                broken.append(name)
    return broken


async def run_story(stage: Stage, name: str) -> None:
    """Tell one story on a clock that shows today, and leave it so."""
    await stage.reset_clock()
    try:
        await STORIES[name](stage)
    finally:
        await stage.reset_clock()


def _conclude(console: Console, broken: Sequence[str]) -> None:
    console.print()
    if broken:
        console.print(f"Ne finissent pas comme prévu : {', '.join(broken)}.", style="bold red")
    else:
        console.print("Toutes les histoires finissent comme prévu.", style="bold green")


if __name__ == "__main__":
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.default_int_handler)  # as Ctrl-C: a sandbox started here is stopped here
    raise SystemExit(main(sys.argv[1:]))
