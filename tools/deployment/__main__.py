"""`python -m tools.deployment`: checks what is shipped to run the service; says what could not be checked here."""

import sys
import tempfile
from pathlib import Path

from tools.deployment.checks import CHECKS, RefusedError, ToolMissingError


def main() -> int:
    """Check everything; 1 where something is wrong."""
    wrong = 0
    for name, check in CHECKS.items():
        with tempfile.TemporaryDirectory(prefix="cqp-deploy-") as folder:
            try:
                check(Path(folder))
            except ToolMissingError as missing:
                sys.stdout.write(f"{name} : non vérifié, il manque le paquet {missing}\n")
            except RefusedError as refused:
                wrong += 1
                sys.stdout.write(f"{name} : refusé\n{refused}\n")
            else:
                sys.stdout.write(f"{name} : vérifié\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
