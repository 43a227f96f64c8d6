"""``docs/quality.md``: how many of the law's faults its tests notice, and what each of the others is."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.cluster.measured import faults_table
from tools.mutants.results import Reached, Results, Survivor
from tools.mutants.reviewed import Kind, Review, reviews
from tools.mutants.sources import ROOT, modules

QUALITY = ROOT / "docs" / "quality.md"
_MACHINE = ROOT / "tests" / "domain" / "journey_machine" / "measured.toml"
_HEAD = """# Ce que voient les tests des règles

Écrit par `make mutants` et `make docs` d'après `tools/mutants/results` et `tools/mutants/reviewed.toml` : ne pas
modifier à la main. Chaque ligne de `app/domain` (hormis les tables de données : règles, catalogue, régions,
certifications des partenaires) est faussée de toutes les façons que connaît mutmut : une faute à la fois, un *mutant*.
Les tests de `tests/rules` et `tests/domain` doivent en remarquer chacune. La marche au hasard
(`test_journey_machine.py`) n'est pas interrogée, et les phrases destinées aux personnes (`Text`, et tout texte
de plusieurs mots) ne sont pas faussées.
Une faute dans une fonction est jugée par les tests qui passent par sa ligne ; dans une table, par tous, le programme
étant chargé à nouveau. Le score est la part des fautes remarquées parmi celles qui changent quelque chose.
"""
_WORDS: Mapping[Kind | None, tuple[str, str]] = {
    Kind.MISSING_TEST: ("Il manque un test", "Une règle pourrait être enfreinte sans que rien ne le dise."),
    Kind.WORDING: ("Rédaction", "Ce que lisent les personnes ou les développeurs change ; aucune règle."),
    Kind.EQUIVALENT: ("Équivalents", "Le programme fait la même chose."),
    None: ("Pas encore lus", "Personne n'a encore dit ce qu'ils sont."),
}


@dataclass(frozen=True, slots=True)
class _Standing:
    """One module: its results, and what was said of its survivors."""

    results: Results
    kinds: Mapping[str, Kind | None]

    @property
    def killed(self) -> int:
        return sum(len(ids) for ids in self.results.killed.values())

    def count(self, kind: Kind | None) -> int:
        return sum(1 for other in self.kinds.values() if other is kind)

    @property
    def left(self) -> int:
        return self.results.mutants - self.killed - len(self.kinds)


def quality_document() -> str:
    """The whole document, from what is kept."""
    kept = [results for name in modules() if (results := Results.of(name)).mutants]
    said = reviews()
    standings = [_Standing(results, {key: _kind(said, results, key) for key in results.survived}) for results in kept]
    return (
        _HEAD
        + _score(standings)
        + _modules(standings)
        + "".join(_survivors(standings, said))
        + _machine()
        + faults_table()
    )


def _machine() -> str:
    """What the random walk over several dossiers saw, when it was last run at length."""
    run = tomllib.loads(_MACHINE.read_text(encoding="utf-8"))
    return (
        "\n## La machine des parcours\n\n"
        f"Le {run['on']} : {run['steps']} pas, {run['accepted']} acceptés, {run['illegal_states']} état illégal "
        "(`make machine` pour 200 000 pas, `make nightly` pour 10 000, 2 000 avant chaque fusion).\n"
    )


def _kind(said: Mapping[tuple[str, str], Review], results: Results, key: str) -> Kind | None:
    review = said.get((results.module, key))
    return review.kind if review is not None else None


def _score(standings: Sequence[_Standing]) -> str:
    judged = sum(standing.results.mutants - standing.left for standing in standings)
    left = sum(standing.left for standing in standings)
    killed = sum(standing.killed for standing in standings)
    equivalent = sum(standing.count(Kind.EQUIVALENT) for standing in standings)
    day = max((standing.results.judged_on for standing in standings), default="")
    return (
        f"\n## Le score au {day}\n\n**{_percent(killed, judged - equivalent)}** : {killed} fautes remarquées sur "
        f"{judged - equivalent} qui changent quelque chose ({equivalent} équivalentes, {left} pas encore jugées).\n"
    )


def _modules(standings: Sequence[_Standing]) -> str:
    head = (
        "\n| module | jugé le | fautes | remarquées | test manquant | rédaction | équivalents | pas lus | pas jugées "
        "| score |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    return head + "".join(_row(standing) for standing in standings)


def _row(standing: _Standing) -> str:
    results = standing.results
    counts = (standing.count(kind) for kind in (Kind.MISSING_TEST, Kind.WORDING, Kind.EQUIVALENT, None))
    score = _percent(standing.killed, results.mutants - standing.left - standing.count(Kind.EQUIVALENT))
    cells = (f"`{results.module.removeprefix('app.domain.')}`", results.judged_on, results.mutants, standing.killed)
    return "| " + " | ".join(str(cell) for cell in (*cells, *counts, standing.left, score)) + " |\n"


def _percent(part: int, whole: int) -> str:
    """Rounded down: a score is never said to be whole while something is left."""
    return f"{part * 1000 // whole / 10:.1f} %".replace(".", ",") if whole else "–"


def _survivors(standings: Sequence[_Standing], said: Mapping[tuple[str, str], Review]) -> Iterator[str]:
    for kind, (title, meaning) in _WORDS.items():
        rows = [
            _survivor(standing.results.module, survivor, said.get((standing.results.module, key)))
            for standing in standings
            for key, survivor in _in_order(standing.results)
            if standing.kinds[key] is kind
        ]
        if rows:
            yield f"\n## {title} ({len(rows)})\n\n{meaning}\n"
            yield "\n| fonction | écrit | faussé | pourquoi |\n|---|---|---|---|\n"
            yield from rows


def _in_order(results: Results) -> Iterable[tuple[str, Survivor]]:
    return sorted(results.survived.items(), key=lambda pair: (pair[1].function, pair[1].was, pair[1].becomes))


def _survivor(module: str, survivor: Survivor, review: Review | None) -> str:
    why = review.why if review is not None else ""
    if survivor.reached is Reached.NEVER_RUN:
        why = f"{why} Aucun test n'y passe.".strip()
    place = f"`{module.removeprefix('app.domain.')}.{survivor.function}`"
    return f"| {place} | {_code(survivor.was)} | {_code(survivor.becomes)} | {why} |\n"


def _code(text: str) -> str:
    """On one line, in a cell."""
    return f"`{' '.join(text.split())}`".replace("|", "\\|")
