"""What every body on the wire has in common: what is sent says nothing unknown, what is answered leaves nothing out."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """What is sent: a member that it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class AnswerBody(BaseModel):
    """What is answered: every member is always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class MirrorBody(AnswerBody):
    """What is answered of a value whose members have these very names."""

    @classmethod
    def of(cls, value: object) -> Self:
        """The value on the wire."""
        return cls.model_validate(value, from_attributes=True)


def created(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """What ``responses=`` of a PUT declares for the first time that something is put there."""
    return {201: {"model": model, "description": "Created"}}
