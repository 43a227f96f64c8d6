"""R9: On 14 February 2013 the CPNE joined eight CQPI."""

from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.law import Edition
from app.domain.rules import RULES


def test_the_branch_joined_eight() -> None:
    assert len([each for each in CERTIFICATIONS.values() if each.kind == "cqpi"]) == 8


def test_on_14_february_2013() -> None:
    for number in ("R5", "R6", "R8", "R9"):
        rule = RULES[number]
        assert rule.on(date(2013, 2, 13)) is None
        assert isinstance(rule.on(date(2013, 2, 14)), Edition)
