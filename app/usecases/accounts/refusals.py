"""The sentences by which accounts say no. Those about a password never say whether the address is known."""

from app.domain.company import CompanyState
from app.domain.text import Text

WRONG_CREDENTIALS = Text(
    fr="L'adresse ou le mot de passe ne conviennent pas.", en="The address or the password does not match."
)
TOO_MANY_ATTEMPTS = Text(
    fr="Trop d'essais : attendez avant de recommencer.", en="Too many attempts: wait before you try again."
)
ACCOUNT_DISABLED = Text(
    fr="Ce compte est désactivé : adressez-vous à qui vous a invité.",
    en="This account is disabled: ask whoever invited you.",
)
ROLE_NOT_HELD = Text(fr="Ce compte n'a pas ce rôle.", en="This account does not hold that role.")
NO_ROLE = Text(fr="Ce compte n'a aucun rôle.", en="This account holds no role.")
SESSION_OVER = Text(
    fr="Cette session est terminée : connectez-vous à nouveau.", en="This session is over: sign in again."
)
PASSKEY_KNOWN = Text(fr="Cette clé d'accès est déjà enregistrée.", en="This passkey is registered already.")
NO_FACTOR = Text(fr="Ce compte n'a pas de second facteur.", en="This account has no second factor.")
TWO_CAN_RESET = Text(
    fr="Deux autres personnes du secrétariat peuvent le faire : qu'elles le demandent l'une après l'autre.",
    en="Two others of the secretariat can do it: let them ask for it one after the other.",
)
LINK_USED = Text(fr="Ce lien a déjà servi.", en="This link has already been used.")
ANOTHER_PASSWORD = Text(
    fr="Ce compte a déjà un mot de passe, et ce n'est pas celui-ci : laissez le champ vide pour garder le vôtre.",
    en="This account already has a password, and this is not it: leave the field out to keep yours.",
)
ADDRESS_TAKEN = Text(
    fr="Cette adresse est devenue celle d'un autre compte.", en="This address has become another account's."
)
ALREADY_EMPLOYER_ELSEWHERE = Text(
    fr=(
        "Ce compte est déjà celui d'un employeur d'une autre entreprise. Si celle-ci succède à l'autre, demandez au "
        "secrétariat des CQP de l'enregistrer : ses dossiers et ses comptes suivront."
    ),
    en=(
        "This account is already an employer's of another company. Where this one succeeds the other, ask the "
        "secretariat of the CQP to record it: dossiers and accounts follow."
    ),
)
ALREADY_ANOTHER_EVALUATOR = Text(
    fr="Ce compte est déjà celui d'un autre évaluateur de la liste.",
    en="This account is already another evaluator's on the list.",
)
IDENTITY_NOT_PROVEN = Text(
    fr="Cette connexion ne peut pas aboutir : reprenez-la du début, depuis ce navigateur.",
    en="This sign-in cannot be completed: start it again, from this browser.",
)
IDENTITY_NOT_LINKED = Text(
    fr="Aucun compte n'est lié à cette identité : suivez votre lien d'invitation, ou connectez-vous et liez-la.",
    en="No account is linked to this identity: follow the link of your invitation, or sign in and link it.",
)
IDENTITY_OF_ANOTHER = Text(
    fr="Cette identité ouvre déjà un autre compte.", en="This identity opens another account already."
)
IDENTITY_LINKED_ALREADY = Text(
    fr="Cette identité est déjà liée à ce compte.", en="This identity is linked to this account already."
)
SIGN_IN_TO_LINK = Text(
    fr="Ce compte existe : acceptez l'invitation, connectez-vous, puis liez l'identité.",
    en="This account exists: accept the invitation, sign in, then link the identity.",
)
ROLE_NOT_SERVED = Text(
    fr="Ce fournisseur d'identité n'ouvre pas ce rôle : connectez-vous autrement.",
    en="This identity provider does not open that role: sign in another way.",
)
OTHER_ROLES_HELD = Text(
    fr="Cette personne a d'autres rôles : demandez au secrétariat.",
    en="This person holds other roles: ask the secretariat.",
)
ONLY_YOUR_COMPANY = Text(
    fr="Un employeur n'invite que des employeurs de sa propre entreprise.",
    en="An employer invites employers of their own company only.",
)

COMPANY_NOT_APPROVED = {
    CompanyState.AWAITING_CONFIRMATION: Text(
        fr="L'adresse de votre entreprise n'est pas confirmée : suivez le lien reçu par courriel.",
        en="Your company's address is not confirmed: follow the link in the e-mail.",
    ),
    CompanyState.AWAITING_APPROVAL: Text(
        fr="Le secrétariat n'a pas encore approuvé votre entreprise.",
        en="The secretariat has not approved your company yet.",
    ),
    CompanyState.IN_REVIEW: Text(
        fr="Plusieurs demandes portent sur ce SIRET : le secrétariat les examine.",
        en="Several claims were made on this SIRET: the secretariat is reviewing them.",
    ),
    CompanyState.REFUSED: Text(
        fr="Le secrétariat a refusé l'inscription de votre entreprise.",
        en="The secretariat refused your company's registration.",
    ),
}
