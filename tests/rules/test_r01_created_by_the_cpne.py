"""R1: The CQP of the chemical industries are created by the branch's CPNE."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.rules import RULES


def test_it_informs_and_asks_nothing_of_anybody() -> None:
    rule = RULES["R1"]
    assert rule.operations == ()
    assert rule.note is not None
    assert "Règle d'information" in rule.note.fr


def test_each_certification_says_where_it_was_read() -> None:
    for certification in CERTIFICATIONS.values():
        assert "Mode d'emploi des CQP/CQPI des Industries Chimiques" in certification.source
