"""The verdicts, one file a module: what is judged once stays judged until its function or its tests change."""

import ast
import json
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from tools.mutants.mutations import Mutant

RESULTS = Path(__file__).parent / "results"
BY_THE_CLOCK = "(runs for ever)"
"""In the place of a test: with this fault the tests come to no end."""
BY_LOADING = "(does not load)"
"""The same: with this fault the module, or the tests' tables, cannot be loaded."""


class Reached(StrEnum):
    """How near the tests came to a survivor."""

    RUN = "run"
    NEVER_RUN = "never run"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A fault that no test notices, in words: the ids tell nobody anything."""

    function: str
    was: str
    becomes: str
    occurrence: int
    reached: Reached
    tests: str
    """The digest of the tests' sources by which it was judged: others may notice it."""


@dataclass
class Results:
    """What is known of one module: by function its digest, by killing test the ids killed, by id the survivors."""

    module: str
    judged_on: str = ""
    mutants: int = 0
    functions: dict[str, str] = field(default_factory=dict)
    killed: dict[str, list[str]] = field(default_factory=dict)
    survived: dict[str, Survivor] = field(default_factory=dict)

    @classmethod
    def of(cls, module: str) -> "Results":
        """As they are kept, or none yet."""
        path = cls.path(module)
        if not path.exists():
            return cls(module)
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        survived = {
            key: Survivor(**{**row, "reached": Reached(row["reached"])}) for key, row in kept["survived"].items()
        }
        return cls(**{**kept, "survived": survived})

    @staticmethod
    def path(module: str) -> Path:
        """Where they are kept."""
        return RESULTS / f"{module.removeprefix('app.domain.')}.json"

    def keep(self) -> None:
        """Write them, whole or not at all."""
        RESULTS.mkdir(exist_ok=True)
        part = self.path(self.module).with_suffix(".part")
        plain = asdict(self)
        plain["killed"] = {test: sorted(ids) for test, ids in sorted(self.killed.items())}
        plain["survived"] = dict(sorted(plain["survived"].items()))
        part.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(self.path(self.module))

    def judged(self) -> set[str]:
        """The ids that have a verdict."""
        return {key for ids in self.killed.values() for key in ids} | self.survived.keys()

    def forget(
        self, mutants: Iterable[Mutant], source: str, *, tests: Container[str], digest: str, sure: Container[str]
    ) -> None:
        """Drop the verdicts that may be others today.

        Those of a function that changed, of a test that is no more, of a survivor other than those that are ``sure``
        to live whatever is tested where the tests (their ``digest``) are not the same.
        """
        now = digests(source)
        stale = {name for name, was in self.functions.items() if now.get(name) != was}
        standing = {mutant.id for mutant in mutants if mutant.function not in stale}
        self.killed = {
            test: kept
            for test, ids in self.killed.items()
            if test in tests and (kept := [key for key in ids if key in standing])
        }
        self.survived = {
            key: survivor
            for key, survivor in self.survived.items()
            if key in standing and (survivor.tests == digest or key in sure)
        }
        self.functions = now

    def kill(self, mutant: Mutant, test: str, on: str) -> None:
        """Note which test noticed."""
        self.killed.setdefault(test, []).append(mutant.id)
        self.judged_on = on

    def spare(self, mutant: Mutant, reached: Reached, digest: str, on: str) -> None:
        """Note that none did."""
        self.survived[mutant.id] = Survivor(
            mutant.function, mutant.was, mutant.becomes, mutant.occurrence, reached, digest
        )
        self.judged_on = on


def forget_the_gone(modules: Container[str]) -> None:
    """Take away the results of modules that are no more, or are called otherwise."""
    for path in RESULTS.glob("*.json"):
        if f"app.domain.{path.stem}" not in modules:
            path.unlink()


def digests(source: str) -> dict[str, str]:
    """Each function, and each value made while the module loads, by its qualified name: what it says, not its words."""
    found = defaultdict[str, list[str]](list)
    _collect(ast.parse(source).body, "", found)
    return {name: sha256("\0".join(parts).encode()).hexdigest()[:12] for name, parts in found.items()}


def _collect(body: Iterable[ast.stmt], prefix: str, found: dict[str, list[str]]) -> None:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            _collect(statement.body, f"{prefix}{statement.name}.", found)
        elif not _is_a_docstring(statement):
            found[(prefix + _named(statement)).strip(".") or "(module)"].append(ast.dump(_bare(statement)))


def _named(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return statement.name
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    if isinstance(statement, ast.Assign):
        return ",".join(ast.unparse(target) for target in statement.targets)
    return ""


def _is_a_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _bare(statement: ast.stmt) -> ast.stmt:
    """Without its docstring."""
    if isinstance(statement, ast.FunctionDef) and _is_a_docstring(statement.body[0]):
        statement.body = statement.body[1:] or [ast.Pass()]
    return statement
