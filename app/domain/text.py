"""Sentences for people: French first, English beside it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages that the platform speaks."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in English when ``language`` is ``"en"``, else in French."""
        return self.en if language == "en" else self.fr
