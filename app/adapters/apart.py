"""Runs a program of ours in a process of its own, which knows nothing and whose memory ends with it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path


class FailedApartError(Exception):
    """The program did not end well, or not in time; what it said of that, where it is listened to."""


async def run_apart(program: Path, *arguments: str, given: bytes, patience: float, heard: bool = True) -> bytes:
    """What the program writes, given these bytes: it imports nothing of ours and gets no environment.

    ``patience`` is in seconds. ``heard``: what it says of its failure is told, unless it handles what is hostile.
    Raises FailedApartError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(program),
        *arguments,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE if heard else DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(patience):
            written, said = await process.communicate(given)
    except TimeoutError:
        raise FailedApartError(f"{program.name} took more than {patience:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise FailedApartError(
            f"{program.name} ended with {process.returncode}: {(said or b'').decode(errors='replace')}"
        )
    return written
