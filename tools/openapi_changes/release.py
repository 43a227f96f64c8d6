"""The publication of a version: its section of the changelog, and the snapshot to compare the next one with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tools.openapi_changes.acceptance import Accepted
from tools.openapi_changes.changes import Change, Json

NEXT = "<!-- La prochaine version s'écrit ici : `make release VERSION=…` -->\n"
"""The line of the changelog under which sections are written, the latest first."""

NOTHING_ACCEPTED = """\
# Ce que la prochaine version a le droit de casser, et pourquoi : `make check` refuse tout le reste.
# [[accepted]]
# place = "createDossier request"
# code = "became_required"
# reason = "La phrase que liront ceux qui s'en servent."
"""


def section_of(version: str, on: date, changes: Sequence[Change], accepted: Sequence[Accepted]) -> str:
    """What the changelog says of a version, in French."""
    broken = [
        f"- `{change.place}` : {change.sentence}. {row.reason}"
        for change in changes
        for row in accepted
        if change.breaking and row.covers(change)
    ]
    added = [f"- `{change.place}` : {change.sentence}" for change in changes if not change.breaking]
    parts = [f"## {version} — {on:%d/%m/%Y}"]
    parts += ["### Ce qui casse", "\n".join(broken)] if broken else []
    parts += ["### Ce qui s'ajoute", "\n".join(added)] if added else []
    if not changes:
        parts.append("Le contrat ne change pas.")
    return "\n\n".join(parts) + "\n"


def snapshot(document: Json) -> Json:
    """The document without its examples, which promise nothing."""
    kept = {kind: names for kind, names in document["components"].items() if kind != "examples"}
    bare: Json = _without_examples({**document, "components": kept})
    return bare


def _without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        shown = {"examples"} if "schema" in value else set()
        return {name: _without_examples(member) for name, member in value.items() if name not in shown}
    return [_without_examples(item) for item in value] if isinstance(value, list) else value


def with_section(changelog: str, section: str) -> str:
    """The changelog with one section more. Raises ValueError where its place is not marked."""
    before, mark, after = changelog.partition(NEXT)
    if not mark:
        raise ValueError("the changelog has lost the line under which versions are written")
    return f"{before}{mark}\n{section}{after}"
