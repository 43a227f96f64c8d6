"""A sentence for people is read in one of the two languages."""

import pytest

from app.domain.text import Text


@pytest.mark.parametrize(
    ("language", "read"), [("fr", "Bonjour"), ("en", "Good morning"), ("de", "Bonjour"), ("EN", "Bonjour")]
)
def test_a_sentence_is_french_unless_english_is_asked_for(language: str, read: str) -> None:
    assert Text("Bonjour", "Good morning").in_language(language) == read
