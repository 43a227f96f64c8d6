"""A form is refused with all that is wrong in it at once, each place judged once."""

import pytest

from app.domain.law import Violation
from app.domain.refusal import Refusal, RefusalKind, judged_whole
from app.domain.text import Text


def a_fault(code: str, pointer: str | None) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(code, code))


IMPOSSIBLE = a_fault("impossible", "/day")
SAME_PLACE, ELSEWHERE, NOWHERE = a_fault("early", "/day"), a_fault("late", "/end"), a_fault("unmet", None)
IMPOSSIBLE_AS_A_WHOLE = a_fault("impossible", None)


@pytest.mark.parametrize(
    ("impossible", "against_rules", "refusal"),
    [
        ((), (), None),
        ((), (SAME_PLACE, NOWHERE), Refusal(kind=RefusalKind.RULES_REFUSED, violations=(SAME_PLACE, NOWHERE))),
        ((IMPOSSIBLE,), (), Refusal(kind=RefusalKind.INVALID, violations=(IMPOSSIBLE,))),
        (
            (IMPOSSIBLE,),
            (SAME_PLACE, ELSEWHERE, NOWHERE),
            Refusal(kind=RefusalKind.INVALID, violations=(IMPOSSIBLE, ELSEWHERE, NOWHERE)),
        ),
        (
            (IMPOSSIBLE_AS_A_WHOLE,),
            (SAME_PLACE, NOWHERE),
            Refusal(kind=RefusalKind.INVALID, violations=(IMPOSSIBLE_AS_A_WHOLE, SAME_PLACE, NOWHERE)),
        ),
    ],
)
def test_rules_say_nothing_of_a_place_where_the_value_cannot_be(
    impossible: tuple[Violation, ...], against_rules: tuple[Violation, ...], refusal: Refusal | None
) -> None:
    assert judged_whole(impossible, against_rules) == refusal
