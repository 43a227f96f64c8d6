"""Sets one paper: run as a program of its own, it reads what to set and writes the PDF.

typst keeps what it made of the last papers, and the minutes of a session of three hundred dossiers take 400 MiB of
that: the memory goes with the process. Standard input: JSON, with the folder of the layout, the template's name in it,
and the members that the template reads.
"""

import json
import re
import sys
from pathlib import Path

import typst

_ATTEMPTS = 8
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD = "\N{WHITE SQUARE}"


def main() -> None:
    """Read what to set from standard input, and write the paper."""
    asked = json.load(sys.stdin.buffer)
    members = json.dumps(asked["members"], ensure_ascii=False)
    sys.stdout.buffer.write(_set(Path(asked["layout"]), asked["template"], members))


def _set(layout: Path, template: str, members: str) -> bytes:
    """Set it, with a blank square for whatever our fonts cannot show: the standards allow no missing glyph."""
    # The machine's own fonts would make other bytes of the same sheet elsewhere.
    fonts = typst.Fonts(include_system_fonts=False)
    for _ in range(_ATTEMPTS):
        try:
            return typst.compile(
                layout / template,
                root=layout,
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"sheet": members},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            unshown = not_shown_in(error)
            if not unshown:
                raise
            members = members.translate(dict.fromkeys(map(ord, unshown), _INSTEAD))
    raise ValueError("no way to print it with the fonts at hand")


def not_shown_in(error: typst.TypstError) -> str:
    """The characters that typst says no font shows, ASCII aside: it is what the data itself is written in."""
    named = "".join(_UNSHOWN.findall(error.diagnostic))
    plain = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), named)
    return "".join(character for character in plain if not character.isascii())


if __name__ == "__main__":
    main()
