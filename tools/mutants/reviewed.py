"""What the survivors are, as somebody who read each of them has written it in ``reviewed.toml``."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from tools.mutants.mutations import identity
from tools.mutants.results import Results

REVIEWED = Path(__file__).parent / "reviewed.toml"


class Kind(StrEnum):
    """What a survivor says of the tests."""

    EQUIVALENT = "equivalent"
    """Nothing: the program does the same."""
    WORDING = "wording"
    """Nothing of the law: people read something else."""
    MISSING_TEST = "missing test"
    """A rule could be broken unseen."""


@dataclass(frozen=True, slots=True)
class Review:
    """One survivor's: ``occurrence`` counts where the same fault fits in several places of its function."""

    module: str
    function: str
    was: str
    becomes: str
    kind: Kind
    why: str
    occurrence: int = 1

    @property
    def id(self) -> str:
        """That of the mutant."""
        return identity(self.function, self.was, self.becomes, self.occurrence)


@cache
def reviews() -> Mapping[tuple[str, str], Review]:
    """Each by its module and its mutant's id."""
    rows = tomllib.loads(REVIEWED.read_text(encoding="utf-8")).get("survivor", []) if REVIEWED.exists() else []
    read = (Review(**{**row, "kind": Kind(row["kind"])}) for row in rows)
    return {(review.module, review.id): review for review in read}


def strays() -> Iterator[Review]:
    """Those of which nothing survives any more: the function is another, or a test was written."""
    known = {module: Results.of(module).survived for module, _ in reviews()}
    return (review for (module, key), review in reviews().items() if key not in known[module])


def equivalent(module: str) -> set[str]:
    """The ids of the module's that no test will ever notice."""
    return {key for (of, key), review in reviews().items() if of == module and review.kind is Kind.EQUIVALENT}
