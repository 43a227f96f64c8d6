"""`cqp takeover`, as those who run the service type it: checked, applied once, listed, undone."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from tests.database import Postgres
from tests.takeovers.desk import Row, a_certificate, a_company, a_holder, ndjson

OTHER = a_certificate(source_id="PAR-2", number="CQP 2019/00043", holder=a_holder(birth_name="Roux"))
TOTALS = "kind;state;year;count\ncertificates;valid;2019;3\n"
SOURCE = ("--source", "e-certif")


@pytest.fixture(autouse=True)
def url(postgres: Postgres, sandbox_template: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with the sandbox's data, this test's alone, in the environment of the command."""
    address = postgres.at(postgres.template(of=sandbox_template))
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("COLUMNS", "200")
    return address


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["takeover", *map(str, words)])


def written(folder: Path, **rows: Sequence[Row]) -> list[Path]:
    """A file for each kind, named after it."""
    files = {kind: folder / f"{kind}.ndjson" for kind in rows}
    for kind, file in files.items():
        file.write_bytes(ndjson(rows[kind]))
    return list(files.values())


def test_files_are_checked_applied_once_listed_and_undone(tmp_path: Path) -> None:
    files = written(tmp_path, companies=[a_company(siret="55208131766522")], certificates=[a_certificate(), OTHER])

    checked, none = run("check", *files), run("list")
    applied = run("apply", *files, *SOURCE)
    again = run("apply", *files, *SOURCE)
    listed = run("list")
    batches = re.findall(r"Reprise (\S+)\.", applied.output + again.output)
    undone, twice = run("undo", batches[0]), run("undo", batches[0])
    after = run("list")

    outcomes = (checked, applied, again, listed, undone)
    assert [each.exit_code for each in outcomes] == [0] * len(outcomes), [each.output for each in outcomes]
    assert "Rien n'a été écrit." in checked.output
    assert none.output == ""
    assert "e-certif  3 créées" in listed.output
    assert "e-certif  0 créées" in listed.output
    assert f"La reprise {batches[0]} est défaite." in undone.output
    assert twice.exit_code == 1
    assert "déjà défaite" in twice.output
    assert "défaite le" in after.output


def test_a_refused_row_is_told_with_its_line_and_refuses_its_file_unless_partial(tmp_path: Path) -> None:
    files = written(tmp_path, certificates=[a_certificate(), {**OTHER, "certification_code": "cqp-plombier"}])

    whole, partial = run("apply", *files, *SOURCE), run("apply", *files, *SOURCE, "--partial")

    assert (whole.exit_code, partial.exit_code) == (1, 1)
    told = "certificates, ligne 2, PAR-2/certification_code : Cette certification n'existe pas."
    assert told in whole.output
    assert told in partial.output
    assert "certificates, ligne 1, PAR-1 : Une autre ligne de ce fichier est refusée" in whole.output
    assert "e-certif  1 créées" in run("list").output


def test_totals_that_do_not_agree_are_told(tmp_path: Path) -> None:
    totals = tmp_path / "totals.csv"
    totals.write_text(TOTALS)

    checked = run("check", *written(tmp_path, certificates=[a_certificate(), OTHER]), "--totals", totals)

    assert checked.exit_code == 0, checked.output
    assert "≠ certificates valid 2019 : 2 trouvés, 3 annoncés" in checked.output


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("parchemins.csv", "a", "le nom d'un fichier est sa sorte", id="of no kind"),
        pytest.param(
            "certificates.csv",
            "nombre;x\n1;2\n",
            "certificates.csv : Colonne inconnue : « nombre »",
            id="of another header",
        ),
    ],
)
def test_a_file_that_is_none_is_told_before_anything_is_read(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content)

    refused = run("check", tmp_path / name)

    assert refused.exit_code == 2
    assert told in refused.output
    assert "Traceback" not in refused.output
