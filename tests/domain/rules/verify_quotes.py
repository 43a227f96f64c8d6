"""Check every quote of the rulebook against the branch's guide, and keep the proof.

The guide itself is not kept here: ``python -m tests.domain.rules.verify_quotes`` reads it where ``CQP_GUIDE`` says, or
beside the project, and writes the digest of each quote that it found. A quote that changes afterwards no longer has
its digest, whether or not the guide is at hand.
"""

import json
import os
import re
import sys
from hashlib import sha256
from pathlib import Path

from app.domain.law import Edition, Rule
from app.domain.rules import RULES
from app.domain.rules.drafting import GUIDE

ROOT = Path(__file__).parents[3]
PROOF = Path(__file__).with_name("verified_quotes.json")
BESIDE_THE_PROJECT = ROOT.parent / "shared" / "source" / "mode-d-emploi-cqp-chimie.txt"


def normalised(text: str) -> str:
    """The words alone: without white space, Markdown marks and the shape of apostrophes and spaces."""
    plain = text.replace("\\", "").replace("’", "'")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    return " ".join(re.sub(r"[*_]", "", plain).split())


def digest(quote: str) -> str:
    """The SHA-256 of a quote's words, in hexadecimal."""
    return sha256(normalised(quote).encode()).hexdigest()


def guide_quotes(rule: Rule) -> tuple[str, ...]:
    """Every sentence of the guide that the editions of ``rule`` quote."""
    editions = (each for each in rule.editions if isinstance(each, Edition) and each.source.document == GUIDE)
    return tuple(quote for edition in editions for quote in edition.source.quotes)


def quoting() -> dict[str, tuple[str, ...]]:
    """The rules that quote the guide, with their quotes."""
    return {number: quotes for number, rule in RULES.items() if (quotes := guide_quotes(rule))}


def guide() -> Path | None:
    """Where the guide is: ``CQP_GUIDE`` if set (then it must exist), else beside the project, else nowhere."""
    named = os.environ.get("CQP_GUIDE")
    if named:
        return Path(named)
    return BESIDE_THE_PROJECT if BESIDE_THE_PROJECT.exists() else None


def absent(text: str) -> list[tuple[str, str]]:
    """The quotes that the guide's ``text`` does not hold, each with its rule's number."""
    words = normalised(text)
    return [
        (number, quote) for number, quotes in quoting().items() for quote in quotes if normalised(quote) not in words
    ]


def main() -> int:
    """Write the proof; 1 where a quote is not in the guide, 2 where there is no guide to read."""
    path = guide()
    if path is None:
        print("no guide: set CQP_GUIDE", file=sys.stderr)
        return 2
    missing = absent(path.read_text(encoding="utf-8"))
    for number, quote in missing:
        print(f"{number} is not in the guide: {quote}", file=sys.stderr)
    if missing:
        return 1
    proof = {number: [digest(quote) for quote in quotes] for number, quotes in quoting().items()}
    PROOF.write_text(json.dumps(proof, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
