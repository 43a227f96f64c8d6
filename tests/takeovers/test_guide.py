"""What docs/reprise.md shows is what is taken over."""

import re
from pathlib import Path

from httpx import AsyncClient

from app.domain.takeovers import TakeoverKind
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk

GUIDE = Path(__file__).parents[2] / "docs" / "reprise.md"
BLOCKS = dict(re.findall(r"```([a-z_]+)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))


async def test_each_example_of_the_guide_is_taken_over_and_its_table_is_the_same_row(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    files = {kind.value: BLOCKS[kind.value].encode() for kind in TakeoverKind}

    report = await desk.apply(files)
    table = await desk.apply({"certificates": BLOCKS["csv"].encode()})

    assert [row for row in report["rows"] if row["result"] != "created"] == []
    assert table["counts"]["certificates"]["unchanged"] == 1
