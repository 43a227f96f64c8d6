"""R76: The holder is told of the bridge on receiving the certificate."""

from app.domain.rules import RULES
from tests.builders import TODAY


def test_it_is_said_when_the_parchment_is_handed_over() -> None:
    rule = RULES["R76"]
    assert rule.operations == ("closeJurySession", "getCertificate", "getCertificatePdf")
    assert "lors de la remise de leur parchemin" in rule.quote_on(TODAY)
