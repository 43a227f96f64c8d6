"""Judging a fault in a function: the tests are collected once, each mutant is a fork where its code is exchanged."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from inspect import CO_OPTIMIZED
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import TypeAlias

Exchanges: TypeAlias = Sequence[tuple[CodeType, CodeType]]
Place: TypeAlias = tuple[str, str, int]
_COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"}


def exchanges(path: Path, source: str, mutated: str) -> Exchanges | None:
    """The codes to exchange, old and new; ``None`` where the fault lies in what is done while the module loads.

    A function's own code is where the fault lies, then: neither a default, a decorator, nor a value of the module.
    A function made within another may have been made while a table was: its code is exchanged, too.
    """
    old, new = (compile(text, str(path), "exec", dont_inherit=True) for text in (source, mutated))
    if _shell(old) != _shell(new):
        return None
    pairs = tuple(zip_longest(_functions(old), _functions(new)))
    if any(one is None or other is None or one.co_freevars != other.co_freevars for one, other in pairs):
        return None
    return tuple((one, other) for one, other in pairs if one != other)


def _shell(code: CodeType) -> tuple[object, ...]:
    """A module or class without what stands in its functions."""
    constants = tuple(_shell_of_constant(constant) for constant in code.co_consts)
    return (code.co_code, code.co_names, constants)


def _shell_of_constant(constant: object) -> object:
    if not isinstance(constant, CodeType):
        return (type(constant), constant)
    if _is_function(constant):
        return (constant.co_name, constant.co_freevars)
    return _shell(constant)


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, each followed by those made within it."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if _is_function(constant):
                yield constant
            yield from _functions(constant)


def _is_function(code: CodeType) -> bool:
    """Neither the body of a class, nor a comprehension, which is run where it is written."""
    return bool(code.co_flags & CO_OPTIMIZED) and code.co_name not in _COMPREHENSIONS


def _place(code: CodeType) -> Place:
    return (code.co_filename, code.co_qualname, code.co_firstlineno)


def living_functions(folder: Path) -> Mapping[Place, Sequence[FunctionType]]:
    """The functions of the folder's modules that this process has made, by where they are written."""
    living = defaultdict[Place, list[FunctionType]](list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(folder)):
            living[_place(thing.__code__)].append(thing)
    return living


def exchange(codes: Exchanges, living: Mapping[Place, Sequence[FunctionType]]) -> None:
    """Put the fault into the functions, whoever has imported them."""
    for old, new in codes:
        for function in living.get(_place(old), ()):
            if function.__code__ == old:  # another may stand on the same line
                function.__code__ = new
