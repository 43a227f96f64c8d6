"""What others have written in JavaScript, against which the service is tried."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


@cache
def _why_not() -> str | None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node n'est pas installé ici"
    if not (FOLDER / "node_modules").exists():
        done = subprocess.run(("npm", "ci"), cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm n'a rien installé : {done.stderr.strip()[-200:]}"
    return None


def needs_node() -> None:
    """Skip the test that asks, with the reason, where Node is not here, or npm has no network to install from."""
    reason = _why_not()
    if reason is not None:
        pytest.skip(reason)
