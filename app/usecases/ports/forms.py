"""Port to the branch's blank forms, each version kept."""

from typing import Protocol

from app.domain.branch_forms import BranchForm, FormKind


class Forms(Protocol):
    """Versions are added, and never changed."""

    async def all(self, certification_code: str | None = None) -> tuple[BranchForm, ...]:
        """Every version of every form, of one certification or of all: by certification, kind and number."""
        ...

    async def versions(self, certification_code: str, kind: FormKind) -> tuple[BranchForm, ...]:
        """Every version of one form, in the order of their numbers."""
        ...

    async def add(self, form: BranchForm) -> None:
        """Keep a further version. Raises StaleVersion where somebody else took its number."""
        ...
