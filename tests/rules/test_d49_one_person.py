"""D49: what may be two persons' waits for the secretariat's word, and only the later one waits."""

from dataclasses import replace

from app.domain.jury_registration import register_to_jury
from app.domain.person_matches import Doubt
from tests.builders import P1, a_case, an_id
from tests.rules.answers import accepted, reasons
from tests.rules.jury import deliberated
from tests.rules.stages import a_session, on_agenda, ready_for_jury

DOUBT = Doubt(match_id=an_id(70), earlier_number="CQP-2020-000007")


def test_the_later_dossier_of_a_doubt_is_not_registered_to_a_jury() -> None:
    case = a_case(ready_for_jury(P1), doubts=(DOUBT,))

    assert reasons(register_to_jury(case, a_session(), 0)) == {("secretariat_word_awaited", "D49")}
    assert accepted(register_to_jury(replace(case, doubts=()), a_session(), 0)).is_registered_to_jury


def test_a_doubt_takes_nobody_off_an_agenda() -> None:
    assert accepted(deliberated(a_case(on_agenda(P1), doubts=(DOUBT,)))).decisions
