"""A story on a terminal: numbered steps, who acts, what comes of it, and each refusal with its rule and its quote."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.rule import Rule
from rich.table import Table

from journey.actors import Answer

_STEP, _RESULT, _REASON, _QUOTE = 5, 7, 9, 11
"""The column at which each kind of line begins; its mark stands before it."""


class StoryPrinter:
    """Tells stories on ``console``, in French; counts the steps of each."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps = 0

    def title(self, title: str, subject: str) -> None:
        """Begin a story."""
        self._steps = 0
        self._console.print()
        self._console.print(Rule(f"[bold]{escape(title)}[/bold]", align="left"))
        self._say(_STEP, "", f"[italic]{escape(subject)}[/italic]")

    def scene(self, sentence: str) -> None:
        """Say what happens between the steps: a day that has come, a mail that was received."""
        self._console.print()
        self._say(_STEP, "—", f"[dim]{escape(sentence)}[/dim]")

    def step(self, capacity: str, name: str, what: str) -> None:
        """Say who does what."""
        self._steps += 1
        who = f"[cyan]{escape(capacity)}[/cyan] ({escape(name)})"
        self._console.print()
        self._say(_STEP, f"[bold]{self._steps}.[/bold]", f"{who} {escape(what)}")

    def outcome(self, sentence: str) -> None:
        """Say what came of the step."""
        self._say(_RESULT, "[green]✓[/green]", escape(sentence))

    def status(self, dossier: Mapping[str, Any]) -> None:
        """Say where the dossier stands."""
        registration = dossier["jury_registration"]
        on_agenda = dossier["status"] == "awaiting_jury" and registration["state"] != "none"
        beside = f" — {registration['state_label']}" if on_agenda else ""
        label = f"[bold magenta]{escape(dossier['status_label'] + beside)}[/bold magenta]"
        self._say(_RESULT, "→", f"[dim]{dossier['number']} :[/dim] {label} [dim]({dossier['status']})[/dim]")

    def refusal(self, answer: Answer) -> None:
        """Say no as the service said it: its code, and each reason with its rule and the guide's sentence."""
        problem = answer.body
        head = f"[red]{answer.status} {problem['code']}[/red] — {escape(problem['detail'])}"
        self._say(_RESULT, "[red]✗[/red]", head)
        self._reasons(problem["errors"])

    def eligibility(self, verdict: Mapping[str, Any]) -> None:
        """Say whether a pathway is open to somebody, and if not, why."""
        variant = f" ({verdict['variant']})" if verdict["variant"] else ""
        mark, word = ("[green]✓[/green]", "ouvert") if verdict["eligible"] else ("[red]✗[/red]", "fermé")
        self._say(_RESULT, mark, f"{verdict['pathway']}{variant} : {word}")
        self._reasons(verdict["violations"])

    def checklist(self, checklist: Mapping[str, Any]) -> None:
        """Say what is to do next and whose it is, then what is due."""
        whose: dict[str, list[str]] = {}
        for action in checklist["next_actions"]:
            actor = "à vous" if action["allowed"] else action["actor"]
            whose.setdefault(actor, []).append(action["operation_id"])
        for actor, operations in whose.items():
            self._say(_REASON, "·", f"[dim]{escape(actor)} :[/dim] {', '.join(dict.fromkeys(operations))}")
        for term in checklist["deadlines"]:
            late = ", en retard" if term["overdue"] else ""
            self._say(_REASON, "⏲", f"[bold]{term['rule']}[/bold] {escape(term['label'])} : {term['due_on']}{late}")

    def history(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Say who did what on which day, the oldest first."""
        for line in reversed(lines):
            actor = line["actor"].get("name", line["actor"]["role"])
            self._say(_REASON, "·", f"{line['on']} {line['operation']} [dim]— {escape(actor)}[/dim]")

    def ending(self, sentence: str) -> None:
        """End the story."""
        self._console.print()
        self._say(_STEP, "[bold green]■[/bold green]", f"[bold green]{escape(sentence)}[/bold green]")

    def _reasons(self, errors: Sequence[Mapping[str, Any]]) -> None:
        for error in errors:
            rule = f"[bold]{error['rule']}[/bold] " if error.get("rule") else ""
            self._say(_REASON, "·", f"{rule}{escape(error['detail'])} [dim]({error['code']})[/dim]")
            if error.get("quote"):
                self._say(_QUOTE, "", f"[italic]« {escape(error['quote'])} »[/italic]")

    def _say(self, column: int, mark: str, sentence: str) -> None:
        """Print ``sentence`` from ``column`` on, however many lines it takes, with ``mark`` before it."""
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_column(width=column - 1, justify="right")
        line.add_column()
        line.add_row(mark, sentence)
        self._console.print(line, highlight=False)
