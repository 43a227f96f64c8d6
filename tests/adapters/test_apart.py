"""What runs in a process of its own: what it writes comes back, and nothing of it stays."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.adapters.apart import FailedApartError, run_apart


def a_program(folder: Path, words: str) -> Path:
    program = folder / "program.py"
    program.write_text(words)
    return program


async def test_what_it_writes_of_what_it_is_given_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_SIGNING_KEY", "secret")
    program = a_program(tmp_path, _TELLING_WHAT_IT_KNOWS)

    assert await run_apart(program, "one", given=b"two", patience=20) == b"one two False\n"


@pytest.mark.parametrize("heard", [True, False])
async def test_a_failure_is_told_with_its_words_where_it_is_listened_to(tmp_path: Path, heard: bool) -> None:
    program = a_program(tmp_path, "raise SystemExit('no way')")

    with pytest.raises(FailedApartError, match="ended with 1") as raised:
        await run_apart(program, given=b"", patience=20, heard=heard)

    assert ("no way" in str(raised.value)) is heard


async def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    program = a_program(tmp_path, _TELLING_ITS_ID)

    with pytest.raises(FailedApartError, match="took more than 1 s"):
        await run_apart(program, given=str(tmp_path / "id").encode(), patience=1)

    assert _has_ended(tmp_path / "id")


async def test_it_ends_with_who_asked_for_it(tmp_path: Path) -> None:
    program = a_program(tmp_path, _TELLING_ITS_ID)
    asking = asyncio.create_task(run_apart(program, given=str(tmp_path / "id").encode(), patience=60))
    while not (tmp_path / "id").exists():  # noqa: ASYNC110 - a process tells us nothing by itself
        await asyncio.sleep(0.01)

    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking

    assert _has_ended(tmp_path / "id")


_TELLING_WHAT_IT_KNOWS = """
import os, sys
print(sys.argv[1], sys.stdin.read(), "CQP_SIGNING_KEY" in os.environ)
"""
_TELLING_ITS_ID = """
import os, sys, time
path = sys.stdin.read()
with open(path + ".part", "w") as written:
    written.write(str(os.getpid()))
os.rename(path + ".part", path)
time.sleep(3600)
"""


def _has_ended(told: Path) -> bool:
    number, until = int(told.read_text()), time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.kill(number, signal.SIG_DFL)
        except ProcessLookupError:
            return True
    return False
