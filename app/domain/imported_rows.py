"""What becomes of a row of a file of dossiers."""

from collections.abc import Mapping
from typing import Literal

from app.domain.text import Text

ImportStatus = Literal["created", "would_create", "refused", "already_there"]

IMPORT_LABELS: Mapping[ImportStatus, Text] = {
    "created": Text("Créé", "Created"),
    "would_create": Text("Serait créé", "Would be created"),
    "refused": Text("Refusé", "Refused"),
    "already_there": Text("Déjà importé", "Imported before"),
}
