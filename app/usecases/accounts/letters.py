"""What accounts write to people. Whoever wrote a name into a public form gets no word of it into a mail."""

from app.domain.text import Text
from app.usecases.letters import Letter

INVITATION = Letter(
    template="invitation",
    path="/invitations/",
    subject=Text(
        fr="Votre accès à la plateforme des CQP des industries chimiques",
        en="Your access to the platform of the chemical industries' CQPs",
    ),
    body=Text(
        fr=(
            "Bonjour {name},\n\n"
            "Vous êtes invité à rejoindre la plateforme des CQP des industries chimiques ({role}).\n"
            "Pour accepter, suivez ce lien dans les 30 jours :\n\n{url}\n\n"
            "Si vous avez déjà un compte à cette adresse, il gardera son mot de passe.\n"
        ),
        en=(
            "Hello {name},\n\n"
            "You are invited to join the platform of the chemical industries' CQPs ({role}).\n"
            "To accept, follow this link within 30 days:\n\n{url}\n\n"
            "If you already have an account at this address, it will keep its password.\n"
        ),
    ),
)

EMAIL_CONFIRMATION = Letter(
    template="email_confirmation",
    path="/email-confirmations/",
    subject=Text(fr="Confirmez l'inscription de votre entreprise", en="Confirm your company's registration"),
    body=Text(
        fr=(
            "Bonjour,\n\n"
            "L'établissement {siret} a été inscrit avec cette adresse sur la plateforme des CQP des industries"
            " chimiques.\n"
            "Pour la confirmer, suivez ce lien dans les 7 jours :\n\n{url}\n\n"
            "L'accès s'ouvrira quand le secrétariat aura approuvé l'inscription.\n"
            "Si vous n'êtes pas à l'origine de cette demande, ne suivez pas ce lien : rien ne se passera.\n"
        ),
        en=(
            "Hello,\n\n"
            "The establishment {siret} was registered with this address on the platform of the chemical industries'"
            " CQPs.\n"
            "To confirm it, follow this link within 7 days:\n\n{url}\n\n"
            "Access opens once the secretariat has approved the registration.\n"
            "If you did not ask for this, do not follow the link: nothing will happen.\n"
        ),
    ),
)

PASSWORD_RESET = Letter(
    template="password_reset",
    path="/password-resets/",
    subject=Text(fr="Choisissez un nouveau mot de passe", en="Choose a new password"),
    body=Text(
        fr=(
            "Bonjour,\n\n"
            "Pour choisir un nouveau mot de passe, suivez ce lien dans l'heure :\n\n{url}\n\n"
            "Si vous ne l'avez pas demandé, ignorez ce message : rien ne change.\n"
        ),
        en=(
            "Hello,\n\n"
            "To choose a new password, follow this link within the hour:\n\n{url}\n\n"
            "If you did not ask for it, ignore this message: nothing changes.\n"
        ),
    ),
)

PASSWORD_CHANGED = Letter(
    template="password_changed",
    subject=Text(fr="Votre mot de passe a changé", en="Your password has changed"),
    body=Text(
        fr=(
            "Bonjour,\n\n"
            "Le mot de passe de votre compte vient de changer, et toutes vos sessions sont terminées.\n"
            "Si ce n'est pas vous, demandez un nouveau mot de passe et prévenez le secrétariat.\n"
        ),
        en=(
            "Hello,\n\n"
            "The password of your account has just changed, and all your sessions have ended.\n"
            "If it was not you, ask for a new password and tell the secretariat.\n"
        ),
    ),
)

COMPANY_APPROVED = Letter(
    template="company_approved",
    subject=Text(fr="Votre entreprise est approuvée", en="Your company is approved"),
    body=Text(
        fr=(
            "Bonjour,\n\n"
            "Le secrétariat a approuvé l'inscription de l'établissement {siret} : vous pouvez vous connecter.\n"
        ),
        en=("Hello,\n\nThe secretariat has approved the registration of the establishment {siret}: you may sign in.\n"),
    ),
)

COMPANY_REFUSED = Letter(
    template="company_refused",
    subject=Text(fr="L'inscription de votre entreprise est refusée", en="Your company's registration is refused"),
    body=Text(
        fr=(
            "Bonjour,\n\n"
            "Le secrétariat a refusé l'inscription de l'établissement {siret}. Il vous en dira les raisons"
            " si vous lui écrivez.\n"
        ),
        en=(
            "Hello,\n\n"
            "The secretariat has refused the registration of the establishment {siret}. It will tell you why"
            " if you write to it.\n"
        ),
    ),
)
