"""Every table and constant of the law written out, to be read when one changes: codes, places, days, words, defaults.

`python -m tests.domain.tables_written_out` writes `tables.txt`. What the guide and the registers say word for word is
read against them elsewhere and left out here, as are the functions, which have their own tests: but for the values
that a function was made with.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from inspect import Parameter, getclosurevars, signature
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from app.domain.law import Rule
from app.domain.text import Text

DOMAIN = Path(__file__).parents[2] / "app" / "domain"
WRITTEN = Path(__file__).with_name("tables.txt")
READ_AGAINST_THEIR_SOURCES = ("rules/", "catalogue.py", "partner_certifications.py", "regions.py")
_INDENT = "  "


def written_out(modules: Iterable[str]) -> str:
    """Those modules, each in the order in which it says them."""
    return "\n".join(line for name in modules for line in _Writer(_constants(), importlib.import_module(name)).lines())


def modules_with_tables() -> list[str]:
    """By name."""
    own = [path.relative_to(DOMAIN) for path in sorted(DOMAIN.rglob("*.py"))]
    return [_name(path) for path in own if not str(path).startswith(READ_AGAINST_THEIR_SOURCES)]


def _name(path: Path) -> str:
    return ".".join(("app", "domain", *path.with_suffix("").parts)).removesuffix(".__init__")


@cache
def _constants() -> Mapping[int, str]:
    """By identity, the name of what is made once: elsewhere it is called by it, and not written again."""
    return {
        id(value): name
        for module in map(importlib.import_module, modules_with_tables())
        for name, value in vars(module).items()
        if not name.startswith("__") and (is_dataclass(value) or isinstance(value, Mapping | tuple | frozenset))
        if value and not isinstance(value, type)
    }


def _assigned(module: ModuleType) -> list[str]:
    assert module.__file__ is not None
    body = ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
    targets = [
        target
        for each in body
        if isinstance(each, ast.Assign | ast.AnnAssign)
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
    ]
    names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return [name for name in names if name in vars(module)]


class _Writer:
    def __init__(self, constants: Mapping[int, str], module: ModuleType) -> None:
        self._constants = constants
        self._module = module
        self._known = dict[int, tuple[Any, str]]()

    def lines(self) -> Iterator[str]:
        yield f"== {self._module.__name__}"
        for name in _assigned(self._module):
            yield from self._entry(name, vars(self._module)[name], "")
        for kind in vars(self._module).values():
            if isinstance(kind, type) and kind.__module__ == self._module.__name__:
                yield from self._kind(kind)
        yield from self._defaults(vars(self._module), "")

    def _entry(self, name: str, value: Any, indent: str) -> Iterator[str]:
        """On one line where it fits on one."""
        short = self._short(value, at_top=not indent)
        if len(short) <= 160 or not self._members(value):
            yield f"{indent}{name}: {short}"
            return
        yield f"{indent}{name}: {type(value).__name__}"
        for member, each in self._members(value):
            yield from self._entry(member, each, indent + _INDENT)

    def _members(self, value: Any) -> list[tuple[str, Any]]:
        if isinstance(value, Text | Rule | Enum | type):
            return []
        if isinstance(value, Mapping):
            return [(self._short(key), each) for key, each in value.items()]
        if isinstance(value, AbstractSet):
            return [("-", each) for each in sorted(value, key=self._short)]
        if isinstance(value, tuple | list):
            return [("-", each) for each in value]
        return [(each.name, getattr(value, each.name)) for each in fields(value)] if is_dataclass(value) else []

    def _short(self, value: Any, *, at_top: bool = False) -> str:
        if not at_top and (name := self._constants.get(id(value))) is not None:
            return name
        if id(value) not in self._known:
            self._known[id(value)] = value, self._in_words(value)
        return self._known[id(value)][1]

    def _in_words(self, value: Any) -> str:
        if (word := self._word(value)) is not None:
            return word
        if members := self._members(value):
            parts = (each if name == "-" else f"{name}={each}" for name, each in self._shortened(members))
            return f"{type(value).__name__}({', '.join(parts)})"
        return re.sub(r" at 0x[0-9a-f]+", "", repr(value))

    def _word(self, value: Any) -> str | None:
        """What one word tells whole; None of what has members."""
        match value:
            case Text():
                return f"« {value.fr} » {value.en!r}"
            case Rule(number=number):
                return number
            case Enum(name=name):
                return f"{type(value).__name__}.{name}"
            case type() | FunctionType():
                return f"{value.__qualname__}{self._kept_in(value)}"
            case partial():
                return f"{self._short(value.func)}{self._short(value.args)}{self._short(value.keywords)}"
        return f"{value.pattern!r} {value.flags}" if isinstance(value, re.Pattern) else None

    def _kept_in(self, made: type | FunctionType) -> str:
        """What a function was made with, as far as the law says it: values, and not the functions that it calls."""
        kept = {} if isinstance(made, type) else getclosurevars(made).nonlocals
        told = [f"{name}={self._short(each)}" for name, each in sorted(kept.items()) if not callable(each)]
        return f"[{', '.join(told)}]" if told else ""

    def _shortened(self, members: list[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
        return ((name, self._short(each)) for name, each in members)

    def _kind(self, kind: type) -> Iterator[str]:
        """An enumeration's values; what is left unsaid of a value, and that it cannot be changed; methods' defaults."""
        if issubclass(kind, Enum):
            yield f"{kind.__name__}: {', '.join(f'{each.name}={each.value!r}' for each in kind)}"
        elif is_dataclass(kind):
            yield f"{kind.__name__}: {_made_as(kind)}"
            yield from (f"{_INDENT}{each.name} = {self._default(each)}" for each in fields(kind) if _has_default(each))
            yield from (f"{_INDENT}{each.name}: {told}" for each in fields(kind) if (told := _set_apart(each)))
        yield from self._defaults(vars(kind), f"{kind.__name__}.")

    def _default(self, field: Field[Any]) -> str:
        return self._short(field.default if field.default_factory is MISSING else field.default_factory)

    def _defaults(self, members: Mapping[str, Any], prefix: str) -> Iterator[str]:
        for name, value in members.items():
            own = getattr(value, "__func__", value)
            if isinstance(own, FunctionType) and own.__module__ == self._module.__name__ and not name.startswith("__"):
                parameters = signature(own).parameters.values()
                left_unsaid = [each for each in parameters if each.default is not Parameter.empty]
                told = [f"{each.name}={self._short(each.default)}" for each in left_unsaid]
                if told:
                    yield f"{prefix}{name}({', '.join(told)})"


def _made_as(kind: type) -> str:
    """As Python 3.11 writes it, which later ones say more of."""
    made = vars(kind)["__dataclass_params__"]
    names = ("init", "repr", "eq", "order", "unsafe_hash", "frozen")
    return f"_DataclassParams({','.join(f'{name}={getattr(made, name)}' for name in names)})"


def _set_apart(field: Field[Any]) -> str:
    """Of what it is no part: of what makes a value, of how it is shown, of whether two are equal."""
    aside = {name: getattr(field, name) for name in ("init", "repr", "compare")}
    return ", ".join(f"{name}={said}" for name, said in aside.items() if said is not True)


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


if __name__ == "__main__":
    WRITTEN.write_text(written_out(modules_with_tables()) + "\n", encoding="utf-8")
