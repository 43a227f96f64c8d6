"""``python -m tools.mutants [app.domain.scope …] [--jobs 2]``: judge what has no verdict yet, and write the score."""

import argparse
import signal
import sys
from datetime import UTC, datetime

from tools.mutants.judging import judge
from tools.mutants.report import QUALITY, quality_document
from tools.mutants.results import forget_the_gone
from tools.mutants.reviewed import strays
from tools.mutants.session import tell
from tools.mutants.sources import modules


def main() -> None:
    """Judge the modules named (shell patterns may be used), or all."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    names = modules(*asked.modules)
    if not names:
        raise SystemExit("No module of the domain has that name.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        forget_the_gone(modules())
        judge(names, asked.jobs, datetime.now(UTC).date())
    except KeyboardInterrupt:
        sys.exit("Stopped: what was judged is kept; the same command goes on from there.")
    else:
        for review in strays():
            tell(f"Nothing like it survives now: {review.module}.{review.function}, {review.becomes}")
    finally:
        QUALITY.write_text(quality_document(), encoding="utf-8")


if __name__ == "__main__":
    main()
