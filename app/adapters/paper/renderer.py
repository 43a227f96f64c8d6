"""Papers set by typst, each in its own layout and by a process of its own, and sealed by the certifier's key."""

import asyncio
import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from app.adapters.apart import run_apart
from app.adapters.paper.seal import Seal
from app.usecases.ports.paper import PaperKind, PaperWords

LAYOUTS = Path(__file__).parent / "templates"
"""A folder for each layout, under its number, with a template for each kind of paper; none changes once released."""
_SETTING = Path(__file__).with_name("setting.py")
_PATIENCE = 120.0
"""Seconds for one paper: the minutes of a thousand dossiers take a tenth of it."""
_AT_ONCE = 2


class TypstRenderer:
    """The paper port. ``seal`` is None where papers go out unsigned; a ``specimen`` says that it is worth nothing.

    ``sender`` is the secretariat's postal address, line by line, as the head of letters gives it; empty where unknown.
    """

    def __init__(self, seal: Seal | None = None, *, specimen: bool = False, sender: Sequence[str] = ()) -> None:
        self._seal = seal
        self._specimen = specimen
        self._sender = list(sender)
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @property
    def seals(self) -> bool:
        """Whether there is a key to sign with."""
        return self._seal is not None

    async def render(self, paper: PaperWords) -> bytes:
        """The paper as a PDF/A-2a and PDF/UA-1: the same bytes for the same words in the same layout."""
        async with self._turn:
            asked = await asyncio.to_thread(self._asked, paper)
            return await run_apart(_SETTING, given=asked, patience=_PATIENCE)

    async def sign(self, pdf: bytes) -> bytes:
        """The same PDF, signed. Raises RuntimeError where there is no key."""
        if self._seal is None:
            raise RuntimeError("there is no key to sign papers with")
        async with self._turn:
            return await asyncio.to_thread(self._seal.put_on, pdf)

    def _asked(self, paper: PaperWords) -> bytes:
        layout = LAYOUTS / str(paper.layout)
        asked = {"layout": str(layout), "template": f"{paper.kind}.typ", "members": self._members(paper)}
        return json.dumps(asked).encode()

    def _members(self, paper: PaperWords) -> dict[str, Any]:
        """What the template reads: JSON alone. Nothing of it ever becomes typst source."""
        drawn = {"qr": _qr_code(paper.words["verification_url"])} if paper.kind is PaperKind.CERTIFICATE else {}
        return {**paper.words, **drawn, "specimen": self._specimen, "sender": self._sender}


def _qr_code(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, dark="#16243d", xmldecl=False)
    return drawn.getvalue().decode()
