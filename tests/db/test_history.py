"""History tells what the platform did from what the secretariat did."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.policy import POLICY
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.access import SYSTEM, Role
from app.usecases.dossiers.acting import _rules_of
from app.usecases.paging import PageRequest
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param({"role": "secretariat", "name": "système"}, "system", id="the platform, in its former words"),
        pytest.param({"role": "secretariat"}, "system", id="the same, of a dossier that was reduced"),
        pytest.param({"role": "secretariat", "user_id": str(b.an_id(7))}, "secretariat", id="one of the secretariat"),
        pytest.param({"role": "system", "name": "système"}, "system", id="the platform"),
        pytest.param({"role": "anonymous", "name": "Ada Martin"}, "anonymous", id="a candidate, by their link"),
    ],
)
async def test_a_line_without_an_account_was_never_the_secretariats(
    database: AsyncEngine, written: dict[str, str], told: str
) -> None:
    dossier = b.a_dossier(b.P3, id=uuid7())
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.add(SavedDossier(dossier=dossier, line=replace(a_line(dossier), actor=written)))
        await uow.commit()

    async with SqlUnitOfWork(database) as uow:
        page = await uow.dossiers.history(dossier.id, PageRequest(), accesses=True)

    assert [line.actor["role"] for line in page.items] == [told]


def test_no_operation_is_open_to_the_platform_and_its_role_is_no_accounts() -> None:
    assert SYSTEM.role is Role.SYSTEM
    assert not [operation for operation, row in POLICY.rows.items() if Role.SYSTEM in row]


@pytest.mark.parametrize(
    ("pathway", "operation", "rules"),
    [
        pytest.param(b.P1, "addDocument", ["R28"], id="of its step"),
        pytest.param(b.P1, "createDossier", ["R2", "R28", "D62", "D53"], id="of the whole pathway"),
        pytest.param(b.P3, "recordDispatch", ["R44", "D12"], id="of another step"),
        pytest.param(b.P1, "postponeDossier", ["D3", "D31", "D54"], id="of the rulebook's decisions"),
        pytest.param(b.P1, "renewInvitation", ["R55"], id="what is no act of the pathway"),
        pytest.param(b.P1, "revokeTradeEvaluator", [], id="what no rule speaks of"),
    ],
)
def test_a_line_cites_the_rules_of_its_act_in_its_pathway_and_no_others(
    pathway: str, operation: str, rules: list[str]
) -> None:
    assert [rule.number for rule in _rules_of(operation, b.a_dossier(pathway))] == rules
