"""What each act is called: every act of a dossier has its words, and no words are of an act that there is not."""

import json
from pathlib import Path

from app.domain.actions import ACTIONS
from app.domain.event_types import EVENT_BY_OPERATION
from app.domain.operation_labels import OPERATION_LABELS

DOCUMENT = Path(__file__).parents[2] / "openapi" / "v1.json"
OF_THE_PLATFORM = frozenset(
    {"acceptBySilence", "checkDocuments", "deleteRemovedFile", "erasePersonalData", "lapse", "scanDocument"}
)


def test_every_act_has_its_words() -> None:
    assert ACTIONS.keys() | EVENT_BY_OPERATION.keys() <= OPERATION_LABELS.keys()


def test_words_are_of_operations_or_of_the_platforms_own_acts() -> None:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].values()
    operations = {told["operationId"] for path in paths for told in path.values() if "operationId" in told}
    assert OPERATION_LABELS.keys() - operations == OF_THE_PLATFORM


def test_no_two_acts_are_called_the_same() -> None:
    for language in ("fr", "en"):
        words = [label.in_language(language) for label in OPERATION_LABELS.values()]
        assert len(set(words)) == len(words), language
