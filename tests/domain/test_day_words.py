"""Days as people read them."""

from datetime import date

import pytest

from app.domain.day_words import in_words


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        pytest.param(date(2027, 3, 1), "1er mars 2027", "1 March 2027", id="the first of a month"),
        pytest.param(date(2026, 12, 31), "31 décembre 2026", "31 December 2026", id="any other day"),
    ],
)
def test_a_day_is_said_as_people_say_it_and_never_broken_across_lines(day: date, french: str, english: str) -> None:
    said = in_words(day)

    assert (said.fr, said.en) == (french.replace(" ", "\xa0"), english.replace(" ", "\xa0"))
