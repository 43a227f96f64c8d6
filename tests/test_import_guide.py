"""What docs/import.md shows is what the service takes."""

import re
from pathlib import Path

from httpx import AsyncClient

from app.cli.importing.files import entries_of
from app.cli.importing.kinds import KINDS
from tests.api.dossier_requests import EMPLOYER
from tests.api.signing_in import sign_in

GUIDE = Path(__file__).parents[1] / "docs" / "import.md"
BLOCKS = re.findall(r"```(json|csv)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


async def test_the_two_files_of_dossiers_are_one_and_the_same(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    answers = [
        await sandbox.post(
            "/v1/dossiers/import",
            content=text.encode(),
            headers={**headers, "Content-Type": "application/json" if kind == "json" else "text/csv"},
        )
        for kind, text in BLOCKS[:2]
    ]

    assert [row["status"] for answer in answers for row in answer.json()["rows"]] == ["created", "already_there"]


def test_the_framework_is_one_of_two_competences(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(BLOCKS[2][1], encoding="utf-8")
    kind = KINDS["frameworks"]

    (entry,) = entries_of(file, kind.model, kind.key)

    kind.model.model_validate(entry.document)
    assert [each["code"] for each in entry.document["competences"]] == ["C1", "C2"]
