"""What a cell of a table may be, as people write it in a spreadsheet, and the sentence that says so."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.text import Text

_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,9})?")
_TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "vrai", "oui", "1"), True),
    **dict.fromkeys(("false", "faux", "non", "0"), False),
}

CELLS: Mapping[tuple[str, str], Text] = {
    ("date", "not_a_date"): Text(
        "Une date qui existe est attendue, l'année en quatre chiffres : JJ/MM/AAAA ou AAAA-MM-JJ.",
        "A date that exists is expected, its year in four digits: DD/MM/YYYY or YYYY-MM-DD.",
    ),
    ("boolean", "not_a_boolean"): Text(
        "La cellule dit oui ou non : oui, vrai, true, 1 ; non, faux, false, 0.",
        "The cell says yes or no: oui, vrai, true, 1; non, faux, false, 0.",
    ),
    ("number", "not_a_number"): Text(
        "Un nombre est attendu, écrit en chiffres, avec une virgule ou un point : 35 ou 35,5.",
        "A number is expected, written in digits, with a comma or a point: 35 or 35.5.",
    ),
}
"""By the kind of the column and the code of the fault: what JSON is told speaks of JSON."""


def value_of(kind: str, cell: str) -> Any:
    """What the cell says, as JSON would; the cell itself where it says nothing of the kind."""
    if kind == "boolean":
        return _TRUTHS.get(cell.lower(), cell)
    if kind == "number" and _NUMBER.fullmatch(cell):
        return float(cell.replace(",", "."))
    if kind == "date" and (day := _DAY.fullmatch(cell)):
        return f"{day[4]}-{day[3]:0>2}-{day[1]:0>2}"
    return cell
