"""The readme's dossier in ten curls works as pasted, in both languages, which say the same."""

import asyncio
import json
import re
import shutil
import socket
import textwrap
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import Settings
from journey.serving import USUAL

ROOT = Path(__file__).parents[2]
READMES = {"fr": ROOT / "README.md", "en": ROOT / "README.en.md"}
TEN_CURLS = {"fr": "## Un dossier en dix curl", "en": "## A dossier in ten curls"}


def blocks(language: str, of: str = "fr") -> list[str]:
    section = READMES[of].read_text(encoding="utf-8").split(TEN_CURLS[of], 1)[1].split("\n## ", 1)[0]
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", section, flags=re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The address of the service on a port of its own, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        serving = asyncio.create_task(server.serve([listener]))
        yield "http://127.0.0.1:{1}".format(*listener.getsockname())
        server.should_exit = True
        await serving


async def pasted(address: str) -> str:
    """What a shell prints when every block of the section is pasted into it."""
    script = "set -e\n" + "\n".join(blocks("sh")).replace(USUAL, address)
    pipe = asyncio.subprocess.PIPE
    shell = await asyncio.create_subprocess_exec("bash", "-c", script, stdout=pipe, stderr=pipe)
    said, complaint = await asyncio.wait_for(shell.communicate(), 60)
    assert shell.returncode == 0, complaint.decode()
    return said.decode()


def test_there_are_ten_curls() -> None:
    assert sum(block.count("curl ") for block in blocks("sh")) == 10


def test_both_languages_paste_the_same_and_lead_to_the_same_places() -> None:
    french, english = (path.read_text(encoding="utf-8") for path in READMES.values())

    assert blocks("sh", "en") == blocks("sh")
    assert blocks("json", "en") == blocks("json")
    assert french.count("\n## ") == english.count("\n## ")
    assert links(french) - {"README.en.md"} == links(english) - {"README.md"}
    assert re.findall(r"^    make .*?(?= #)", french, re.MULTILINE) == re.findall(
        r"^    make .*?(?= #)", english, re.MULTILINE
    )


def test_the_ten_curls_come_first_and_every_link_leads_somewhere() -> None:
    for language, path in READMES.items():
        text = path.read_text(encoding="utf-8")

        assert text.index(TEN_CURLS[language]) == text.index("\n## ") + 1
        assert [link for link in links(text) if not (ROOT / link).exists()] == []


def commands(text: str) -> list[str]:
    return re.findall(r"^    make \w+", text, re.MULTILINE)


def links(text: str) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", text))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_dossier_is_refused_as_shown_then_registered_and_accepted_as_often_as_it_is_pasted(
    settings: Settings, sandbox_database: AsyncEngine
) -> None:
    async with listening(create_app(settings, engine=sandbox_database)) as address:
        first, second = [await pasted(address) for _ in range(2)]

    [refusal] = blocks("json")
    for said in (first, second):
        assert [words for words in strings(json.loads(refusal)) if words not in said] == []
        dossier = json.loads(said.splitlines()[-1])
        assert dossier["status_label"] == "En attente d'évaluation"
        assert dossier["evaluator"]["accepted_on"] is not None
