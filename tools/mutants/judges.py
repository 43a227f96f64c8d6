"""The two ways to try a mutant: in functions that are loaded already, and by loading everything again."""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pytest

from tools.mutants.covering import Covering
from tools.mutants.fresh import put_in_place_of_its_module
from tools.mutants.mutations import Mutant
from tools.mutants.results import BY_LOADING
from tools.mutants.session import bounded, exits_with, fails, with_tests
from tools.mutants.sources import DOMAIN, ROOT, TESTS, WRITTEN_OUT, path_of
from tools.mutants.warm import Exchanges, exchange, living_functions

PATIENCE = 10
"""How many times longer than usual the tests may take."""
LOADING = 60
"""Seconds to load everything and to collect the tests, on a slow machine."""


def loads() -> bool:
    """Whether everything loads where nothing was changed, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        exits_with(lambda: with_tests(lambda _: None) or sys.exit(1))
    return os.waitpid(pid, 0)[1] == 0


class Warm:
    """Judges what lies in functions, by the tests that run their lines; those that found a neighbour come first."""

    def __init__(self, covering: Covering, items: Sequence[pytest.Item]) -> None:
        self._covering = covering
        self._items = {item.nodeid: item for item in items}
        self._living = living_functions(DOMAIN)
        self._finders = defaultdict[str, list[str]](list)

    def judge(self, codes: Mapping[str, Exchanges], mutant: Mutant) -> str:
        """In a fork: the test that fails with the codes exchanged that belong to the mutant's id."""
        tests = self._tests_of(mutant)
        bounded(PATIENCE * (1 + sum(self._covering.seconds[test] for test in tests)))
        exchange(codes[mutant.id], self._living)
        return next((test for test in tests if fails(self._items[test])), "")

    def note(self, mutant: Mutant, test: str) -> None:
        """Remember who found it."""
        finders = self._finders[mutant.function]
        if test in self._items and test not in finders:
            finders.append(test)

    def _tests_of(self, mutant: Mutant) -> list[str]:
        tests = self._covering.tests_of(path_of(mutant.module), mutant.lines)
        first = [test for test in self._finders[mutant.function] if test in tests]
        return [*first, *self._covering.quickest_first(tests.difference(first))]


@dataclass(frozen=True, slots=True)
class _Near:
    """The tests that run lines of a module, and the likeliest of their files."""

    tests: frozenset[str]
    files: tuple[str, ...]


class Fresh:
    """Judges what is made while modules load, in a process that loads everything again.

    First by the tables that are written out, then by the files that found most of the function's and of the module's
    faults, then by all: a file alone is loaded ten times as fast as all are.
    """

    def __init__(self, covering: Covering) -> None:
        self._covering = covering
        self._finders = defaultdict[tuple[str, str], Counter[str]](Counter)
        self._near: dict[str, _Near] = {}

    def approach(self, module: str) -> None:
        """Look once, before any fork, which tests are near the module."""
        tests, lines, seconds = Counter[str](), Counter[str](), defaultdict[str, float](float)
        for runs in self._covering.lines.get(str(path_of(module).relative_to(ROOT)), {}).values():
            lines.update({_file(test) for test in runs if test})
        near = self._covering.tests_of(path_of(module), (1, sys.maxsize))
        for test in near:
            tests[_file(test)] += 1
            seconds[_file(test)] += self._covering.seconds[test]
        quickest = sorted(lines, key=lambda file: -lines[file] / (seconds[file] + _LOADING_ONE))[:_LIKELIEST]
        most = [file for file, _ in tests.most_common(_LIKELIEST)]
        self._near[module] = _Near(frozenset(near), tuple(dict.fromkeys((*most, *quickest))))

    def note(self, mutant: Mutant, test: str) -> None:
        """Remember the file of who found it."""
        if "::" in test:
            self._finders[mutant.module, mutant.function][_file(test)] += 1
            self._finders[mutant.module, ""][_file(test)] += 1

    def judge_by_the_likeliest(self, mutant: Mutant) -> str:
        """In a fork: the test that fails, among those of the likeliest files."""
        put_in_place_of_its_module(mutant)
        likeliest = self._likeliest(mutant)
        for files in (likeliest[:1], likeliest[1:]):
            if files and (test := self._judge((mutant,), files)):
                return test
        return ""

    def judge(self, mutants: Sequence[Mutant]) -> str:
        """In a fork: the test that fails with all of them at once, each of another module; their own tests come first.

        Where none does, nobody notices any of them.
        """
        for mutant in mutants:
            put_in_place_of_its_module(mutant)
        return self._judge(mutants, TESTS)

    def _likeliest(self, mutant: Mutant) -> list[str]:
        finders = (self._finders[mutant.module, mutant.function], self._finders[mutant.module, ""])
        found = [file for counted in finders for file, _ in counted.most_common(_LIKELIEST)]
        return [*dict.fromkeys((WRITTEN_OUT, *found, *self._near[mutant.module].files))]

    def _judge(self, mutants: Sequence[Mutant], files: Sequence[str]) -> str:
        bounded(LOADING + PATIENCE * sum(self._covering.seconds.values()))
        near = frozenset[str]().union(*(self._near[mutant.module].tests for mutant in mutants))
        found: list[str] = []

        def run(items: Sequence[pytest.Item]) -> None:
            ordered = sorted(
                items, key=lambda item: (item.nodeid not in near, self._covering.seconds.get(item.nodeid, 0))
            )
            found.extend(item.nodeid for item in islice((item for item in ordered if fails(item)), 1))

        return "".join(found) if with_tests(run, files) else BY_LOADING


def _file(test: str) -> str:
    return test.partition("::")[0]


_LIKELIEST = 5
"""So many files that found most, and as many that run most of the module's lines, or do it quickest."""
_LOADING_ONE = 0.1
"""Seconds to load one file, about."""
