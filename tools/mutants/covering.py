"""Which test runs which line: one run of all tests under coverage, kept until a source changes."""

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import coverage
import pytest

from tools.mutants.results import BY_LOADING, BY_THE_CLOCK
from tools.mutants.session import exits_with, fails, tell, with_tests
from tools.mutants.sources import DOMAIN, ROOT, TESTS

KEPT = ROOT / "mutants" / "covering.json"
_WHILE_LOADING = ""
"""Coverage's name for what is run before any test is."""


@dataclass
class Covering:
    """The tests by their ids, with the seconds of work each took; by file and line, those that run it."""

    digest: str
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def tests_of(self, path: Path, lines: tuple[int, int]) -> set[str]:
        """The tests that run one of the lines."""
        of_file = self.lines.get(str(path.relative_to(ROOT)), {})
        return {test for line, tests in of_file.items() if lines[0] <= int(line) <= lines[1] for test in tests if test}

    def quickest_first(self, tests: Iterable[str]) -> list[str]:
        """A fault that many tests see is found by the one that takes least."""
        return sorted(tests, key=lambda test: (self.seconds[test], test))

    def names(self) -> set[str]:
        """The tests as they are written, whatever row of its table is tried; and what counts as one."""
        return {test.partition("[")[0] for test in self.seconds} | {BY_THE_CLOCK, BY_LOADING}

    def runs_while_loading(self, path: Path, lines: tuple[int, int]) -> bool:
        """Whether a table is made of one of the lines before any test is run."""
        of_file = self.lines.get(str(path.relative_to(ROOT)), {})
        return any(_WHILE_LOADING in tests for line, tests in of_file.items() if lines[0] <= int(line) <= lines[1])


def covering() -> Covering:
    """What is kept of the last run; what a new one says, where a source has changed since."""
    digest = sources_digest()
    if KEPT.exists():
        kept = Covering(**json.loads(KEPT.read_text()))
        if kept.digest == digest:
            return kept
    tell("Which test runs which line: all are run once.")
    pid = os.fork()
    if pid == 0:
        exits_with(lambda: _measure(digest))
    if os.waitpid(pid, 0)[1] != 0:
        raise SystemExit("The tests must pass before any fault is slipped in: see `make test`.")
    return Covering(**json.loads(KEPT.read_text()))


def sources_digest() -> str:
    """Of everything that decides which test runs which line."""
    folders = (DOMAIN, *(ROOT / tests for tests in TESTS))
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    paths += sorted((ROOT / "tests").glob("*.py"))
    return sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def _measure(digest: str) -> None:
    measured = Covering(digest)
    tracer = coverage.Coverage(data_file=None, include=[f"{DOMAIN}/*"], config_file=False)
    tracer.start()

    def run(items: Sequence[pytest.Item]) -> None:
        for item in items:
            tracer.switch_context(item.nodeid)
            started = time.process_time()
            if fails(item):
                raise SystemExit(f"{item.nodeid} fails")
            measured.seconds[item.nodeid] = round(time.process_time() - started, 4)

    if not with_tests(run):
        raise SystemExit("the tests could not be collected")
    tracer.stop()
    measured.lines = _lines(tracer.get_data())
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(measured.__dict__))


def _lines(data: coverage.CoverageData) -> dict[str, dict[str, list[str]]]:
    """By file and line, as JSON has them."""
    return {
        str(Path(path).relative_to(ROOT)): {
            str(line): contexts for line, contexts in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }
