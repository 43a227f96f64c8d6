"""``make fuzz``: schemathesis over the whole document, links followed, under the session of each kind of caller."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.console import Console

from journey.actors import PASSWORD
from journey.serving import passing_sandbox

_CALLERS = ("secretariat", "employer", "evaluator", "jury", "opca-sandbox")
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
_LEFT_OUT = ("closeSession", "setSandboxClock")
"""What would take the caller's session away, or every deadline out of reach."""
_EXAMPLES, _SECONDS = 10, 480
"""A session lasts ten minutes: no caller goes on for longer."""


def main(callers: Sequence[str]) -> int:
    """Fuzz as each of ``callers``; 1 where an answer is not what the document says."""
    console = Console(soft_wrap=True, highlight=False)
    failed = False
    for caller in callers or _CALLERS:
        console.rule(caller)
        with passing_sandbox() as address:
            done = subprocess.run(_command(address, _token(address, caller)), check=False)
        failed = failed or done.returncode != 0
    return 1 if failed else 0


def _token(address: str, caller: str) -> str:
    if caller.endswith("-sandbox"):
        grant = {"grant_type": "client_credentials"}
        answer = httpx.post(f"{address}/oauth/token", data=grant, auth=(caller, PASSWORD))
    else:
        opening = {"email": f"{caller}@sandbox.example", "password": PASSWORD}
        answer = httpx.post(f"{address}/v1/sessions", json=opening)
    return str(answer.raise_for_status().json()["access_token"])


def _command(address: str, token: str) -> list[str]:
    left_out = [word for name in _LEFT_OUT for word in ("--exclude-operation-id", name)]
    return [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{address}/openapi.json",
        *("--header", f"Authorization: Bearer {token}"),
        *("--checks", ",".join(_CHECKS), "--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", str(_EXAMPLES), "--max-time", str(_SECONDS)),
        *("--continue-on-failure", "--warnings", "off", "--workers", "2", "--seed", "1"),
        *left_out,
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
