"""Forks that judge, so many at a time: what one does to its memory is gone with it."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.mutants.results import BY_THE_CLOCK
from tools.mutants.session import exits_with

Judged = TypeVar("Judged")
"""A mutant, or several at once."""


class BrokenJudgeError(Exception):
    """The judge itself broke: no verdict."""


@dataclass(frozen=True, slots=True)
class _Running(Generic[Judged]):
    judged: Judged
    answer: int
    """The end of a pipe where its verdict is read."""


def judged(waiting: Iterable[Judged], judge: Callable[[Judged], str], jobs: int) -> Iterator[tuple[Judged, str]]:
    """Each with the test that noticed it, or with an empty text; in the order in which they come to an end.

    ``judge`` is run in a fork, and names the test that fails, or nothing; its exception is ours, not the mutant's.
    """
    running: dict[int, _Running[Judged]] = {}
    try:
        for each in waiting:
            if len(running) >= jobs:
                yield _next_of(running)
            running.update([_started(each, judge)])
        while running:
            yield _next_of(running)
    finally:
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _started(tried: Judged, judge: Callable[[Judged], str]) -> tuple[int, _Running[Judged]]:
    answer, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        exits_with(lambda: os.write(told, judge(tried).encode()))
    os.close(told)
    return pid, _Running(tried, answer)


def _next_of(running: dict[int, _Running[Judged]]) -> tuple[Judged, str]:
    pid, status = os.wait()
    ended = running.pop(pid)
    with os.fdopen(ended.answer, "rb") as answer:
        verdict = answer.read().decode()
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL, signal.SIGSEGV}:
        return ended.judged, BY_THE_CLOCK
    if status != 0:
        raise BrokenJudgeError(repr(ended.judged)[:2000])
    return ended.judged, verdict
