"""A story on a terminal: numbered steps, who acts, what comes of it, and each refusal with its rule and its quote."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.rule import Rule
from rich.text import Text

from journey.actors import Answer

_MARGIN = " " * 6


class Telling:
    """Tells stories on ``console``, in French; counts the steps of each."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps = 0

    def title(self, title: str, subject: str) -> None:
        """Begin a story."""
        self._steps = 0
        self._console.print()
        self._console.print(Rule(f"[bold]{escape(title)}[/bold]", align="left"))
        self._console.print(escape(subject), style="italic")

    def scene(self, sentence: str) -> None:
        """Say what happens between the steps: a day that has come, a mail that was received."""
        self._console.print()
        self._console.print(f"  [dim]— {escape(sentence)}[/dim]", highlight=False)

    def step(self, capacity: str, name: str, what: str) -> None:
        """Say who does what."""
        self._steps += 1
        line = f"[bold]{self._steps:>3}[/bold]  [cyan]{escape(capacity)}[/cyan] ({escape(name)}) {escape(what)}"
        self._console.print(line, highlight=False)

    def outcome(self, sentence: str) -> None:
        """Say what came of the step."""
        self._console.print(f"{_MARGIN}[green]✓[/green] {escape(sentence)}", highlight=False)

    def status(self, dossier: Mapping[str, Any]) -> None:
        """Say where the dossier stands."""
        registration = dossier["jury_registration"]
        beside = "" if registration["state"] == "none" else f", {registration['state_label']}"
        line = Text(f"{_MARGIN}  {dossier['number']} : ", style="dim")
        line.append(f"{dossier['status_label']}{beside}", style="bold magenta")
        line.append(f" ({dossier['status']})", style="dim")
        self._console.print(line, highlight=False)

    def refusal(self, answer: Answer) -> None:
        """Say no as the service said it: its code, and each reason with its rule and the guide's sentence."""
        problem = answer.body
        head = f"{_MARGIN}[red]✗ {answer.status} {problem['code']}[/red] {escape(problem['detail'])}"
        self._console.print(head, highlight=False)
        self._reasons(problem["errors"])

    def eligibility(self, verdict: Mapping[str, Any]) -> None:
        """Say whether a pathway is open to somebody, and if not, why."""
        variant = f" ({verdict['variant']})" if verdict["variant"] else ""
        mark = "[green]✓ ouvert[/green]" if verdict["eligible"] else "[red]✗ fermé[/red]"
        self._console.print(f"{_MARGIN}{mark} {verdict['pathway']}{variant}", highlight=False)
        self._reasons(verdict["violations"])

    def _reasons(self, errors: Sequence[Mapping[str, Any]]) -> None:
        for error in errors:
            rule = f"[bold]{error['rule']}[/bold] " if error.get("rule") else ""
            line = f"{_MARGIN}  [red]·[/red] {rule}{escape(error['detail'])} [dim]({error['code']})[/dim]"
            self._console.print(line, highlight=False)
            if error.get("quote"):
                self._console.print(f"{_MARGIN}    [italic]« {escape(error['quote'])} »[/italic]", highlight=False)

    def ending(self, sentence: str) -> None:
        """End the story."""
        self._console.print(f"\n  [bold green]{escape(sentence)}[/bold green]", highlight=False)
