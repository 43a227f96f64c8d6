"""Papers set by typst, each in its own layout, and sealed by the certifier's key."""

import asyncio
import json
import re
from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from app.adapters.paper.seal import Seal
from app.usecases.ports.paper import PaperKind, PaperWords

LAYOUTS = Path(__file__).parent / "templates"
"""A folder for each layout, under its number, with a template for each kind of paper; none changes once released."""
_AT_ONCE = 2
_ATTEMPTS = 8
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD = "\N{WHITE SQUARE}"


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
            return await asyncio.to_thread(self._set, paper)

    async def sign(self, pdf: bytes) -> bytes:
        """The same PDF, signed. Raises RuntimeError where there is no key."""
        if self._seal is None:
            raise RuntimeError("there is no key to sign papers with")
        async with self._turn:
            return await asyncio.to_thread(self._seal.put_on, pdf)

    @cached_property
    def _fonts(self) -> typst.Fonts:
        # The machine's own fonts would make other bytes of the same sheet elsewhere.
        return typst.Fonts(include_system_fonts=False)

    def _set(self, paper: PaperWords) -> bytes:
        """Set it, with a blank square for whatever our fonts cannot show: the standards allow no missing glyph."""
        members = json.dumps(self._members(paper), ensure_ascii=False)
        for _ in range(_ATTEMPTS):
            try:
                return self._compiled(LAYOUTS / str(paper.layout), f"{paper.kind}.typ", members)
            except typst.TypstError as error:
                unshown = _unshown_in(error)
                if not unshown:
                    raise
                members = members.translate(dict.fromkeys(map(ord, unshown), _INSTEAD))
        raise ValueError(f"no way to print the {paper.kind} with the fonts at hand")

    def _members(self, paper: PaperWords) -> dict[str, Any]:
        """What the template reads: JSON alone. Nothing of it ever becomes typst source."""
        drawn = {"qr": _qr_code(paper.words["verification_url"])} if paper.kind is PaperKind.CERTIFICATE else {}
        return {**paper.words, **drawn, "specimen": self._specimen, "sender": self._sender}

    def _compiled(self, layout: Path, template: str, members: str) -> bytes:
        return typst.compile(
            layout / template,
            root=layout,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"sheet": members},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )


def _qr_code(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, dark="#16243d", xmldecl=False)
    return drawn.getvalue().decode()


def _unshown_in(error: typst.TypstError) -> str:
    """The characters that typst says no font shows, ASCII aside: it is what the data itself is written in."""
    named = "".join(_UNSHOWN.findall(error.diagnostic))
    plain = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), named)
    return "".join(character for character in plain if not character.isascii())
