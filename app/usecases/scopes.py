"""What a program may be allowed to do: one list, in the order in which it is published; the others are computed."""

from collections.abc import Mapping
from enum import StrEnum


class ProgramScope(StrEnum):
    FUNDING_READ = "funding:read"
    FUNDING_WRITE = "funding:write"
    BRIDGES_READ = "bridges:read"
    BRIDGES_REPORT = "bridges:report"
    BRIDGES_REQUEST = "bridges:request"
    EVENTS_READ = "events:read"
    WEBHOOKS_MANAGE = "webhooks:manage"


SCOPE_DESCRIPTIONS: Mapping[ProgramScope, str] = {
    ProgramScope.FUNDING_READ: "Read the dossiers that this program's funder funds.",
    ProgramScope.FUNDING_WRITE: "Confirm or reject a funding.",
    ProgramScope.BRIDGES_READ: "Read the bridges towards the partner branch.",
    ProgramScope.BRIDGES_REPORT: "Report the partner branch's decisions.",
    ProgramScope.BRIDGES_REQUEST: "Bring the bridge requests of the partner branch's holders.",
    ProgramScope.EVENTS_READ: "Read the feed of events.",
    ProgramScope.WEBHOOKS_MANAGE: "Manage this program's webhook endpoints.",
}
"""What each scope lets a program do."""
