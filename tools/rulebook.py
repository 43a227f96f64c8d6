"""``docs/rules.md``: each rule and decision, its sentences, and where it is written, proved and enforced."""

from datetime import date

from app.domain.law import GUIDE_IN_FORCE_FROM, ParametersInForce, Rule
from app.domain.rules import RULES
from tools.places import Places, places_in_code, places_in_tests

_HEAD = """# Les règles, une par une

Écrit par `make docs` d'après le code : ne pas modifier à la main. Les règles R1 à R79 sont celles du guide de la
branche, dont la phrase est citée ; les décisions D1 à D47 sont les choix de la plateforme là où le guide se tait ou se
contredit. « Dans le code » : ce qui emploie la règle, trouvé dans les sources ; « opérations » : ce qui l'applique dans
l'API.
"""
_COLUMNS = """
| | règle | phrases | dans le code | tests | opérations |
|---|---|---|---|---|---|
"""
_SHOWN = 4


def rules_document(on: date = GUIDE_IN_FORCE_FROM) -> str:
    """The whole document; the sentences are those to read on ``on``."""
    code, tests = places_in_code(), places_in_tests()
    of_the_guide = [rule for rule in RULES.values() if rule.number.startswith("R")]
    decisions = [rule for rule in RULES.values() if rule.number.startswith("D")]
    tables = (
        "\n## Le guide\n" + _COLUMNS + "".join(_row(rule, code, tests, on) for rule in of_the_guide),
        "\n## Les décisions\n" + _COLUMNS + "".join(_row(rule, code, tests, on) for rule in decisions),
    )
    return _HEAD + "".join(tables)


def _row(rule: Rule, code: Places, tests: Places, on: date) -> str:
    cells = (
        f"**{rule.number}**",
        ParametersInForce().statement(rule, on).fr,
        "<br>".join(f"« {quote} »" for quote in rule.read_on(on).source.quotes),
        _listed(code.get(rule.number, ()), _informs(rule)),
        _listed(tests.get(rule.number, ()), ""),
        _listed(rule.operations, _informs(rule)),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _listed(names: tuple[str, ...], otherwise: str) -> str:
    if not names:
        return otherwise
    shown = [f"`{name}`" for name in names[:_SHOWN]]
    more = len(names) - _SHOWN
    return "<br>".join([*shown, "…"] if more > 0 else shown)


def _informs(rule: Rule) -> str:
    return rule.note.fr if rule.note is not None else ""
