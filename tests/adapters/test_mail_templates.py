"""The words of every mail, in every language."""

from html.parser import HTMLParser

import pytest

from app.adapters.mail.templates import FOLDER, LANGUAGES, JinjaMailTemplates
from tests.adapters.mail_values import VALUES

EACH = [(name, language) for name in VALUES for language in LANGUAGES]


class _Reader(HTMLParser):
    """What a mail reader shows, where it leads, and in which language."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.targets: list[str | None] = []
        self.lang: str | None = None
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lasttag = tag
        if tag == "a":
            self.targets.append(dict(attrs)["href"])
        if tag == "html":
            self.lang = dict(attrs)["lang"]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "title":
            self.title += data
        else:
            self.shown += data


@pytest.mark.parametrize(("name", "language"), EACH)
def test_every_mail_says_the_same_in_text_and_in_html(name: str, language: str) -> None:
    mail = JinjaMailTemplates().render(name, language, VALUES[name])
    reader = _Reader()
    reader.feed(mail.html)

    assert reader.lang == language
    assert mail.subject
    assert reader.title.startswith(mail.subject)
    for said in ("name", "candidate", "number", "siret", "role", "certification"):
        value = VALUES[name].get(said)
        assert value is None or (value in mail.subject + mail.text) == (value in reader.shown)
    assert ("url" in VALUES[name]) == bool(reader.targets) == ("https://cqp.example/link/0123" in mail.text)
    assert set(reader.targets) <= {"https://cqp.example/link/0123"}


def test_every_template_is_rendered_here_in_every_language() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).glob("*.txt")} == set(VALUES)
        assert {path.stem for path in (FOLDER / language).glob("*.html")} <= {*VALUES, "layout"}


def test_a_name_is_no_markup() -> None:
    mail = JinjaMailTemplates().render("invitation", "fr", VALUES["invitation"])

    assert "<Fontaine>" not in mail.html
    assert "Claire <Fontaine>" in mail.text


def test_a_value_that_is_missing_stops_the_mail() -> None:
    with pytest.raises(Exception, match="role"):
        JinjaMailTemplates().render("invitation", "fr", {"name": "x", "url": "https://cqp.example"})
