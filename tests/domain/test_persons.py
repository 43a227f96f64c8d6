"""Who is who: one person without a doubt, one perhaps, or nobody would think so."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.persons import Difference, Identity, name_key, possible_match_between, words_of

LEFEVRE = Identity(
    birth_name="Lefèvre", first_names="Jean-Marc", birth_date=date(1984, 3, 12), birth_place="Saint-Fons (69)"
)


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_name": "LEFEVRE"},
        {"first_names": "Jean Marc"},
        {"birth_place": "Saint Fons 69"},
        {"usage_name": "Martin"},
    ],
)
def test_case_accents_hyphens_and_the_name_in_use_leave_no_doubt(changes: dict[str, Any]) -> None:
    assert replace(LEFEVRE, **changes).key == LEFEVRE.key


def test_the_key_keeps_name_first_names_date_and_place_apart() -> None:
    assert LEFEVRE.key == "lefevre|jean marc|1984 03 12|saint fons 69"


def test_a_birth_date_marks_somebody_and_so_do_all_names_together() -> None:
    assert LEFEVRE.marks == ("1984 03 12", "lefevre|jean marc")


@pytest.mark.parametrize(("with_one", "in_two"), [("Œuvrard", "Oeuvrard"), ("Lætitia", "Laetitia")])
def test_a_ligature_is_its_two_letters(with_one: str, in_two: str) -> None:
    assert replace(LEFEVRE, birth_name=with_one).key == replace(LEFEVRE, birth_name=in_two).key
    assert words_of(f"{with_one} D'Æ") == (in_two.lower(), "d", "ae")


def test_a_name_is_compared_without_the_order_of_its_words() -> None:
    assert name_key("Lefèvre, Jean-Marc") == name_key("jean marc LEFEVRE") == "jean lefevre marc"


@pytest.mark.parametrize(
    ("changes", "differences"),
    [
        pytest.param({"birth_name": "Lefebvre"}, {"name"}, id="a letter too many"),
        pytest.param({"birth_name": "Lefevra"}, {"name"}, id="another letter"),
        pytest.param({"birth_name": "Lefvere"}, {"name"}, id="two letters swapped"),
        pytest.param({"birth_name": "Le Fèvre"}, {"name"}, id="a space"),
        pytest.param({"birth_name": "Lefèvre-Durand"}, {"name"}, id="a name of two"),
        pytest.param({"birth_name": "Durand", "usage_name": "Lefèvre"}, {"name"}, id="the name in use"),
        pytest.param({"first_names": "Marc Jean"}, {"first_names"}, id="first names in another order"),
        pytest.param({"first_names": "Jean"}, {"first_names"}, id="a first name left out"),
        pytest.param({"first_names": "Jean-Mark"}, {"first_names"}, id="a slip in the first names"),
        pytest.param({"birth_place": "69190 Saint-Fons"}, {"birth_place"}, id="the place with its postal code"),
        pytest.param(
            {"birth_name": "Lefebvre", "birth_place": "69190 Saint-Fons"},
            {"name", "birth_place"},
            id="a slip in the name, the place with its postal code",
        ),
        pytest.param({"birth_place": "Lille"}, {"birth_place"}, id="another place, all else being the same"),
        pytest.param({"birth_place": "inconnu", "first_names": "Jean"}, {"birth_place", "first_names"}, id="no place"),
        pytest.param({"birth_date": date(1984, 3, 17)}, {"birth_date"}, id="one digit of the date"),
        pytest.param({"birth_date": date(1984, 12, 3)}, {"birth_date"}, id="the day taken for the month"),
        pytest.param({"birth_date": date(1984, 1, 1)}, {"birth_date"}, id="1 January for a day that is not known"),
    ],
)
def test_what_may_be_one_person_is_in_doubt_and_says_by_what(changes: dict[str, Any], differences: set[str]) -> None:
    other = replace(LEFEVRE, **changes)

    assert other.key != LEFEVRE.key
    assert (
        possible_match_between(LEFEVRE, other)
        == possible_match_between(other, LEFEVRE)
        == frozenset(map(Difference, differences))
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"birth_name": "Lemaire"}, id="another name"),
        pytest.param({"birth_name": "Lefabre"}, id="two other letters"),
        pytest.param({"birth_name": "Durand Le Fèvre"}, id="a name more, and a space"),
        pytest.param({"first_names": "-"}, id="no first name at all"),
        pytest.param({"birth_name": "Sophie", "first_names": "Lefèvre"}, id="the name as another's first name"),
        pytest.param({"birth_name": "Jean-Marc", "first_names": "Sophie"}, id="the first names as another's name"),
        pytest.param({"first_names": "Sophie"}, id="a twin"),
        pytest.param({"birth_name": "Lefebvre", "birth_place": "Lille"}, id="a slip in the name, and another place"),
        pytest.param({"birth_date": date(1991, 7, 30)}, id="another date"),
        pytest.param({"birth_date": date(1984, 7, 30)}, id="another date of the year"),
        pytest.param({"birth_date": date(1991, 1, 1)}, id="1 January of another year"),
        pytest.param({"birth_date": date(1984, 3, 17), "birth_place": "Lille"}, id="a slip in the date, another place"),
        pytest.param({"birth_date": date(1984, 3, 17), "first_names": "Jean"}, id="a slip in the date, another name"),
    ],
)
def test_nobody_thinks_that_two_others_are_one(changes: dict[str, Any]) -> None:
    assert possible_match_between(LEFEVRE, replace(LEFEVRE, **changes)) is None


SPELLINGS = [
    pytest.param(("Nguyen", "Van"), ("Van", "Nguyen"), id="name and first names swapped"),
    pytest.param(("Saint-Martin", "Paul"), ("St Martin", "Paul"), id="Saint and St"),
    pytest.param(("Sainte-Marie", "Paul"), ("Ste Marie", "Paul"), id="Sainte and Ste"),
    pytest.param(("de La Fontaine", "Jean"), ("Lafontaine", "Jean"), id="a particle glued, another left out"),
    pytest.param(("Le Gall", "Yann"), ("Legall", "Yann"), id="a particle glued"),
    pytest.param(("von der Heide", "Eva"), ("Heide", "Eva"), id="particles left out"),
    pytest.param(("Jäger-Schröder", "Uwe"), ("Jaeger-Schroeder", "Uwe"), id="umlauts in two letters"),
    pytest.param(("Müller", "Uwe"), ("Mueller", "Uwe"), id="one umlaut"),
    pytest.param(("Øye", "Kari"), ("Oye", "Kari"), id="a letter of its own"),
    pytest.param(("Łukasik", "Jan"), ("Lukasik", "Jan"), id="another letter of its own"),
]


@pytest.mark.parametrize(("here", "there"), SPELLINGS)
def test_one_name_in_two_spellings_is_a_doubt_and_never_a_certainty(
    here: tuple[str, str], there: tuple[str, str]
) -> None:
    one = replace(LEFEVRE, birth_name=here[0], first_names=here[1])
    other = replace(LEFEVRE, birth_name=there[0], first_names=there[1])

    assert one.key != other.key
    assert possible_match_between(one, other)
    assert possible_match_between(other, one) == possible_match_between(one, other)


@pytest.mark.parametrize(("here", "there"), SPELLINGS)
def test_spellings_alone_make_no_doubt_where_the_birth_date_is_another(
    here: tuple[str, str], there: tuple[str, str]
) -> None:
    one = replace(LEFEVRE, birth_name=here[0], first_names=here[1])
    other = replace(LEFEVRE, birth_name=there[0], first_names=there[1], birth_date=date(1991, 7, 30))

    assert possible_match_between(one, other) is None


@pytest.mark.parametrize(
    ("here", "there", "is_near"), [("Li", "Lu", False), ("Roy", "Rey", False), ("Roux", "Rous", True)]
)
def test_one_letter_makes_another_name_of_one_of_three_letters_or_less(here: str, there: str, is_near: bool) -> None:
    one, other = replace(LEFEVRE, birth_name=here), replace(LEFEVRE, birth_name=there)
    assert (possible_match_between(one, other) is not None) is is_near


def test_two_families_whose_names_are_written_like_particles_are_two() -> None:
    assert possible_match_between(replace(LEFEVRE, birth_name="Lê"), replace(LEFEVRE, birth_name="Đỗ")) is None


def test_places_that_are_numbers_alone_are_not_near() -> None:
    one, other = (
        replace(LEFEVRE, birth_name=name, birth_place=place)
        for name, place in (("Lefèvre", "69190"), ("Lefebvre", "69008"))
    )
    assert possible_match_between(one, other) is None
