"""What a start of the service imports: what few ever use is imported where it is used."""

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def imported() -> frozenset[str]:
    """The packages that `cqp serve` has read before it answers anybody."""
    told = "import sys, app.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    return frozenset(
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize("package", ["openpyxl", "pyld", "requests"])
def test_a_start_does_not_read(package: str, imported: frozenset[str]) -> None:
    assert package not in imported
    assert "fastapi" in imported
