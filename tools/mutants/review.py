"""``python -m tools.mutants.review [MODULE ID KIND WHY]``: the survivors that nobody has read, or what one is."""

import argparse
import json
import sys
from collections.abc import Iterator

from tools.mutants.results import Results, Survivor
from tools.mutants.reviewed import REVIEWED, Kind, reviews
from tools.mutants.sources import modules


def main() -> None:
    """List what is to be read; or write down, in ``reviewed.toml``, what somebody who read one says of it."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants.review")
    parser.add_argument("module", nargs="?")
    parser.add_argument("id", nargs="?")
    parser.add_argument("kind", nargs="?", choices=[kind.value for kind in Kind])
    parser.add_argument("why", nargs="?")
    said = parser.parse_args()
    if said.why is None:
        sys.stdout.writelines(f"{line}\n" for line in _unread(said.module or "*"))
        return
    survivor = Results.of(said.module).survived.get(said.id)
    if survivor is None:
        raise SystemExit(f"No survivor of {said.module} is called {said.id}.")
    with REVIEWED.open("a", encoding="utf-8") as reviewed:
        reviewed.write(_row(said.module, survivor, Kind(said.kind), said.why))


def _unread(pattern: str) -> Iterator[str]:
    for module in modules(pattern):
        for key, survivor in Results.of(module).survived.items():
            if (module, key) not in reviews():
                yield f"{module} {key} {survivor.function} [{survivor.reached}]"
                yield f"  - {survivor.was}"
                yield f"  + {survivor.becomes}"


def _row(module: str, survivor: Survivor, kind: Kind, why: str) -> str:
    """As TOML, whose strings are JSON's."""
    fields: dict[str, str | int] = {
        "module": module,
        "function": survivor.function,
        "was": survivor.was,
        "becomes": survivor.becomes,
        "occurrence": survivor.occurrence,
        "kind": kind.value,
        "why": why,
    }
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return "\n[[survivor]]\n" + "".join(lines)


if __name__ == "__main__":
    main()
