"""The packages that integrators install: built from the document, each tells a whole journey by itself."""

import shutil
import subprocess
import sys

import pytest

from tools.sdk.steps import PACKAGES, ROOT, version


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["python", "typescript"])
def test_a_whole_journey_is_told_by_the_package_alone(language: str) -> None:
    if language == "typescript" and shutil.which("npm") is None:
        pytest.skip("Node n'est pas installé ici")
    done = subprocess.run(
        (sys.executable, "-m", "tools.sdk", language, "--try"), cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Validé" in done.stdout
    assert [each for each in PACKAGES.iterdir() if version() in each.name]


def test_the_packages_are_of_the_contracts_version() -> None:
    assert version().count(".") == 2
