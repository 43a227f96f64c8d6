"""A delay is written once: in its parameter or its constant, and in no text that people read.

What may be changed from a coming day on, and what a line of code decides, is put into texts by a variable. Where a
sentence cannot have one, it is named here with why, or with the constant that it must agree with.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.api.portal.articles import LENGTHS
from app.api.security import LINK_LIFETIME
from app.db.statistics import SECONDS_SHOWN
from app.domain.drafts import KEPT_FOR as DRAFTS_KEPT_FOR
from app.domain.durations import duration, lasting
from app.domain.personal_data import RETENTION_MONTHS, Kept
from app.domain.removals import REMOVED_FILES_STAY
from app.domain.surveys import NOTED_MONTHS
from app.domain.webhooks import GIVE_UP_AFTER, SENT_AGAIN_FOR
from app.settings import Settings
from app.usecases.accounts.own_totp import PROPOSALS_LAST
from app.usecases.accounts.reset_factor import REQUESTS_LAST
from app.usecases.accounts.step_up import FRESH_FOR, PASSKEY_CHALLENGES_LAST
from app.usecases.dossiers.import_dossiers import KNOWN_BY_CONTENT_FOR
from app.usecases.dossiers.renew_invitation import RENEWABLE_FROM
from app.usecases.holders.sending import HOLDER_LINKS_LAST
from app.usecases.ports.fundings import UPDATED_SINCE_OVERLAP

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
DOCUMENT: dict[str, Any] = orjson.loads((ROOT / "openapi" / "v1.json").read_bytes())
TEMPLATES = tuple(sorted(path for ending in ("txt", "html", "typ", "md") for path in APP.rglob(f"*.{ending}")))
CODE = tuple(sorted(APP.rglob("*.py")))
EVERY = (*TEMPLATES, *CODE)

_FRENCH = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|soixante"
_ENGLISH = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|sixty|ninety"
)
_ONE = r"(?:un an|une année|un mois|une semaine|une heure|one (?:year|month|week|day|hour|minute))"
_SEVERAL = (
    rf"(?:\d+|(?:{_FRENCH})(?:-\w+)*|(?:{_ENGLISH})(?:-\w+)*)(?:[ \u00a0\u202f-]| [a-z]+ )"
    r"(?:jours?|mois|ans?|années?|semaines?|heures?|minutes?|days?|months?|years?|weeks?|hours?|minutes?)"
)
NUMBER = re.compile(rf"(?<![\w{{]){_ONE}\b|(?<![\w{{,.]){_SEVERAL}\b", re.IGNORECASE)

EXCUSED = {
    ("guides/fr/appeals.md", "deux mois"): "the law's own term, told beside the branch's parameter",
    ("guides/en/appeals.md", "two months"): "the law's own term, told beside the branch's parameter",
    ("guides/fr/funder.md", "five minutes"): "a sample's own tolerance, beside the 300 seconds of its code",
    ("guides/en/funder.md", "five minutes"): "a sample's own tolerance, beside the 300 seconds of its code",
    ("portal/changelog.md", "six mois"): "what was promised with a release, and stays as it was told",
    ("portal/changelog.en.md", "six months"): "what was promised with a release, and stays as it was told",
    ("api/v1/statistics.py", "un mois"): "a period that one may ask for, as 2026-07: no delay",
    ("api/v1/statistics.py", "Une année"): "a period that one may ask for, as 2026: no delay",
    ("domain/rules/decisions/admissibility.py", "deux mois"): "the law's own term, told beside the branch's parameter",
    ("domain/rules/decisions/admissibility.py", "two months"): "the law's own term, told beside the branch's parameter",
    ("domain/rules/assessment.py", "one day"): "some day of assessment: no delay",
    ("domain/rules/decisions/procedure.py", "one day"): "a day counts once: a unit, no delay",
    ("domain/rules/decisions/records.py", "1 an"): "English: in pathway 1 an unmet condition",
    ("domain/partner_certifications.py", "trois ans"): "what a register's entry says of itself",
    ("sandbox/vae_samples.py", "un an"): "what somebody made up has worked",
    ("sandbox/vae_samples.py", "trois ans"): "what somebody made up has worked",
    ("sandbox/welcome.py", "un mois"): "when the sandbox's session ahead is held",
    ("db/rate_counts.py", "1 hour"): "SQL that clears old counts: read by nobody",
}
"""A file's end and the words in it, with why they are no number of a parameter or a constant."""
QUOTED = {"quotes", "decided"}
"""Arguments that hold sentences of the guide and of the decisions, word for word."""

AGREES_WITH = {
    "getStatistics": lasting(timedelta(seconds=SECONDS_SHOWN)),
    "WebhookEndpointOut": lasting(GIVE_UP_AFTER),
    "getWebhookEndpoint": lasting(GIVE_UP_AFTER),
    "updateWebhookEndpoint": lasting(GIVE_UP_AFTER),
    "createWebhookEndpoint": lasting(SENT_AGAIN_FOR),
    "redeliverWebhook": lasting(SENT_AGAIN_FOR),
    "listWebhookDeliveries": duration(RETENTION_MONTHS[Kept.DELIVERIES], "months"),
    "importDossiers": lasting(KNOWN_BY_CONTENT_FOR),
    "sendHolderLink": lasting(HOLDER_LINKS_LAST),
    "removeDocument": lasting(REMOVED_FILES_STAY),
    "renewInvitation": lasting(RENEWABLE_FROM),
    "listFundedDossiers": lasting(UPDATED_SINCE_OVERLAP),
    "enrolTotp": lasting(PROPOSALS_LAST),
    "startPasskeyRegistration": lasting(PASSKEY_CHALLENGES_LAST),
    "startPasskeySignIn": lasting(PASSKEY_CHALLENGES_LAST),
    "stepUp": lasting(FRESH_FOR),
    "resetFactor": lasting(REQUESTS_LAST),
    "saveDraft": lasting(DRAFTS_KEPT_FOR),
    "recordSurveyAnswer": duration(NOTED_MONTHS, "months"),
    "createDocumentLink": lasting(LINK_LIFETIME),
    "streamMyEvents": lasting(timedelta(seconds=Settings.model_fields["live_seconds"].default)),
}
"""What an operation's or a component's description says, docstrings having no variables: the words of its constant."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(APP)))
def test_no_template_says_a_number_of_months_or_days_by_itself(path: Path) -> None:
    assert unexcused(path, [path.read_text("utf-8")]) == []


def test_no_text_in_the_code_says_a_number_of_months_or_days_by_itself() -> None:
    assert [found for path in CODE for found in unexcused(path, written(path))] == []


def test_what_is_excused_is_still_said() -> None:
    texts = {path: list(written(path)) if path.suffix == ".py" else [path.read_text("utf-8")] for path in EVERY}
    said = {(path, found) for path in EVERY for text in texts[path] for found in numbers_in(text)}

    assert [
        each for each in EXCUSED if not any(is_at(path, each[0]) and found == each[1] for path, found in said)
    ] == []


def test_each_length_in_a_description_agrees_with_its_constant() -> None:
    parts = [DOCUMENT["paths"], {"schemas": DOCUMENT["components"]["schemas"]}]
    said = {(place, found) for part in parts for place, text in described(part) for found in numbers_in(text)}

    in_english = {(place, words.en) for place, words in AGREES_WITH.items()}
    assert in_english <= said
    assert said - in_english <= {(place, words.fr) for place, words in AGREES_WITH.items()}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".md"], ids=lambda path: path.stem)
def test_a_guide_says_no_length_that_is_unknown(path: Path) -> None:
    assert set(re.findall(r"\{\{ (\w+) \}\}", path.read_text("utf-8"))) <= set(LENGTHS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La réponse est due dans les deux mois de sa réception.", ["deux mois"]),
        ("dans les dix-huit mois de la recevabilité", ["dix-huit mois"]),
        ("within eighteen months, or 30 days", ["eighteen months", "30 days"]),
        ("The two-week delay, five calendar years", ["two-week", "five calendar years"]),
        ("au moins un an d'expérience, quinze jours", ["un an", "quinze jours"]),
        ("Le lien vaut 90\u00a0jours", ["90\u00a0jours"]),
        ("{{ lasts }}, {months} mois, {months_in_words} d'attente, un jour à venir", []),
    ],
)
def test_a_number_of_months_or_days_is_seen_in_words_and_in_digits(text: str, found: list[str]) -> None:
    assert list(numbers_in(text)) == found


def numbers_in(text: str) -> Iterator[str]:
    return (found.group() for found in NUMBER.finditer(text))


def unexcused(path: Path, texts: Iterable[str]) -> list[tuple[str, str]]:
    found = ((str(path.relative_to(APP)), each) for text in texts for each in numbers_in(text))
    return [(place, each) for place, each in found if not any(is_at(path, at) and each == said for at, said in EXCUSED)]


def is_at(path: Path, end: str) -> bool:
    return path.as_posix().endswith(f"/{end}")


def described(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every summary and description of the document, with the operation or the component that it stands in."""
    if isinstance(value, list):
        for member in value:
            yield from described(member, place)
    elif isinstance(value, dict):
        here = value.get("operationId", place)
        for name, member in value.items():
            if name in {"summary", "description"} and isinstance(member, str):
                yield here, member
            elif name not in {"example", "examples"}:
                yield from described(member, name if name == "schemas" or place == "schemas" else here)


def written(path: Path) -> Iterator[str]:
    """The texts of a module: not what it documents itself with, nor what it quotes."""
    tree = ast.parse(path.read_text("utf-8"))
    passed_over = {id(part) for node in ast.walk(tree) for each in _not_read(node) for part in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node.value


def _not_read(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node
    if isinstance(node, ast.keyword) and node.arg in QUOTED:
        yield node
