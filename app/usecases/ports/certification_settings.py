"""What the secretariat settles for each certification, from a day on (D28, D29)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from app.domain.certification_settings import CertificationSettings


class SettingsOfCertifications(Protocol):
    """Dated settings: what is put for a day takes the place of what was put for that same day."""

    async def of(self, certification_codes: Collection[str] | None = None) -> tuple[CertificationSettings, ...]:
        """Every setting of these certifications, or of all, past and coming, the latest to begin first."""
        ...

    async def version(self, certification_code: str) -> int:
        """How many times that certification's settings were put: 0 while the guide's stand."""
        ...

    async def put(self, settings: CertificationSettings, *, over: int, at: datetime) -> int:
        """Returns the new version. Raises StaleVersion."""
        ...
