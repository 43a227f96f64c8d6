"""Ports to the evaluators on the CPNE's list."""

from typing import Protocol


class Evaluators(Protocol):
    """To be described by its owner."""
