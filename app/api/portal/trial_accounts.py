"""The sandbox's accounts, with which a page tries its operation."""

from dataclasses import dataclass

from app.api.schemas import Json
from app.usecases.access import Role
from app.usecases.scopes import ProgramScope


def program_scopes(operation: Json) -> tuple[str, ...]:
    """What the operation asks of a program; nothing where it is closed to programs."""
    return tuple(scope for each in operation.get("security", ()) for scope in each.get("program", ()))


@dataclass(frozen=True, slots=True)
class TrialAccount:
    """An account of the sandbox: its role and, of a program, its scopes."""

    name: str
    role: Role
    scopes: frozenset[str] = frozenset()

    def may_call(self, operation: Json) -> bool:
        """Whether the operation is open to its role and, of a program, to its scopes."""
        asked = program_scopes(operation) if self.role is Role.CLIENT else ()
        return self.role in operation["x-roles"] and self.scopes.issuperset(asked)


_OF_ALL_PROGRAMS = frozenset({ProgramScope.EVENTS_READ, ProgramScope.WEBHOOKS_MANAGE})
TRIAL_ACCOUNTS = (
    TrialAccount("employer@sandbox.example", Role.EMPLOYER),
    TrialAccount("evaluator@sandbox.example", Role.EVALUATOR),
    TrialAccount("jury@sandbox.example", Role.JURY),
    TrialAccount(
        "opca-sandbox", Role.CLIENT, _OF_ALL_PROGRAMS | {ProgramScope.FUNDING_READ, ProgramScope.FUNDING_WRITE}
    ),
    TrialAccount(
        "pharma-sandbox",
        Role.CLIENT,
        _OF_ALL_PROGRAMS | {ProgramScope.BRIDGES_READ, ProgramScope.BRIDGES_REPORT, ProgramScope.BRIDGES_REQUEST},
    ),
    TrialAccount("secretariat@sandbox.example", Role.SECRETARIAT),
)
"""Who signs in on a page that tries an operation, the likeliest first: the secretariat may do what is others' too."""
