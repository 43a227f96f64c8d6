"""Codes in answers, under the types that requests have of them: what comes out can go in.

Only the document says so: the domain's values are sent as they are, and checked by nobody twice.
"""

from collections.abc import Iterable
from typing import Annotated, get_args

from pydantic import WithJsonSchema

from app.api.v1.account_models import SessionRole
from app.domain.documents import DocumentKind
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathway import Actor
from app.domain.pathways import PathwayCode, StepCode, Variant
from app.domain.pending_deadlines import DeadlineCode
from app.domain.training_schemes import TRAINING_SCHEMES


def _one_of(values: Iterable[str]) -> WithJsonSchema:
    """The type that the document names by these values."""
    return WithJsonSchema({"type": "string", "enum": [str(value) for value in values]})


OPERATION_IDS = tuple(sorted(OPERATION_LABELS))
"""The acts that lists of what is to be done, and histories, name."""

ActorCode = Annotated[str, _one_of(Actor)]
DeadlineCodeOut = Annotated[str, _one_of(DeadlineCode)]
DocumentKindCode = Annotated[str, _one_of(DocumentKind)]
OperationIdOut = Annotated[str, _one_of(OPERATION_IDS)]
PathwayCodeOut = Annotated[str, _one_of(PathwayCode)]
RoleCode = Annotated[str, _one_of(get_args(SessionRole))]
TrainingSchemeCode = Annotated[str, _one_of(TRAINING_SCHEMES)]
StepCodeOut = Annotated[str, _one_of(StepCode)]
VariantCode = Annotated[str, _one_of(Variant)]
