"""What a spreadsheet or another encoding spoilt is refused wherever it stands, with its place."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from app.api.v1.spoilt_texts import spoilt_texts
from app.api.v1.takeover_files import rows_of_file
from app.domain.takeovers import TakeoverKind
from tests.takeovers.desk import ndjson
from tools.takeover.made_up import STEPS, Sizes, made_up

FRENCH = "àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ’«»–€°"
REAL = (
    *("Élodie Lefèvre-Çetin", "L’Haÿ-les-Roses", "CHÂTEAU-RENAULT", "SÃO JOÃO", "IRMÃ", "Ångström", "Šimić", "Łukasz"),
    *("Noël & fils", "ŒUVRE « L’ÉTÉ »", "DÉJÀ", "«\u00a0SOCIÉTÉ\u00a0»", "ÂGÉ", "Coût : 7 € – 8 €", "Müller", "Öz"),
    *("Aÿ-Champagne", "N° 12", "CQP 2E12", "√2 ≈ 1,41", "#1", "A+ E+", "Ñuñez", "Íñigo", "Île-de-Bréhat"),
)
ROWS: Mapping[str, list[dict[str, Any]]] = {
    kind: list(rows)
    for kind, rows in made_up(
        Sizes(certificates=8, companies=1, dossiers=len(STEPS), partial_results=1), date(2026, 11, 30)
    ).items()
}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman", "cp850"])
@pytest.mark.parametrize("letter", FRENCH)
def test_a_letter_read_in_another_encoding_is_seen(letter: str, encoding: str) -> None:
    read = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in f"Soci{letter}t{letter}".encode())

    assert [each["ctx"]["code"] for each in spoilt_texts(read)] == ["broken_accents"]


@pytest.mark.parametrize("text", ["Usine Ã Lyon", "DéjÃ", "Jusqu'Ã", "Lef\ufffdvre"])
def test_what_was_lost_beside_is_seen_too(text: str) -> None:
    assert [each["ctx"]["code"] for each in spoilt_texts(text)] == ["broken_accents"]


@pytest.mark.parametrize("text", [*REAL, FRENCH, FRENCH.upper()])
def test_what_people_and_places_are_called_is_let_through(text: str) -> None:
    assert list(spoilt_texts(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,23457E+13", "rounded_number"),
        (" 2E+11", "rounded_number"),
        ("#N/A", "spreadsheet_error"),
        ("#NOM?", "spreadsheet_error"),
        ("#######", "spreadsheet_error"),
    ],
)
def test_what_a_spreadsheet_left_in_a_text_is_told(text: str, code: str) -> None:
    assert [(each["loc"], each["ctx"]["code"]) for each in spoilt_texts({"number": [text]})] == [
        (("body", "number", 0), code)
    ]


def places_of_texts(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the row says something in words."""
    if isinstance(value, str):
        yield steps
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places_of_texts(member, (*steps, name))


def put_at(value: Any, steps: tuple[str | int, ...], text: str) -> Any:
    """The same with that text in that place."""
    if not steps:
        return text
    first, *rest = steps
    if isinstance(value, dict):
        return {**value, first: put_at(value[str(first)], tuple(rest), text)}
    return [put_at(each, tuple(rest), text) if place == first else each for place, each in enumerate(value)]


@pytest.mark.parametrize("kind", TakeoverKind)
def test_every_text_of_every_kind_is_looked_at(kind: TakeoverKind) -> None:
    unseen = []
    for row in ROWS[kind]:
        for steps in places_of_texts(row):
            (read,) = rows_of_file(kind, ndjson([put_at(row, steps, "SociÃ©tÃ©")]))
            pointer = "/" + "/".join(map(str, steps))
            if pointer not in {each.pointer for each in read.faults}:
                unseen.append(pointer)

    assert unseen == []
    assert all(not read.faults for read in rows_of_file(kind, ndjson(ROWS[kind])))
