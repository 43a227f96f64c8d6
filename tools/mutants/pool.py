"""Forks that judge, so many at a time: what one does to its memory is gone with it."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from tools.mutants.mutations import Mutant
from tools.mutants.results import BY_THE_CLOCK
from tools.mutants.session import exits_with

Judge = Callable[[Mutant], str]
"""Run in a fork: the test that fails with the mutant, or nothing; its exception is ours, not the mutant's."""


class BrokenJudgeError(Exception):
    """The judge itself broke: no verdict."""


@dataclass(frozen=True, slots=True)
class _Running:
    mutant: Mutant
    answer: int
    """The end of a pipe where its verdict is read."""


def judged(mutants: Iterable[Mutant], judge: Judge, jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with the test that noticed it, or with an empty text; in the order in which they come to an end."""
    running: dict[int, _Running] = {}
    try:
        for mutant in mutants:
            if len(running) >= jobs:
                yield _next_of(running)
            running.update([_started(mutant, judge)])
        while running:
            yield _next_of(running)
    finally:
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _started(mutant: Mutant, judge: Judge) -> tuple[int, _Running]:
    answer, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        exits_with(lambda: os.write(told, judge(mutant).encode()))
    os.close(told)
    return pid, _Running(mutant, answer)


def _next_of(running: dict[int, _Running]) -> tuple[Mutant, str]:
    pid, status = os.wait()
    ended = running.pop(pid)
    with os.fdopen(ended.answer, "rb") as answer:
        verdict = answer.read().decode()
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL, signal.SIGSEGV}:
        return ended.mutant, BY_THE_CLOCK
    if status != 0:
        raise BrokenJudgeError(f"{ended.mutant.module} {ended.mutant.function}: {ended.mutant.becomes}")
    return ended.mutant, verdict
