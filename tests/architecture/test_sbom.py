"""What the service is made of, as `make sbom` says it: everything that is pinned, and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)


def test_the_bill_of_materials_names_every_pinned_package_with_its_digests(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    options = re.search(r"cyclonedx_py (requirements .+?) --output-file", makefile)
    assert options is not None
    written = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", *options[1].split(), "--output-file", str(written)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # it fails where its schema does

    bill = json.loads(written.read_text())
    pinned = {
        (found["name"], found["version"]) for found in _PINNED.finditer((ROOT / "requirements/run.txt").read_text())
    }
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "cqp-chimie"
    assert {(each["name"], each["version"]) for each in bill["components"]} == pinned
    assert all(each["purl"].startswith("pkg:pypi/") for each in bill["components"])
    assert all(each["externalReferences"][0]["hashes"] for each in bill["components"])
