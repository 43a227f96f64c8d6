"""The tests of the law in a process that can be forked: collected once, run one by one as often as needed."""

import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tools.mutants.sources import RANDOM_WALK, ROOT, TESTS

OPTIONS = (
    *("-o", "addopts=", "--import-mode=importlib", "--capture=no", "--assert=plain", "--noconftest"),
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:schemathesis", "-p", "no:anyio"),
    *("-p", "no:unraisableexception", "-p", "no:threadexception"),  # they collect garbage thrice at each end
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # Hypothesis is imported here, before pytest looks at it
)
MEMORY = 6 * 2**30


class _TakesOver:
    """Does something else with the collected tests than to run them all; a file that cannot be read is a failure."""

    def __init__(self, use: Callable[[Sequence[pytest.Item]], None]) -> None:
        self._use = use

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("the tests could not all be collected")
        self._use(session.items)
        return True


def with_tests(use: Callable[[Sequence[pytest.Item]], None], tests: Sequence[str] = TESTS) -> bool:
    """Hand the collected tests over to ``use``; whether they could be collected."""
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate)
    )
    hypothesis.settings.load_profile("mutants")
    os.chdir(ROOT)
    sys.dont_write_bytecode = False  # or each process that loads everything would compile everything
    return pytest.main([*OPTIONS, f"--ignore={RANDOM_WALK}", *tests], plugins=[_TakesOver(use)]) == pytest.ExitCode.OK


def fails(item: pytest.Item) -> bool:
    """Whether the test fails, its fixtures made for it and taken down again."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


@contextmanager
def silence() -> Iterator[None]:
    """Whatever tests print is nobody's business here."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


def exits_with(work: Callable[[], object], *, quiet: bool = True) -> NoReturn:
    """Do the work in a process just forked, and end it there: 0, or 1 where it fails; why is said on standard error."""
    status, told = 1, os.dup(2)
    try:
        with silence() if quiet else nullcontext():
            work()
        status = 0
    except (Exception, SystemExit) as problem:
        os.write(told, f"{problem!r}\n".encode())
    finally:
        os._exit(status)


def tell(line: str) -> None:
    """Say at once how far it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def bounded(seconds: float) -> None:
    """End this process after so many seconds of its own work, or when it takes the machine's memory."""
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
