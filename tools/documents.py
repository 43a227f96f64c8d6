"""The documents that are generated, and by what."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tools.asvs.table import PAGE as ASVS
from tools.asvs.table import asvs_document
from tools.columns import GUIDE, import_guide
from tools.fault_codes import CATALOGUE, fault_codes
from tools.journeys import pathways_document
from tools.mutants.report import QUALITY, quality_document
from tools.rulebook import rules_document
from tools.security import SECURITY, security_document

_DOCS = Path(__file__).parents[1] / "docs"

DOCUMENTS: Mapping[Path, Callable[[], str]] = {
    _DOCS / "rules.md": rules_document,
    _DOCS / "pathways.md": pathways_document,
    QUALITY: quality_document,
    GUIDE: import_guide,
    SECURITY: security_document,
    ASVS: asvs_document,
    CATALOGUE: fault_codes,
}
"""Each generated document by its path; ``python -m tools`` writes them, the suite compares."""
