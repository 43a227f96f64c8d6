"""Ports to jury sessions and certificates."""

from typing import Protocol


class JurySessions(Protocol):
    """To be described by its owner."""


class Certificates(Protocol):
    """To be described by its owner."""
