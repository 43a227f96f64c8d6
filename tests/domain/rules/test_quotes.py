"""Every rule of the guide quotes it word for word."""

import json

import pytest

from app.domain.rules import RULES
from tests.domain.rules.verify_quotes import PROOF, absent, digest, guide, guide_quotes, normalised, quoting

VERIFIED: dict[str, list[str]] = json.loads(PROOF.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", [f"R{n}" for n in range(1, 80)])
def test_each_quote_is_the_one_that_was_found_in_the_guide(number: str) -> None:
    assert [digest(quote) for quote in guide_quotes(RULES[number])] == VERIFIED[number]


def test_the_proof_covers_the_rules_that_quote_the_guide_and_no_other() -> None:
    assert list(quoting()) == list(VERIFIED) == [f"R{n}" for n in range(1, 80)]


@pytest.mark.skipif(guide() is None, reason="the guide is not at hand (CQP_GUIDE): the digests stand for it")
def test_each_quote_is_in_the_guide_verbatim() -> None:
    path = guide()
    assert path is not None
    assert absent(path.read_text(encoding="utf-8")) == []


def test_a_guide_without_a_sentence_is_told_so() -> None:
    text = "\n".join(quote for quotes in quoting().values() for quote in quotes)
    assert absent(text) == []
    shortened = text.replace("au moins 1 an", "au moins deux ans")
    assert [number for number, _ in absent(shortened)] == ["R31"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("**Chaque**\n compétence", "Chaque compétence"),
        ("le [Répertoire \\(RNCP\\)](#) ;", "le Répertoire (RNCP) ;"),
        ("l’évaluation\u00a0: _oui_", "l'évaluation : oui"),
    ],
)
def test_only_white_space_marks_and_apostrophes_are_set_aside(written: str, words: str) -> None:
    assert normalised(written) == words


def test_a_changed_word_or_accent_changes_the_digest() -> None:
    assert len({digest("validées"), digest("validees"), digest("Validées"), digest("validées.")}) == 4
