"""Sheets set by typst, and sealed by the certifier's key."""

import asyncio
import json
import re
from functools import cached_property
from pathlib import Path

import typst

from app.adapters.paper.seal import Seal
from app.adapters.paper.sheets import TEMPLATES, told
from app.usecases.ports.paper import Sheet

_TEMPLATES = Path(__file__).parent / "templates"
_AT_ONCE = 2
_ATTEMPTS = 8
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD = "\N{WHITE SQUARE}"


class Press:
    """The paper port. ``seal`` is None where papers go out unsigned; a ``specimen`` says that it is worth nothing."""

    def __init__(self, seal: Seal | None = None, *, specimen: bool = False) -> None:
        self._seal = seal
        self._specimen = specimen
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @property
    def seals(self) -> bool:
        """Whether there is a key to sign with."""
        return self._seal is not None

    async def render(self, sheet: Sheet) -> bytes:
        """The sheet as a PDF/A-2a and PDF/UA-1: the same bytes for the same sheet."""
        async with self._turn:
            return await asyncio.to_thread(self._set, sheet)

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

    def _set(self, sheet: Sheet) -> bytes:
        """Set it, with a blank square for whatever our fonts cannot show: the standards allow no missing glyph."""
        members = json.dumps({**told(sheet), "specimen": self._specimen}, ensure_ascii=False)
        for _ in range(_ATTEMPTS):
            try:
                return self._compiled(TEMPLATES[type(sheet)], members)
            except typst.TypstError as error:
                unshown = _unshown_in(error)
                if not unshown:
                    raise
                members = members.translate(dict.fromkeys(map(ord, unshown), _INSTEAD))
        raise ValueError(f"no way to print {type(sheet).__name__} with the fonts at hand")

    def _compiled(self, template: str, members: str) -> bytes:
        return typst.compile(
            _TEMPLATES / template,
            root=_TEMPLATES,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"sheet": members},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )


def _unshown_in(error: typst.TypstError) -> str:
    """The characters that typst says no font shows, ASCII aside: it is what the data itself is written in."""
    named = "".join(_UNSHOWN.findall(error.diagnostic))
    plain = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), named)
    return "".join(character for character in plain if not character.isascii())
