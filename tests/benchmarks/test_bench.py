"""The benchmark works; what it measures is no test's business."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.aims import AIMS, judged, single
from benchmarks.load import Run
from benchmarks.measuring import Operation, Result, Round

_ROOT = Path(__file__).resolve().parents[2]
_BRIEFLY = ("--dossiers", "1200", "--connections", "2", "--rounds", "1", "--seconds", "0.05", "--starts", "0")


def test_the_benchmark_compares_equal_answers_and_says_of_each_aim_whether_it_is_met(tmp_path: Path) -> None:
    told = tmp_path / "measured.json"
    command = [sys.executable, "-m", "benchmarks", *_BRIEFLY, "--any-core", "--json", str(told)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    measured = json.loads(told.read_text())
    asked = {each["operation"]: each for each in measured["operations"]}
    assert {aim["operation"] for aim in measured["aims"]} == {aim.operation for aim in AIMS} == set(asked)
    for name, each in asked.items():
        assert name in done.stdout
        assert each["ours"]["requests_per_second"] > 0
        assert all(ratio > 0 for ratios in each["ratios"].values() for ratio in ratios)


@pytest.mark.parametrize(
    ("bound", "value", "at_least", "met"),
    [
        pytest.param(0.6, 0.6, True, True, id="as much as is aimed at"),
        pytest.param(0.6, 0.59, True, False, id="less than the least"),
        pytest.param(2, 2, False, True, id="as long as is allowed"),
        pytest.param(2, 2.1, False, False, id="longer"),
        pytest.param(2, math.nan, False, False, id="not measured"),
    ],
)
def test_an_aim_is_met_at_its_bound(bound: float, value: float, at_least: bool, met: bool) -> None:
    assert single("getDossier", "ms", bound, value, at_least=at_least).is_met is met


def test_a_ratio_is_that_of_rounds_in_the_same_minute() -> None:
    rounds = {"ours": (_round(50), _round(90)), "bare": (_round(100), _round(100))}
    result = Result(operation=Operation(name="getDossier", paths=()), rounds=rounds)

    assert result.ratios("bare") == [0.5, 0.9]
    (of_the_floor,) = (aim for aim in judged([result], []) if aim.what == "part du nu")
    assert (round(of_the_floor.value, 2), of_the_floor.is_met) == (0.7, True)


def _round(answers: int) -> Round:
    return Round(run=Run(elapsed=1.0, latencies=(0.01,) * answers, own_cpu=0.1), cpu_per_request=0.001)
