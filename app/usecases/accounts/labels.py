"""What roles are called, and what sessions are opened with."""

from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.ports.accounts import Factor

ROLE_LABELS = {
    Role.EMPLOYER: Text(fr="Employeur", en="Employer"),
    Role.EVALUATOR: Text(fr="Évaluateur habilité par la CPNE", en="Evaluator authorised by the CPNE"),
    Role.SECRETARIAT: Text(fr="Secrétariat des CQP", en="Secretariat of the CQPs"),
    Role.JURY: Text(fr="Membre du jury", en="Member of the jury"),
    Role.TRADE_EVALUATOR: Text(fr="Évaluateur métier", en="Trade evaluator"),
}

FACTOR_LABELS = {
    Factor.PASSWORD: Text(fr="Mot de passe", en="Password"),
    Factor.INVITATION: Text(fr="Lien d'invitation", en="Link of an invitation"),
    Factor.TOTP: Text(fr="Code d'une application", en="Code of an application"),
    Factor.PASSKEY: Text(fr="Clé d'accès", en="Passkey"),
    Factor.RECOVERY_CODE: Text(fr="Code de secours", en="Recovery code"),
    Factor.IDENTITY_PROVIDER: Text(fr="Fournisseur d'identité", en="Identity provider"),
}
