"""`make refresh`: each pinned file compiled anew from what it asks for, with hashes, and what changed.

`python -m tools.pins.refresh run dev` refreshes these alone. What is new is not trusted yet: `make test` and
`make audit` come after, and one commit for it.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping

from tools.pins.pinned import LAYERS, REQUIREMENTS, ROOT, pinned

_UV = ROOT / "build" / "maintenance" / "bin" / "uv"
_COMPILE = ("pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")


def main(layers: list[str]) -> int:
    """1 where something cannot be compiled."""
    for layer in layers or LAYERS:
        before = pinned(layer) if (REQUIREMENTS / f"{layer}.txt").exists() else {}
        command = [str(_UV), *_COMPILE, "--upgrade", f"{layer}.in", "-o", f"{layer}.txt"]
        if subprocess.run(command, check=False, cwd=REQUIREMENTS).returncode:
            return 1
        changes = list(changes_between(before, pinned(layer)))
        sys.stdout.write("\n    ".join([f"{layer}.txt : {len(changes)} changement(s)", *changes]) + "\n")
    return 0


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """One line for each package that came, went or changed its version."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None:
            yield f"{name} {new} (nouveau)"
        elif new is None:
            yield f"{name} {old} (ôté)"
        elif old != new:
            yield f"{name} {old} → {new}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
