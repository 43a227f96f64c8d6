"""French around names: elision, and titles in the holder's gender (P2, P9)."""

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.french_names import of_name, title_for


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Anne Marie", "d'Anne Marie"),
        ("Éloïse Martin", "d'Éloïse Martin"),
        ("Œuvrard", "d'Œuvrard"),
        ("Hélène Roy", "d'Hélène Roy"),
        ("Hugo", "d'Hugo"),
        ("Henri", "d'Henri"),
        ("Hassan Benali", "de Hassan Benali"),
        ("Hans", "de Hans"),
        ("Yves Morel", "d'Yves Morel"),
        ("Yann", "de Yann"),
        ("Y", "de Y"),
        ("Ys", "d'Ys"),
        ("Karim", "de Karim"),
        ("王", "de 王"),
    ],
)
def test_p9_a_name_is_said_after_de_with_its_elision(name: str, said: str) -> None:
    assert of_name(name) == said


@pytest.mark.parametrize(
    ("code", "hers", "his"),
    [
        ("cqp-agent-logistique", "Agent logistique des Industries Chimiques", None),
        (
            "cqp-operateur-maintenance",
            "Opératrice de maintenance industrielle des Industries Chimiques",
            "Opérateur de maintenance industrielle des Industries Chimiques",
        ),
        (
            "cqp-technicien-maintenance",
            "Technicienne de maintenance Industrielle des Industries Chimiques",
            "Technicien de maintenance Industrielle des Industries Chimiques",
        ),
        ("cqp-responsable-secteur", "Responsable de secteur industriel des Industries Chimiques", None),
    ],
)
def test_p2_a_title_is_in_the_holders_gender_without_the_options_that_were_not_chosen(
    code: str, hers: str, his: str | None
) -> None:
    title = CERTIFICATIONS[code].title

    assert (title_for(title, "F"), title_for(title, "M")) == (hers, his or hers)


def test_p2_a_title_does_not_say_its_kind_twice() -> None:
    assert title_for("CQPI  Technicien(ne) qualité", "F") == "Technicienne qualité"
    assert title_for("CQP opérateur(trice)", "M") == "Opérateur"


@pytest.mark.parametrize("code", CERTIFICATIONS)
@pytest.mark.parametrize("sex", ["F", "M"])
def test_p2_no_title_of_the_catalogue_leaves_a_choice_or_says_its_kind_twice(code: str, sex: str) -> None:
    said = title_for(CERTIFICATIONS[code].title, sex)

    assert "(" not in said
    assert not said.startswith("CQP")
    assert " ou " not in said
    assert said[0].isupper()
