"""A release with its migration and the way back: no request fails; `make nightly` does it whole, behind HAProxy."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.releases.rolling import release


async def test_processes_follow_each_other_without_a_failed_request(
    sandbox_database: AsyncEngine, tmp_path: Path
) -> None:
    load = await release(sandbox_database.url.render_as_string(hide_password=False), tmp_path, briefly=True)

    assert load.failures == {}
    assert load.ends["ok"] > 50
