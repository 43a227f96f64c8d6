"""A refusal cites the sentence that is broken, which need not be its rule's first."""

from datetime import date

from app.api.problems import fault_of
from app.domain.law import Violation
from app.domain.rules.common_law_vae import R35
from app.domain.text import Text


def test_a_rule_with_two_conditions_is_quoted_by_the_one_that_is_broken() -> None:
    detail = Text("Une raison.", "A reason.")

    first, second = (
        fault_of(Violation(code="reason", detail=detail, rule=R35, sentence=place), date(2026, 11, 23))
        for place in (0, 1)
    )

    assert (first.quote, second.quote) == R35.editions[0].source.quotes
