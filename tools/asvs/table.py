"""docs/asvs.md, from the requirements kept beside this file.

Numbers are the standard's (OWASP ASVS 5.0, levels 1 and 2); the words are ours.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "asvs.md"
SOURCE = Path(__file__).with_name("requirements.toml")

State = Literal["met", "not_applicable", "not_met"]
STATES: Mapping[State, str] = {"met": "satisfait", "not_applicable": "sans objet", "not_met": "non satisfait"}

CHAPTERS = {
    1: "Encoder et assainir",
    2: "Valider, et la logique du métier",
    3: "Les pages dans le navigateur",
    4: "L'API",
    5: "Les fichiers",
    6: "S'authentifier",
    7: "Les sessions",
    8: "Les droits",
    9: "Les jetons",
    10: "OAuth et OpenID Connect",
    11: "La cryptographie",
    12: "Les communications",
    13: "La configuration",
    14: "La protection des données",
    15: "Le code et ses composants",
    16: "Les journaux et les erreurs",
    17: "WebRTC",
}

_HEAD = """# ASVS 5.0, ligne à ligne

<!-- écrit d'après tools/asvs/requirements.toml par `make docs` -->

Les {total} exigences des niveaux 1 et 2 de l'ASVS 5.0 (OWASP, CC BY-SA 4.0) : leurs numéros sont ceux de la norme, les
mots sont les nôtres ; la norme seule fait foi. Chaque ligne satisfaite nomme ce qui le montre, test ou page, dont la
suite vérifie qu'il existe. Aucun tiers n'a audité : c'est notre lecture. Ce que la plateforme exige et refuse :
[security.md](security.md).

Une ligne « non satisfait » dit ce qui manque et à qui de le faire ; « à l'exploitant » : le service y est prêt, et ne
peut pas le faire à sa place.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line: what is asked, how it stands, and what shows it (``path`` or ``path::test``)."""

    number: str
    level: int
    state: State
    asked: str
    how: str
    seen: tuple[str, ...] = ()

    @property
    def chapter(self) -> int:
        """Of the standard."""
        return int(self.number.split(".")[0])


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every line, in the standard's order."""
    kept = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    found = (Requirement(number=number, **{**row, "seen": tuple(row.get("seen", ()))}) for number, row in kept.items())
    return tuple(sorted(found, key=lambda each: [int(part) for part in each.number.split(".")]))


def asvs_document() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD.format(total=len(requirements()))
    yield from _totals()
    for chapter, title in CHAPTERS.items():
        yield f"\n## V{chapter}. {title}\n"
        yield "| | niveau | ce qui est demandé | | comment | où cela se voit |"
        yield "|---|---|---|---|---|---|"
        for each in requirements():
            if each.chapter == chapter:
                seen = ", ".join(map(_link, each.seen))
                yield f"| {each.number} | {each.level} | {each.asked} | {STATES[each.state]} | {each.how} | {seen} |"


def _totals() -> Iterator[str]:
    yield f"| | {' | '.join(STATES.values())} | en tout |"
    yield f"|---|{'---:|' * (len(STATES) + 1)}"
    for level, words in ((1, "niveau 1"), (2, "niveau 2"), (None, "**les deux**")):
        of_level = [each for each in requirements() if level in {None, each.level}]
        counts = [sum(each.state == state for each in of_level) for state in STATES]
        yield f"| {words} | {' | '.join(map(str, counts))} | {len(of_level)} |"


def _link(seen: str) -> str:
    path, _, test = seen.partition("::")
    words = re.sub(r"^docs/|\.md$", "", path) if path.startswith("docs/") else test or Path(path).name
    there = path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"
    return f"[{words}]({there})"
