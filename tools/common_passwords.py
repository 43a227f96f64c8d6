"""Rewrites the list of common passwords from a list of passwords by how often they were seen, the most often first:

    python -m tools.common_passwords FILE

`app/adapters/common_passwords/SOURCE.md` says which file this was last.
"""

import gzip
import sys
from pathlib import Path

from app.adapters.passwords import COMMON
from app.usecases.accounts.password_strength import SHORTEST

MOST = 10_000


def kept(seen: list[str]) -> list[str]:
    """The first ten thousand that are long enough to be chosen; an address is nobody's to publish."""
    long_enough = (password.strip().lower() for password in seen if len(password.strip()) >= SHORTEST)
    return sorted(list(dict.fromkeys(password for password in long_enough if "@" not in password))[:MOST])


def main() -> int:
    """Read the file named, write ours."""
    passwords = kept(Path(sys.argv[1]).read_text(errors="ignore").splitlines())
    COMMON.write_bytes(gzip.compress("\n".join(passwords).encode(), mtime=0))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
