"""A change, and who reads what it changes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Reader(StrEnum):
    """Who reads a value: it must go on understanding whatever the other side may send."""

    SERVICE = "service"
    """The client writes it: the service may only become more tolerant."""
    CLIENT = "client"
    """The service writes it: it may only promise more."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Change:
    """``code`` names the kind of change, ``place`` where it is: ``createDossier request #/candidate/sex``."""

    place: str
    code: str
    sentence: str
    breaking: bool

    def __str__(self) -> str:
        return f"{self.place} [{self.code}] {self.sentence}"


def breaks(place: str, code: str, sentence: str) -> Change:
    """A change after which a correct client fails."""
    return Change(place=place, code=code, sentence=sentence, breaking=True)


def keeps(place: str, code: str, sentence: str) -> Change:
    """A change that a correct client does not notice."""
    return Change(place=place, code=code, sentence=sentence, breaking=False)


def told(*, breaking: bool, place: str, code: str, sentence: str) -> Change:
    """A change that breaks or not."""
    return Change(place=place, code=code, sentence=sentence, breaking=breaking)
