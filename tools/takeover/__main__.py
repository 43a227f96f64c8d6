"""`python -m tools.takeover FOLDER --certificates N …`: writes the files of a made-up takeover, NDJSON, one a kind."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from tools.takeover.made_up import Sizes, made_up


def main() -> None:
    """Write the files, and say how many rows are in each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--certificates", type=int, default=200)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--dossiers", type=int, default=30)
    parser.add_argument("--partial-results", type=int, default=10)
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="the day of the takeover")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    sizes = Sizes(
        certificates=given.certificates,
        companies=given.companies,
        dossiers=given.dossiers,
        partial_results=given.partial_results,
    )
    for kind, rows in made_up(sizes, given.on).items():
        written = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (given.folder / f"{kind}.ndjson").write_text(written, "utf-8")
        sys.stdout.write(f"{kind}: {len(rows)}\n")


if __name__ == "__main__":
    main()
