"""The name under which a file is kept and given back: what people called it, without what could deceive or escape."""

import re
import unicodedata

LONGEST = 255

_UNNAMED = "document"
_SPACES = re.compile(r"\s+")


def safe_file_name(given: str) -> str:
    """The last part of ``given``, without folders nor invisible characters, at most 255 characters and never empty.

    What is cut is cut before the extension.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    visible = "".join(character for character in last if _is_kept(character))
    name = _SPACES.sub(" ", visible).strip(" .")
    if len(name) > LONGEST:
        stem, dot, extension = name.rpartition(".")
        kept = f"{dot}{extension}" if stem and len(extension) <= 8 else ""
        name = name[: LONGEST - len(kept)].rstrip(" .") + kept
    return name or _UNNAMED


def _is_kept(character: str) -> bool:
    """Controls and marks that turn the direction of writing are of Unicode's class C."""
    return character.isspace() or not unicodedata.category(character).startswith("C")
