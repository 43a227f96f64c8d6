"""Ports to the fundings of dossiers."""

from typing import Protocol


class Fundings(Protocol):
    """To be described by its owner."""
