"""Judging a fault in what is made while modules load: in a process that has loaded none, the mutant takes its place."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import CodeType

from tools.mutants.mutations import Mutant
from tools.mutants.sources import path_of


class _Mutated(importlib.machinery.SourceFileLoader):
    """Loads the mutant's source where the module's file is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(path_of(mutant.module)))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  the loader knows of one module only
        return compile(self._mutant.source, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(fullname, path_of(fullname), loader=_Mutated(self._mutant))


def put_in_place_of_its_module(mutant: Mutant) -> None:
    """From now on the module is the mutant: it must not have been loaded yet."""
    if mutant.module in sys.modules:
        raise RuntimeError(f"{mutant.module} is loaded already")
    sys.meta_path.insert(0, _Finder(mutant))
