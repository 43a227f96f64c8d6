"""The words of mails, by Jinja2: a text whose first line is the subject, and the same as HTML.

A mail that has no HTML of its own is laid out from its text, paragraph by paragraph: the one that ends with the link
is its button. ``{{ candidate | de }}`` is a name after the French preposition, with its elision.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.domain.french_names import of_name
from app.usecases.ports.mail import RenderedMail

FOLDER = Path(__file__).parent / "templates"
LANGUAGES = ("fr", "en")


class JinjaMailTemplates:
    """Templates read from ``templates/<language>/<name>.txt`` and, where there is one, ``.html``, once."""

    def render(self, template: str, language: str, values: Mapping[str, object]) -> RenderedMail:
        """The mail's words. Raises jinja2.UndefinedError for a value that is missing."""
        subject, _, text = _environment().get_template(f"{language}/{template}.txt").render(values).partition("\n")
        text = text.strip()
        layout = _environment().select_template([f"{language}/{template}.html", "plain.html"])
        told = {"subject": subject, "language": language, "paragraphs": text.split("\n\n")}
        return RenderedMail(subject=subject, text=text + "\n", html=layout.render({**values, **told}))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["de"] = of_name
    return environment
