"""How the tests of the law are measured: which faults are made, how one is tried, and what is kept of it."""

import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

from tools.mutants import judging, results, review, reviewed
from tools.mutants.mutations import Mutant, mutants_of
from tools.mutants.results import BY_THE_CLOCK, Reached, Results, digests
from tools.mutants.reviewed import Kind, reviews
from tools.mutants.warm import exchange, exchanges, living_functions

SOURCE = '''"""A law."""

LIMIT: int = 14


class Term:
    """A term."""

    @property
    def is_over(self) -> bool:
        """Whether it is over."""
        return self.left < 0 or self.waived


def overdue(days: int) -> "Text | None":
    """Say so, from the day after the last."""
    return Text(f"{days} jours", "days") if days > LIMIT else None
'''


def made(source: str = SOURCE) -> list[Mutant]:
    return list(mutants_of("app.domain.law", source))


def faults(source: str = SOURCE) -> set[tuple[str, str, str]]:
    return {(mutant.function, mutant.was, mutant.becomes) for mutant in made(source)}


def test_the_fault_in_a_limit_a_comparison_and_a_property_are_made() -> None:
    assert {
        ("LIMIT", "LIMIT: int = 14", "LIMIT: int = 15"),
        ("overdue", "days > LIMIT", "days >= LIMIT"),
        ("Term.is_over", "self.left < 0 or self.waived", "self.left < 0 and self.waived"),
    } <= faults()


def test_neither_words_for_people_nor_docstrings_nor_annotations_are_made_wrong() -> None:
    assert not {fault for fault in faults() if "jours" in fault[1] and "XX" in fault[2]}
    assert not {fault for fault in faults() if "law" in fault[1].lower()}
    assert not {fault for fault in faults() if "None: " in fault[2]}


def test_a_default_that_types_refuse_is_not_made_and_another_is() -> None:
    source = (
        'Kind = Literal["a", "b"]\n'
        "class Term:\n"
        "    on: date | None = None\n"
        "    note: str | None = None\n"
        "    waived: bool = False\n"
        "    days: int | None = 3\n"
    )
    assert {fault[2] for fault in faults(source)} >= {
        "note: str | None = ''",
        "waived: bool = True",
        "days: int | None = None",
        "days: int | None = 4",
    }
    assert not {fault[2] for fault in faults(source)} & {
        "on: date | None = ''",
        "waived: bool = None",
        "Literal['XXaXX', 'b']",
    }


def test_a_sentence_is_neither_made_wrong_nor_left_out_but_the_code_beside_it_is() -> None:
    made_wrong = faults('a = refusal("too_late", "The day is over.", detail=Text("Trop tard", "Late"))\n')
    becomes = {fault[2] for fault in made_wrong}
    assert "refusal(None, 'The day is over.', detail=Text('Trop tard', 'Late'))" in becomes
    assert all("The day is over." in text and "Trop tard" in text for text in becomes - {"a = None"})


def test_each_mutant_differs_from_the_source_in_its_own_lines_alone() -> None:
    for mutant in made():
        first, last = mutant.lines
        kept, faulty = SOURCE.splitlines(), mutant.source.splitlines()
        assert kept[: first - 1] == faulty[: first - 1]
        assert kept[last:] == faulty[len(faulty) - len(kept[last:]) :]
        assert kept != faulty


def test_a_mutant_keeps_its_name_wherever_its_function_stands_and_however_it_is_wrapped() -> None:
    moved = (
        SOURCE.replace("class Term", "FIRST = 1\n\n\nclass Term")
        .replace("    return Text(", "    return (\n        Text(")
        .replace("else None\n", "else None\n    )\n")
    )
    before = {mutant.id for mutant in made() if mutant.function != "(module)"}
    after = {mutant.id for mutant in made(moved) if mutant.function not in {"(module)", "FIRST"}}
    assert before == after


def test_two_equal_faults_in_one_function_have_two_names() -> None:
    twice = made("def both(a, b):\n    return (a < 1, a < 1)\n")
    assert len({mutant.id for mutant in twice}) == len(twice) > 2


def test_a_match_in_a_method_loses_one_case_and_stays_python() -> None:
    source = (
        "class A:\n    def of(self, x):\n        match x:\n            case 1:\n                return 2\n"
        "            case _:\n                return 3\n"
    )
    assert {
        "match x:\n    case _:\n        return 3",
        "match x:\n    case 1:\n        return 2",
    } <= {mutant.becomes for mutant in made(source)}


def of(function: str, becomes: str) -> Mutant:
    (mutant,) = [mutant for mutant in made() if (mutant.function, mutant.becomes) == (function, becomes)]
    return mutant


def test_a_fault_in_a_function_is_put_into_the_function_that_everybody_has_imported(tmp_path: Path) -> None:
    path = tmp_path / "law.py"
    loaded: dict[str, object] = {"Text": lambda fr, _: fr}
    exec(compile(SOURCE, str(path), "exec"), loaded)
    overdue = loaded["overdue"]
    assert callable(overdue)
    assert overdue(14) is None

    codes = exchanges(path, SOURCE, of("overdue", "days >= LIMIT").source)
    assert codes is not None
    exchange(codes, living_functions(tmp_path))

    assert overdue(14) == "14 jours"


def test_a_fault_in_a_function_made_within_another_is_put_into_those_made_before(tmp_path: Path) -> None:
    path = tmp_path / "needs.py"
    source = "def need(limit):\n    return (lambda days: days > limit), (lambda days: days > 9)\n"
    loaded: dict[str, object] = {}
    exec(compile(source, str(path), "exec"), loaded)
    first, second = eval("need(9)", loaded)

    codes = exchanges(path, source, source.replace("> limit", ">= limit"))
    assert codes is not None
    exchange(codes, living_functions(tmp_path))

    assert (first(9), second(9)) == (True, False)


def test_a_fault_that_takes_such_a_function_away_is_tried_by_loading() -> None:
    source = "def need(limit):\n    return lambda days: days > limit\n"
    assert exchanges(Path("needs.py"), source, source.replace("lambda days: days > limit", "None")) is None
    assert exchanges(Path("needs.py"), source, source.replace("> limit", "> 9")) is None


@pytest.mark.parametrize(
    ("function", "becomes", "while_loading"),
    [("LIMIT", "LIMIT: int = 15", True), ("Term.is_over", "self.left <= 0", False)],
)
def test_what_is_made_while_the_module_loads_is_told_from_what_is_done_later(
    function: str, becomes: str, while_loading: bool
) -> None:
    assert (exchanges(Path("law.py"), SOURCE, of(function, becomes).source) is None) is while_loading


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Results:
    """Two verdicts of a module, written and read again."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results")
    written = Results("app.domain.law", functions=digests(SOURCE))
    written.kill(of("overdue", "days >= LIMIT"), "tests/rules/test_r44.py::test_two_months", "2026-11-23")
    written.spare(of("Term.is_over", "self.left <= 0"), Reached.RUN, "these tests", "2026-11-23")
    written.keep()
    return Results.of("app.domain.law")


def forget(kept: Results, source: str = SOURCE, *, tests: str = "these tests", sure: Collection[str] = ()) -> set[str]:
    standing = {"tests/rules/test_r44.py::test_two_months"} if tests != "none" else {BY_THE_CLOCK}
    kept.forget(made(source), source, tests=standing, digest=tests, sure=sure)
    return kept.judged()


KILLED, ALIVE = of("overdue", "days >= LIMIT").id, of("Term.is_over", "self.left <= 0").id


def test_what_was_judged_is_not_judged_again(kept: Results) -> None:
    assert forget(kept) == {KILLED, ALIVE}


def test_a_function_that_changes_is_judged_again(kept: Results) -> None:
    assert forget(kept, SOURCE.replace("self.waived", "self.is_waived")) == {KILLED}


def test_a_docstring_changes_no_verdict(kept: Results) -> None:
    assert forget(kept, SOURCE.replace("Say so", "Tell")) == {KILLED, ALIVE}


def test_other_tests_are_asked_about_a_survivor_unless_it_is_equivalent(kept: Results) -> None:
    assert forget(kept, tests="others") == {KILLED}


def test_an_equivalent_mutant_is_not_asked_about_again(kept: Results) -> None:
    assert forget(kept, tests="others", sure={ALIVE}) == {KILLED, ALIVE}


def test_a_killed_mutant_is_judged_again_when_its_test_is_no_more(kept: Results) -> None:
    assert forget(kept, tests="none") == set()


def test_what_is_said_of_a_survivor_is_read_again_as_it_was_said(
    kept: Results, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = tmp_path / "reviewed.toml"
    monkeypatch.setattr(review, "REVIEWED", said)
    monkeypatch.setattr(reviewed, "REVIEWED", said)
    monkeypatch.setattr(sys, "argv", ["review", kept.module, ALIVE, "equivalent", 'Un jour « "plein" » reste plein.'])
    review.main()
    reviews.cache_clear()
    try:
        (found,) = reviews().values()
        assert (found.id, found.kind, found.why) == (ALIVE, Kind.EQUIVALENT, 'Un jour « "plein" » reste plein.')
    finally:
        reviews.cache_clear()


def test_every_review_says_why() -> None:
    assert all(review.why for review in reviews().values())
    assert {review.kind for review in reviews().values()} <= set(Kind)
    assert reviewed.REVIEWED.exists()


class Pending:
    """A module whose mutants all wait."""

    def __init__(self, module: str) -> None:
        self._mutants = mutants_of(module, SOURCE)

    def pending(self) -> Iterator[Mutant]:
        return self._mutants


def test_mutants_tried_together_are_of_different_modules_and_each_gets_its_own_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdicts: list[tuple[Mutant, str]] = []
    monkeypatch.setattr(judging, "_keep", lambda some, _pieces: verdicts.extend(some))
    modules = [f"app.domain.law_{number}" for number in range(11)]
    noticed = {("app.domain.law_3", "LIMIT: int = 15"), ("app.domain.law_7", "days >= LIMIT")}

    class Judge:
        def judge(self, group: Sequence[Mutant]) -> str:
            assert len({mutant.module for mutant in group}) == len(group) <= judging.TOGETHER
            return "a_test" if any((mutant.module, mutant.becomes) in noticed for mutant in group) else ""

    judging._judge_together(Judge(), {module: Pending(module) for module in modules}, jobs=1)  # type: ignore[arg-type, misc]

    assert len(verdicts) == len(made()) * len(modules) == len({(each.module, each.id) for each, _ in verdicts})
    assert {(mutant.module, mutant.becomes) for mutant, test in verdicts if test} == noticed
