"""Which modules are judged, and by which tests."""

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "app" / "domain"
TESTS = ("tests/rules", "tests/domain")
RANDOM_WALK = "tests/domain/test_journey_machine.py"
"""Not asked: it takes half of the time of all, and what it alone finds has no sentence of its own."""
WRITTEN_OUT = "tests/domain/test_tables_written_out.py"
"""Asked first of what is made while modules load: it reads all of it at once."""
DATA = ("rules/*", "catalogue.py", "partner_certifications.py", "regions.py")
"""Tables copied from the guide and the registers, which tests of their own read against their sources."""


def module_of(path: Path) -> str:
    """``app.domain.scope`` of ``app/domain/scope.py``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def path_of(module: str) -> Path:
    """The other way round."""
    plain = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return plain if plain.exists() else plain.with_suffix("") / "__init__.py"


def modules(*patterns: str) -> tuple[str, ...]:
    """The modules of the domain, data aside; of those, what one of the patterns names, where there are any."""
    names = (module_of(path) for path in sorted(DOMAIN.rglob("*.py")) if not _is_data(path))
    return tuple(name for name in names if not patterns or any(fnmatch(name, pattern) for pattern in patterns))


def _is_data(path: Path) -> bool:
    return any(fnmatch(str(path.relative_to(DOMAIN)), pattern) for pattern in DATA)
