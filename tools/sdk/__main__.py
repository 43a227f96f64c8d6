"""``make sdk``: build the packages, say what they weigh, and with ``--try`` tell the whole journey through each."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from journey.serving import passing_sandbox
from tools.sdk.python import build_wheel, try_wheel
from tools.sdk.steps import StepFailedError
from tools.sdk.typescript import build_tarball, try_tarball

console = Console(soft_wrap=True, highlight=False)


def main(arguments: Sequence[str]) -> int:
    """Build both, or the one that is named; 1 where a step fails."""
    named = [name for name in ("python", "typescript") if name in arguments] or ["python", "typescript"]
    makes = {"python": build_wheel, "typescript": build_tarball}
    tries = {"python": try_wheel, "typescript": try_tarball}
    try:
        packages = {name: makes[name]() for name in named}
        for package in packages.values():
            _weigh(package)
        if "--try" in arguments:
            with passing_sandbox() as address:
                for name, package in packages.items():
                    console.print(tries[name](package, address).strip(), markup=False)
    except StepFailedError as failure:
        console.print(str(failure), style="red", markup=False)
        return 1
    return 0


def _weigh(package: Path) -> None:
    console.print(f"{package.name} : {package.stat().st_size / 1024:.0f} Kio", markup=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
