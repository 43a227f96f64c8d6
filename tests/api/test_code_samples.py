"""Each operation shows how it is called, in programs that are whole."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from app.api.code_samples import ADDRESS
from app.api.schemas import operations_of

DOCUMENT = orjson.loads((Path(__file__).parents[2] / "openapi" / "v1.json").read_bytes())


def samples(language: str) -> Iterator[tuple[str, str]]:
    for operation in operations_of(DOCUMENT):
        for sample in operation["x-codeSamples"]:
            if sample["lang"] == language:
                yield operation["operationId"], sample["source"]


def test_each_operation_is_shown_in_three_languages_at_the_sandboxs_address() -> None:
    for operation in operations_of(DOCUMENT):
        assert [sample["lang"] for sample in operation["x-codeSamples"]] == ["Shell", "TypeScript", "Python"]
        assert all(ADDRESS in sample["source"] for sample in operation["x-codeSamples"])


def test_every_sample_in_python_is_python() -> None:
    for name, source in samples("Python"):
        ast.parse(source, name)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_every_sample_in_curl_is_a_shells() -> None:
    whole = "\n".join(source for _, source in samples("Shell"))

    done = subprocess.run(["bash", "-n"], input=whole, capture_output=True, text=True, check=False)

    assert done.stderr == ""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_every_sample_in_typescript_is_read_by_node(tmp_path: Path) -> None:
    inside = (re.sub(r"^import .*$", "", source, flags=re.MULTILINE) for _, source in samples("TypeScript"))
    file = tmp_path / "samples.mjs"
    file.write_text("\n".join(f"{{\n{source}\n}}" for source in inside))

    done = subprocess.run(["node", "--check", str(file)], capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_a_sample_asks_for_a_token_where_one_is_needed_and_nowhere_else() -> None:
    open_to_all = {each["operationId"] for each in operations_of(DOCUMENT) if not each["security"]}

    assert {name for name, source in samples("Shell") if "Bearer $TOKEN" not in source} == open_to_all


def test_a_sample_that_replaces_says_of_which_version() -> None:
    shown = dict(samples("Python"))

    assert '"If-Match": ' in shown["updateDossier"]
    assert '"Idempotency-Key": str(uuid4())' in shown["createDossier"]
    assert '"signed_by": [' in shown["addDocument"]


def test_a_stream_is_read_as_it_comes_and_without_end() -> None:
    assert dict(samples("Shell"))["streamMyEvents"].startswith("curl -sN ")
    assert "answer.text()" not in dict(samples("TypeScript"))["streamMyEvents"].splitlines()[-1]
    assert "timeout=None" in dict(samples("Python"))["streamMyEvents"]


def test_a_pdf_is_kept_in_a_file() -> None:
    shown = {language: dict(samples(language))["getCertificatePdf"] for language in ("Shell", "TypeScript", "Python")}

    assert "-o answer.pdf" in shown["Shell"]
    assert 'writeFile("answer.pdf"' in shown["TypeScript"]
    assert 'Path("answer.pdf").write_bytes(' in shown["Python"]
