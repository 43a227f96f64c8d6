"""The table of security events in `docs/security.md`: the rest of the page is written by hand."""

import logging
from pathlib import Path

from app.usecases.security_events import INVENTORY

SECURITY = Path(__file__).parents[1] / "docs" / "security.md"
_BEGIN = "<!-- événements : écrit d'après app/usecases/security_events.py par `make docs` -->\n"
_END = "<!-- fin des événements -->"


def security_document() -> str:
    """The page as it stands, its table written anew."""
    page = SECURITY.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    rows = [
        f"| `{event}` | {logging.getLevelName(meaning.level).lower()} | {meaning.told} |"
        for event, meaning in INVENTORY.items()
    ]
    table = "\n".join(("| `event` | `level` | |", "|---|---|---|", *rows))
    return f"{before}{_BEGIN}{table}\n{_END}{after}"
