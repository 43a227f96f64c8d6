"""The page on the ASVS says what is: each line has its state, and what it names exists."""

import re
from functools import cache
from pathlib import Path

import pytest

from tools.asvs.table import CHAPTERS, ROOT, STATES, Requirement, asvs_document, requirements

COUNTS = {1: 70, 2: 183}
"""Of ASVS 5.0: the lines of level 1, and those that level 2 adds."""
NAMED = sorted({seen for each in requirements() for seen in each.seen})


def test_every_line_of_both_levels_is_there_once() -> None:
    assert {level: sum(each.level == level for each in requirements()) for level in COUNTS} == COUNTS
    assert {each.chapter for each in requirements()} == set(CHAPTERS)


@pytest.mark.parametrize("line", requirements(), ids=lambda line: line.number)
def test_a_line_says_how_it_stands_and_what_is_met_says_where_that_is_seen(line: Requirement) -> None:
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", line.number)
    assert line.state in STATES
    assert line.asked
    assert line.how
    assert line.seen or line.state != "met"
    assert not (line.seen and line.state == "not_applicable")
    assert "|" not in line.asked + line.how


@pytest.mark.parametrize("seen", NAMED)
def test_what_a_line_names_exists(seen: str) -> None:
    path, _, test = seen.partition("::")

    assert (ROOT / path).exists()
    assert not test or test in _tests_of(ROOT / path)


def test_the_page_counts_what_it_holds() -> None:
    states = [each.state for each in requirements()]
    row = f"| **les deux** | {' | '.join(str(states.count(state)) for state in STATES)} | {len(states)} |"

    assert row in asvs_document()


@cache
def _tests_of(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE))
