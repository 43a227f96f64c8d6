"""Every code that people read, with its words."""

from hashlib import blake2b
from typing import Self

from starlette.responses import Response

from app.api import vocabulary  # as a whole: it reads this package's own enumerations
from app.api.bodies import AnswerBody
from app.api.problems import problems
from app.api.routing import router as router_of
from app.domain.text import Text

router = router_of("labels", "/v1/labels", description="What each code means, in French and in English.")


class CodeLabelOut(AnswerBody):
    """What a code means."""

    fr: str
    en: str

    @classmethod
    def of(cls, label: Text) -> Self:
        """The label in both languages."""
        return cls(fr=label.fr, en=label.en)


class LabelsOut(AnswerBody):
    """By the name of an enumeration of this contract, and by code, what each means. Values may be added."""

    enumerations: dict[str, dict[str, CodeLabelOut]]


@router.get("", operation_id="listLabels", summary="Read what every code means", responses=problems())
async def read_all(response: Response) -> LabelsOut:
    """Statuses, steps, operations, kinds of documents, signatories, reasons, regions…: learn codes from here.

    The ETag changes with them: ask again under `If-None-Match`.
    """
    told = LabelsOut(
        enumerations={
            name: {code: CodeLabelOut.of(label) for code, label in labels.items()}
            for name, labels in vocabulary.enumerations().items()
        }
    )
    digest = blake2b(told.model_dump_json().encode(), digest_size=12).hexdigest()
    response.headers["ETag"] = f'"{digest}"'
    return told
