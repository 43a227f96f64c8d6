"""The name of a file: what people called it, without what could deceive or escape."""

import pytest

from app.domain.file_names import LONGEST, safe_file_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Dossier de Camille.pdf", "Dossier de Camille.pdf"),
        ("évaluation n° 4 – Été.pdf", "évaluation n° 4 – Été.pdf"),
        ("e\u0301valuation.pdf", "évaluation.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\claire\\Bureau\\outil 6.pdf", "outil 6.pdf"),
        ("/tmp/", "document"),
        ("..", "document"),
        ("", "document"),
        ("   ", "document"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b.pdf"),
        ("a\tb\u2028c.pdf", "a b c.pdf"),
        ("nul\x00.pdf\x7f", "nul.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("XX", "XX"),
        ("x" * 250 + " .pdf", "x" * 250 + " .pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_deceive_or_escape(given: str, kept: str) -> None:
    assert safe_file_name(given) == kept


@pytest.mark.parametrize(
    ("given", "end"),
    [("é" * 300 + ".pdf", "é.pdf"), ("a" * 300, "aaa"), ("a." + "b" * 300, "bbb"), ("x" * 251 + " .pdf", "x.pdf")],
)
def test_a_long_name_is_cut_before_its_extension(given: str, end: str) -> None:
    kept = safe_file_name(given)
    assert LONGEST - 2 <= len(kept) <= LONGEST
    assert kept.endswith(end)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("v1.2 " + "a" * 300 + ".pdf", "v1.2 " + "a" * 246 + ".pdf", id="the last dot is the extension's"),
        pytest.param("X" * 300 + ".pdf", "X" * 251 + ".pdf", id="letters are not trimmed"),
        pytest.param("a" * 250 + "." + "b" * 50 + ".pdf", "a" * 250 + ".pdf", id="nothing is left hanging before it"),
        pytest.param("a" * 300 + ".12345678", "a" * 246 + ".12345678", id="eight characters are an extension"),
        pytest.param("a" * 300 + ".123456789", "a" * 255, id="nine are a sentence with a dot in it"),
    ],
)
def test_what_is_left_of_a_long_name_reads_as_a_name(given: str, kept: str) -> None:
    assert safe_file_name(given) == kept
