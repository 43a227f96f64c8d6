"""The tables of columns in docs/import.md, from the models that read the files."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from app.api.v1.import_columns import Column, columns
from app.api.v1.import_models import ImportedDossierIn
from app.cli.importing.kinds import KINDS

GUIDE = Path(__file__).parents[1] / "docs" / "import.md"

_MODELS: Mapping[str, type[BaseModel]] = {
    "dossiers": ImportedDossierIn,
    **{name: kind.model for name, kind in KINDS.items()},
}
_KINDS = {
    "text": "texte",
    "date": "jour : AAAA-MM-JJ ou JJ/MM/AAAA",
    "boolean": "oui ou non",
    "number": "nombre",
}
_PLACE = re.compile(r"(<!-- colonnes : (\w+) -->\n).*?(<!-- fin des colonnes -->)", re.DOTALL)


def import_guide() -> str:
    """The guide as it stands, each of its tables written anew."""
    return _PLACE.sub(lambda found: f"{found[1]}\n{_table(found[2])}\n\n{found[3]}", GUIDE.read_text(encoding="utf-8"))


def _table(name: str) -> str:
    return "\n".join(_lines(columns(_MODELS[name])))


def _lines(known: tuple[Column, ...]) -> Iterator[str]:
    yield "| colonne | valeur | toujours |"
    yield "|---|---|---|"
    for column in known:
        value = ", ".join(f"`{value}`" for value in column.values) or _KINDS[column.kind]
        most = f" ; N jusqu'à {' et '.join(map(str, column.most))}" if column.most else ""
        yield f"| `{column.name}` | {value}{most} | {'oui' if column.required else ''} |"
