"""What a newcomer needs to read once the sandbox is up."""

from rich.console import Console
from rich.table import Table

PASSWORD = "sandbox"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
ACCOUNTS = (
    ("employer@sandbox.example", "employeur d'une entreprise de la CCNIC (IDCC 0044), vérifiée"),
    ("employer-other@sandbox.example", "employeur d'une autre entreprise, hors CCNIC"),
    ("evaluator@sandbox.example", "évaluateur habilité pour toutes les certifications en région 84"),
    ("secretariat@sandbox.example", "secrétariat de la CPNE"),
    (
        "secretariat-2fa@sandbox.example",
        f"secrétariat avec second facteur : application de codes (TOTP), secret {TOTP_SECRET}",
    ),
    ("jury@sandbox.example", "présidence du jury, collège employeurs"),
    ("jury-employees@sandbox.example", "membre du jury, collège salariés"),
)
PROGRAMS = (
    ("opca-sandbox", "financeur (OPCA) : financements, événements, webhooks"),
    ("pharma-sandbox", "branche partenaire : passerelles"),
)

_HOLDS = """\
Dedans : un dossier de chaque parcours à chaque étape ; pour le secrétariat (GET /v1/tasks), une recevabilité à décider
aujourd'hui, un rapprochement de personnes en doute, un courriel en échec, un recours, une demande de passerelle ;
une session de jury aujourd'hui, une autre dans un mois. Les pages de http://localhost et de http://127.0.0.1 peuvent
appeler, à tout port (CQP_CORS_ORIGINS pour d'autres)."""


def print_welcome(console: Console, address: str) -> None:
    """Print the addresses, the accounts, a first call that works as pasted, and how to stop."""
    console.print(f"\n[bold]Le bac à sable répond sur {address}[/bold]")
    console.print(f"Documentation : {address}/docs\n", highlight=False)
    table = Table("Compte", "Qui", title=f"Mot de passe et secret de tous : {PASSWORD}", title_justify="left")
    for name, who in (*ACCOUNTS, *PROGRAMS):
        table.add_row(name, who)
    console.print(table, highlight=False)
    console.print(f"\n{_HOLDS}", highlight=False, soft_wrap=True)
    console.print("\nUn premier appel, à coller dans un autre terminal :\n")
    console.print(_first_call(address), highlight=False, markup=False, soft_wrap=True)
    console.print("\nCtrl-C arrête tout ; les données restent dans .data : effacez ce dossier pour repartir à neuf.\n")


def _first_call(address: str) -> str:
    body = f'{{"email": "{ACCOUNTS[0][0]}", "password": "{PASSWORD}"}}'
    return f"curl -s {address}/v1/sessions -H 'Content-Type: application/json' \\\n  -d '{body}'"
