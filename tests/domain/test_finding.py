"""What a dossier is found by: the words of names, numbers, addresses, and those of a question."""

import pytest

from app.domain.dossier import Dossier
from app.domain.finding import sort_name_of, wanted_by, words_found_by
from tests import builders as b


def a_dossier() -> Dossier:
    return b.a_dossier(
        number="CQP-2026-000042",
        candidate=b.a_candidate(
            birth_name="d'Alembert-Øye",
            usage_name="Jäger",
            first_names="Zoë  Éléonore",
            email="zoe.jager@Example.org",
            employment=b.an_employment(),
        ),
    )


def is_found(question: str, dossier: Dossier) -> bool:
    words = words_found_by(dossier)
    return all(
        any(word.startswith(spelling) for word in words for spelling in wanted.spellings)
        for wanted in wanted_by(question)
    )


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("zoe jager", id="accents aside"),
        pytest.param("JAEGER", id="an umlaut written out, case aside"),
        pytest.param("éléo alem", id="beginnings, in another order"),
        pytest.param("d'alembert", id="an apostrophe"),
        pytest.param("dalembert", id="the whole in one"),
        pytest.param("oye", id="a letter of its own"),
        pytest.param("Alembert   Zoë", id="blanks"),
        pytest.param("cqp-2026-000042", id="the number, case aside"),
        pytest.param("2026-000042", id="the number without its first part"),
        pytest.param("000042", id="its last part"),
        pytest.param("42", id="without zeros"),
        pytest.param("zoe.jager@example.org", id="the address"),
        pytest.param("zoe.jager@", id="its beginning"),
        pytest.param("123456782", id="the employer's SIREN"),
        pytest.param("123 456 782 00010", id="its SIRET as it is printed"),
    ],
)
def test_a_dossier_is_found_by(question: str) -> None:
    assert is_found(question, a_dossier())


@pytest.mark.parametrize("question", ["zoe dupont", "example", "lembert", "43", "cqp-2025-000042", "987654324"])
def test_a_dossier_is_not_found_by(question: str) -> None:
    assert not is_found(question, a_dossier())


def test_digits_may_be_the_start_of_a_siret_and_letters_may_not() -> None:
    assert [wanted.digits for wanted in wanted_by("jager 123 456 b2")] == [None, "123456", None]


def test_nothing_is_no_word() -> None:
    dossier = b.a_dossier(number="CQP-2026-000", candidate=b.a_candidate(usage_name="-", email=None))

    assert words_found_by(dossier) == tuple(
        sorted({"000", "2026000", "cqp2026000", "camille", "durand", dossier.candidate.employment.employer.siret})  # type: ignore[union-attr]
    )


def test_a_question_of_marks_alone_asks_for_nothing() -> None:
    assert wanted_by(" - ' ") == ()


def test_a_dossier_is_found_by_the_first_part_of_an_address_alone() -> None:
    dossier = b.a_dossier(candidate=b.a_candidate(email="zoe.jager@example.org"))
    assert {"zoe", "jager", "zoejagerexampleorg"} <= set(words_found_by(dossier))
    assert not {"example", "org", ""} & set(words_found_by(dossier))


def test_who_has_no_address_is_found_by_everything_else() -> None:
    without = b.a_dossier(candidate=b.a_candidate(email=None))
    assert set(words_found_by(without)) < set(words_found_by(b.a_dossier(candidate=b.a_candidate(email="a@b.fr"))))
    assert "" not in words_found_by(without)


def test_what_has_a_digit_is_one_word_and_what_has_none_is_several() -> None:
    assert [wanted.spellings for wanted in wanted_by("2026-000042")] == [("2026000042",)]
    assert len(wanted_by("saint-fons")) == 2


def test_the_order_of_candidates_goes_by_the_birth_name_and_then_the_first_names() -> None:
    named = b.a_dossier(candidate=b.a_candidate(birth_name="d'Alembert", first_names="Zoë  Éléonore"))
    assert sort_name_of(named) == "d alembert zoe eleonore"
