"""What an act is about to ask, said beforehand so that it is read together."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKeys:
    """Certifications by their code, companies and evaluators by their id; by their SIREN, legal units beside those of
    the companies, and training bodies beside those who employ the evaluators."""

    certifications: frozenset[str]
    companies: frozenset[UUID] = frozenset()
    units: frozenset[str] = frozenset()
    evaluators: frozenset[UUID] = frozenset()
    bodies: frozenset[str] = frozenset()
