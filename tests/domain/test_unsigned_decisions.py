"""A decision waits for the closing of its session, as those before it may do still."""

from dataclasses import replace

from app.domain.dossier import AwaitingSignature
from app.domain.unsigned_decisions import unsigned_since
from tests.builders import P1, a_decision
from tests.rules.stages import decided, on_agenda


def test_what_was_signed_before_the_first_unsigned_decision_is_kept() -> None:
    before = on_agenda(P1, version=7, decisions=(a_decision(),))
    once = unsigned_since(before, decided(P1, version=8))
    twice = unsigned_since(once, decided(P1, version=9))

    assert once == decided(P1, version=8, awaiting_signature=AwaitingSignature(decisions=1, version=7))
    assert twice == replace(once, version=9)
