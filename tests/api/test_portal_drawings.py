"""What the portal draws and prints of the service's own tables."""

from datetime import date
from itertools import pairwise

import pytest

from app.api.portal.articles import article
from app.api.portal.diagrams import diagrams
from app.api.portal.rulebook import RulesOfTheDay, decisions, rules_of_the_guide
from app.api.portal.typography import typeset
from app.domain.actions import ACTIONS
from app.domain.pathways import PATHWAYS
from app.domain.rules import RULES


def test_each_pathway_is_drawn_with_all_its_steps_and_every_act_of_its_actors() -> None:
    for pathway, drawn in zip(PATHWAYS, diagrams("fr"), strict=True):
        drawn_acts = {each for card in drawn.cards for each in card.operations} | set(drawn.along)
        acts = [each for name, each in ACTIONS.items() if name in pathway.acts]

        assert [card.code for card in drawn.cards] == [step.code for step in pathway.steps]
        assert drawn_acts == {each.operation_id for each in acts if each.step is None or pathway.step(each.step)}
        assert all(" ".join(card.operation_lines).split() == list(card.operations) for card in drawn.cards)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_drawn_over_something_else(language: str) -> None:
    for drawn in diagrams("en" if language == "en" else "fr"):
        assert all(above.bottom < below.top for above, below in pairwise(drawn.cards))
        assert all(above.top + above.height < below.top for above, below in pairwise(drawn.bands))
        assert drawn.cards[-1].bottom < drawn.height


def test_each_status_stands_beside_its_own_steps() -> None:
    for pathway, drawn in zip(PATHWAYS, diagrams("fr"), strict=True):
        for step, card in zip(pathway.steps, drawn.cards, strict=True):
            [beside] = [band for band in drawn.bands if band.top <= card.top and card.bottom <= band.top + band.height]
            assert beside.status == step.status


def test_a_rule_is_told_with_every_edition_and_no_parameter_is_left_in_braces() -> None:
    today = RulesOfTheDay(on=date(2026, 11, 23))
    told = {view.number: view for view in (*rules_of_the_guide("fr", today), *decisions("fr", today))}

    assert told.keys() == RULES.keys()
    for number, rule in RULES.items():
        assert len(told[number].editions) == len(rule.editions)
        assert "{" not in told[number].statement
        assert not any("{" in (edition.requires or "") for edition in told[number].editions)


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("fr", "l'étape : « ouverte » ; oui !", "l’étape\u00a0: «\u202fouverte\u202f»\u202f; oui\u202f!"),
        ("en", "the holder's: yes", "the holder’s: yes"),
        ("fr", "GET /v1/x?a : http://x", "GET /v1/x?a\u00a0: http://x"),
    ],
)
def test_sentences_are_printed_as_each_language_prints_them(language: str, typed: str, expected: str) -> None:
    assert typeset(typed, "en" if language == "en" else "fr") == expected


def test_what_a_guide_quotes_is_never_taken_for_markup_and_code_keeps_its_signs() -> None:
    made = article("# L'entrée\n\nUn <b>mot</b>.\n\n## Où ça ?\n\n```sh\necho '<a>' # d'ici\n```\n", "fr")

    assert made.title == "L’entrée"
    assert "&lt;b&gt;" in made.lead
    assert [heading.anchor for heading in made.headings] == ["ou-ca"]
    assert 'echo &#39;&lt;a&gt;&#39; <span class="comment"># d&#39;ici</span>' in made.body
