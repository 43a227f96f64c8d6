"""The image is the product that was tested: the service starts from exactly what the Dockerfile copies, and answers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = ("/docs/fr/changelog", "/docs/en/changelog", "/docs", "/openapi.json", "/livez")

ASK = """
import asyncio, sys
from httpx import ASGITransport, AsyncClient
import app
from app.db.readiness import newest_version
from app.main import create_app
from app.sandbox.signing_key import new_key
from app.settings import read_settings

async def ask():
    settings = read_settings(environment="sandbox", database_url="postgresql://127.0.0.1:1/none", signing_key=new_key())
    served = create_app(settings)
    async with AsyncClient(transport=ASGITransport(served), base_url="http://image") as client:
        for path in sys.argv[1:]:
            answer = await client.get(path, follow_redirects=True)
            print(path, answer.status_code)
        document = (await client.get("/openapi.json")).json()
    print("examples", str(document).count("'recorded':") > 100)
    print("schema", bool(newest_version()))

print(app.__file__)
asyncio.run(ask())
"""


def copied(names: list[str]) -> list[str]:
    """What `COPY . .` takes of these files: .dockerignore refuses everything, then names what it lets through."""
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*"
    let_through = [line[1:] for line in lines if line.startswith("!")]
    return [name for name in names if any(PurePosixPath(name).is_relative_to(kept) for kept in let_through)]


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git work tree")
def test_what_the_image_holds_serves_everything(tmp_path: Path) -> None:
    assert re.search(r"^COPY \. \.$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in copied([name for name in listed if (ROOT / name).is_file()]):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *SERVED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        str(tmp_path / "app" / "__init__.py"),
        *(f"{path} 200" for path in SERVED),
        "examples True",
        "schema True",
    ]
