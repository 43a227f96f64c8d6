"""The schema of a version: the official one where somebody dropped it into the folder, ours otherwise."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from app.domain.passport_file import PassportSchema

OURS = Path(__file__).parent / "schemas"


class UnusableSchemaError(Exception):
    """A file in the folder that is no schema: whoever runs the service has to take it away."""


@dataclass(frozen=True, slots=True)
class SchemasInForce:
    """``folder`` holds official schemas as ``<version>.xsd``; None, or no such file: ours."""

    folder: Path | None = None

    def of(self, version: PassportSchema) -> etree.XMLSchema:
        """The schema of that version. Raises UnusableSchemaError."""
        dropped = self.folder / f"{version}.xsd" if self.folder is not None else None
        path = dropped if dropped is not None and dropped.is_file() else OURS / f"{version}.xsd"
        return _compiled(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _compiled(path: Path, _written_at: int) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.XMLSchema(etree.parse(path, parser))
    except etree.LxmlError as error:
        raise UnusableSchemaError(f"{path}: {error}") from None
