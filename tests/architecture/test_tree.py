"""What must be true of the files themselves."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _requirements(name: str) -> str:
    return (ROOT / "requirements" / name).read_text()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "cluster.txt", "maintenance.txt"])
def test_every_pinned_package_has_its_version_and_hashes_and_no_address(name: str) -> None:
    pinned = _requirements(name)
    packages = re.findall(r"^[a-z0-9][^\n]*", pinned, re.MULTILINE)

    assert packages
    assert all(re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; .*)? \\$", package) for package in packages)
    assert "://" not in pinned
    assert "index-url" not in pinned


def test_the_tests_run_on_the_versions_that_production_runs_on() -> None:
    production = set(re.findall(r"^\S+==\S+", _requirements("run.txt"), re.MULTILINE))
    development = set(re.findall(r"^\S+==\S+", _requirements("dev.txt"), re.MULTILINE))

    assert production <= development


def test_the_project_declares_what_is_pinned() -> None:
    bounds = ("flit-core", "python-dateutil")  # what builds the project, and what bounds another package alone
    declared = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    asked = {line for line in _requirements("run.in").splitlines() if line and not line.startswith(("#", *bounds))}

    assert declared == asked


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git work tree")
def test_no_committed_file_knows_where_it_was_written() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]

    assert files
    assert [file for file in files if f"{ROOT}/".encode() in file.read_bytes()] == []
