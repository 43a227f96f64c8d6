"""From module to module: what has no verdict yet gets one, and each is kept as soon as a few are there."""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pytest

from tools.mutants.covering import Covering, covering, sources_digest
from tools.mutants.judges import Fresh, Warm, loads
from tools.mutants.mutations import Mutant, mutants_of
from tools.mutants.pool import judged
from tools.mutants.results import Reached, Results
from tools.mutants.reviewed import equivalent
from tools.mutants.session import exits_with, tell, with_tests
from tools.mutants.sources import path_of
from tools.mutants.warm import exchanges

AT_ONCE = 100
"""So many verdicts are lost at most where the machine stops."""
TOGETHER = 20
"""So many that the likeliest tests do not notice are tried at once by all tests: mostly, none of them is noticed."""
UNSOUND = "The tests do not load any more, without any fault: mend that, and start again."
LOADED_BEFORE = ("fastapi", "hypothesis.stateful", "pydantic")
"""What the tests load of others takes longest: once is enough."""


@dataclass
class Piece:
    """One module: its mutants without a verdict, and the results to which theirs are added."""

    module: str
    covering: Covering
    on: date
    source: str = field(init=False)
    mutants: tuple[Mutant, ...] = field(init=False)
    results: Results = field(init=False)

    def __post_init__(self) -> None:
        self.source = path_of(self.module).read_text(encoding="utf-8")
        self.mutants = tuple(mutants_of(self.module, self.source))
        self.results = Results.of(self.module)
        self.results.mutants = len(self.mutants)
        self.results.forget(
            self.mutants,
            self.source,
            tests=self.covering.names(),
            digest=self.covering.digest,
            sure=equivalent(self.module),
        )

    def pending(self) -> Iterator[Mutant]:
        """Those without a verdict."""
        known = self.results.judged()
        return (mutant for mutant in self.mutants if mutant.id not in known)

    def found_before(self) -> Iterator[tuple[Mutant, str]]:
        """Those that a test was known to notice before, each with that test."""
        finders = {key: test for test, keys in self.results.killed.items() for key in keys}
        return ((mutant, finders[mutant.id]) for mutant in self.mutants if mutant.id in finders)

    def is_run_by_tests_alone(self, mutant: Mutant) -> bool:
        """Whether no table was made by its lines before the tests were run."""
        return not self.covering.runs_while_loading(path_of(self.module), mutant.lines)

    def note(
        self,
        verdicts: Iterable[tuple[Mutant, str]],
        is_final: Callable[[Mutant], bool],
        is_sound: Callable[[], bool] = lambda: True,
    ) -> None:
        """Keep each verdict; that nobody noticed, where no other judge is asked.

        ``is_sound``: whether everything still loads without a fault, else nobody knows what was judged.
        """
        noted = 0
        try:
            for mutant, test in verdicts:
                if test:
                    self.results.kill(mutant, test.partition("[")[0], str(self.on))
                elif is_final(mutant):
                    self.results.spare(mutant, self._reached(mutant), self.covering.digest, str(self.on))
                noted += 1
                if noted % AT_ONCE == 0:
                    self.keep(is_sound)
        finally:
            self.keep(is_sound)

    def keep(self, is_sound: Callable[[], bool]) -> None:
        """Write the results, unless a source was changed meanwhile: nobody knows what was judged then."""
        if sources_digest() != self.covering.digest:
            raise SystemExit("A source has changed since the start: start again, what was kept stays.")
        if not is_sound():
            raise SystemExit(UNSOUND)
        if self.mutants:
            self.results.keep()

    def _reached(self, mutant: Mutant) -> Reached:
        is_run = self.covering.tests_of(path_of(self.module), mutant.lines)
        return Reached.RUN if is_run else Reached.NEVER_RUN


def judge(modules: Sequence[str], jobs: int, on: date) -> None:
    """Judge what the modules' results leave open: first what can be done quickly."""
    known = covering()
    pid = os.fork()
    if pid == 0:
        exits_with(lambda: _warm(partial(_judge_warm, modules, known, jobs, on)), quiet=False)
    if os.waitpid(pid, 0)[1] != 0:
        raise SystemExit("Judging broke off; what was kept stays.")
    _judge_fresh(modules, known, jobs, on)


def _warm(use: Callable[[Sequence[pytest.Item]], None]) -> None:
    if not with_tests(use):
        raise SystemExit("the tests could not be collected")


def _judge_warm(modules: Sequence[str], known: Covering, jobs: int, on: date, items: Sequence[pytest.Item]) -> None:
    warm = Warm(known, items)
    for module in modules:
        piece = Piece(module, known, on)
        codes = {
            mutant.id: found
            for mutant in piece.pending()
            if (found := exchanges(path_of(module), piece.source, mutant.source)) is not None
        }
        pending = (mutant for mutant in piece.pending() if mutant.id in codes)
        verdicts = judged(pending, partial(warm.judge, codes), jobs)
        piece.note(_noting(verdicts, warm), is_final=piece.is_run_by_tests_alone)
        _tell(piece)


def _never(_: Mutant) -> bool:
    return False


def _always(_: Mutant) -> bool:
    return True


def _noting(verdicts: Iterable[tuple[Mutant, str]], judge: Warm | Fresh) -> Iterator[tuple[Mutant, str]]:
    for mutant, test in verdicts:
        judge.note(mutant, test)
        yield mutant, test


def _judge_fresh(modules: Sequence[str], known: Covering, jobs: int, on: date) -> None:
    for name in LOADED_BEFORE:
        importlib.import_module(name)
    fresh, left = Fresh(known), dict[str, Piece]()
    for module in modules:
        piece = Piece(module, known, on)
        fresh.approach(module)
        for mutant, test in piece.found_before():
            fresh.note(mutant, test)
        if pending := [*piece.pending()]:
            verdicts = _noting(judged(pending, fresh.judge_by_the_likeliest, jobs), fresh)
            piece.note(verdicts, is_final=_never, is_sound=loads)
            _tell(piece)
        if any(piece.pending()):
            left[module] = piece
    _judge_together(fresh, left, jobs)


def _judge_together(fresh: Fresh, pieces: Mapping[str, Piece], jobs: int) -> None:
    """What the likeliest tests do not notice is tried by all, in groups: mostly, none of a group is noticed."""
    groups = dealt([mutant for piece in pieces.values() for mutant in piece.pending()])
    while groups:
        noticed: list[Sequence[Mutant]] = []
        verdicts: list[tuple[Mutant, str]] = []
        for group, test in judged(groups, fresh.judge, jobs):
            if test and len(group) > 1:
                noticed.extend(halves(group))
            else:
                verdicts.extend((mutant, test) for mutant in group)
            if len(verdicts) >= AT_ONCE:
                _keep(verdicts, pieces)
                verdicts.clear()
        _keep(verdicts, pieces)
        groups = noticed


def _keep(verdicts: Sequence[tuple[Mutant, str]], pieces: Mapping[str, Piece]) -> None:
    """Look once, for all of them, whether everything still loads."""
    if not loads():
        raise SystemExit(UNSOUND)
    for module in {mutant.module for mutant, _ in verdicts}:
        pieces[module].note([each for each in verdicts if each[0].module == module], is_final=_always)
        _tell(pieces[module])


def dealt(mutants: Sequence[Mutant]) -> list[Sequence[Mutant]]:
    """Groups to be judged in one go: no two of one module, which has one source only."""
    groups: list[list[Mutant]] = []
    for mutant in mutants:
        free = (group for group in groups if len(group) < TOGETHER and mutant.module not in {o.module for o in group})
        group = next(free, None)
        if group is None:
            groups.append([mutant])
        else:
            group.append(mutant)
    return [*groups]


def halves(group: Sequence[Mutant]) -> tuple[Sequence[Mutant], Sequence[Mutant]]:
    """Where one of them is noticed, each half is asked again."""
    middle = len(group) // 2
    return group[:middle], group[middle:]


def _tell(piece: Piece) -> None:
    results = piece.results
    killed = sum(len(ids) for ids in results.killed.values())
    left = results.mutants - killed - len(results.survived)
    tell(f"{piece.module}: {killed} killed, {len(results.survived)} survive, {left} left")
