"""The benchmark works; what it measures is no test's business."""

import json
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BRIEFLY = ("--dossiers", "60", "--connections", "2", "--rounds", "1", "--seconds", "0.1")


def test_the_benchmark_compares_equal_answers_and_tells_what_it_measured(tmp_path: Path) -> None:
    told = tmp_path / "measured.json"
    command = [sys.executable, "-m", "benchmarks", *_BRIEFLY, "--json", str(told)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    measured = {each["operation"]: each for each in json.loads(told.read_text())["operations"]}
    assert list(measured) == ["liveness", "getDossier", "getFundedDossier", "listFundedDossiers"]
    for name, each in measured.items():
        assert name in done.stdout
        assert each["equal_bytes"], f"{name}: equal as JSON alone"
        assert each["ours"]["requests_per_second"] > 0 < each["bare"]["requests_per_second"]
