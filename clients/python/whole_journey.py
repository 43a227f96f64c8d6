"""A dossier of the individualised pathway, from its opening to the jury's decision, by everybody who takes part.

``python whole_journey.py http://127.0.0.1:8000``, against a sandbox: then a funder's program reads it to the end.
"""

import sys
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from secrets import choice
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from uuid import UUID

from cqp_chimie import FilePlace, anonymous, answered, every, follow, person, program
from cqp_chimie.rest import models as m
from cqp_chimie.rest.api.accounts import get_me
from cqp_chimie.rest.api.assessment import complete_assessment, record_assessment, record_trade_observations
from cqp_chimie.rest.api.assignment import accept_assignment, choose_evaluator, invite_trade_evaluator
from cqp_chimie.rest.api.certifications import get_certification, get_framework
from cqp_chimie.rest.api.documents import add_document
from cqp_chimie.rest.api.dossiers import create_dossier, get_dossier
from cqp_chimie.rest.api.evaluators import list_evaluators
from cqp_chimie.rest.api.funding import confirm_funding, list_funded_dossiers
from cqp_chimie.rest.api.invitations import redeem_invitation
from cqp_chimie.rest.api.jury_registration import register_to_jury
from cqp_chimie.rest.api.jury_sessions import close_jury_session, create_jury_session, deliberate, open_jury_session
from cqp_chimie.rest.api.preparation import complete_registration, record_training_plan
from cqp_chimie.rest.api.sandbox import get_sandbox_clock, list_sandbox_emails, reset_sandbox_clock, set_sandbox_clock
from cqp_chimie.rest.client import AuthenticatedClient
from cqp_chimie.rest.types import File

CERTIFICATION, REGION, SIRET = "cqp-operateur-fabrication", "84", "12345678200010"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Journey:
    """The sandbox at an address, and who takes part."""

    def __init__(self, address: str) -> None:
        self.address, self.anyone = address, anonymous(address)
        self.employer, self.evaluator = self.signed_in("employer"), self.signed_in("evaluator")
        self.secretariat, self.chair = self.signed_in("secretariat"), self.signed_in("jury")
        self.member = self.signed_in("jury-employees")
        self.funder = program(address, "opca-sandbox", "sandbox")

    def signed_in(self, name: str) -> AuthenticatedClient:
        return person(self.address, f"{name}@sandbox.example", "sandbox")

    def day_in(self, days: int) -> date:
        clock = answered(get_sandbox_clock.sync(client=self.anyone))
        return (clock.now + timedelta(days=days)).date()

    def let_pass(self, days: int) -> date:
        day = self.day_in(days)
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        answered(set_sandbox_clock.sync(client=self.anyone, body=m.ClockSetting(now=noon)))
        return day

    def competences(self) -> list[str]:
        certification = answered(get_certification.sync(CERTIFICATION, client=self.anyone))
        version = certification.frameworks[-1].version
        framework = answered(get_framework.sync(CERTIFICATION, version, client=self.anyone))
        return [each.code for each in framework.competences if each.lineage != "removed"]

    def upload(self, client: AuthenticatedClient, dossier: UUID, kind: str, *signed_by: str) -> None:
        file = File(payload=BytesIO(PDF), file_name=f"{kind}.pdf", mime_type="application/pdf")
        signatories = [m.Signatory(each) for each in signed_by]
        form = m.AddDocumentForm(kind=m.DocumentKind(kind), signed_by=signatories, file=file)
        answered(add_document.sync(dossier, client=client, body=form))

    def prepare(self, codes: list[str], reference: str) -> UUID:
        declared = m.DossierIn(
            pathway=m.PathwayCode.INDIVIDUALISED_TRAINING,
            certification_code=CERTIFICATION,
            training_scheme="skills_development_plan",
            fundings=[m.FundingIn(funder_code="OPCA", reference=reference)],
            candidate=m.CandidateIn(
                birth_name="Marchand " + "".join(choice(ascii_lowercase) for _ in range(8)).capitalize(),
                first_names="Hugo",
                birth_date=date(1991, 3, 14),
                sex=m.Sex.M,
                birth_place="Saint-Fons (69)",
                employment=m.EmploymentIn(
                    status=m.EmploymentStatus.EMPLOYEE, employer=m.EstablishmentIn(siret=SIRET, idcc="0044")
                ),
                experience=[m.ExperienceIn(activity="Aide-opérateur", start=date(2024, 9, 2), directly_related=True)],
            ),
        )
        dossier = answered(create_dossier.sync(client=self.employer, body=declared)).id
        action = m.TrainingActionFields(label="Accompagnement au poste", kind="tutorat", hours=70)
        plan = m.TrainingPlanIn(competences=codes, actions=[action], starts_on=self.day_in(0), ends_on=self.day_in(25))
        answered(record_training_plan.sync(dossier, client=self.employer, body=plan))
        found = list(every(list_evaluators.sync, client=self.anyone, certification=CERTIFICATION, region=REGION))
        chosen = next(each for each in found if each.name == "Sylvie Garnier" or each is found[-1])
        asked = m.EvaluatorChoiceIn(evaluator_id=chosen.id, region=REGION, planned_on=self.day_in(30), fees_agreed=True)
        answered(choose_evaluator.sync(dossier, client=self.employer, body=asked))
        self.upload(self.employer, dossier, "outil_6", "candidate")
        answered(complete_registration.sync(dossier, client=self.employer))
        return dossier

    def assess(self, dossier: UUID, codes: list[str]) -> None:
        declaration = m.DeclarationIn(independent=True, conflicts=[])
        answered(accept_assignment.sync(dossier, client=self.evaluator, body=declaration))
        email = f"metier.{''.join(choice(ascii_lowercase) for _ in range(8))}@exemple.example"
        invited = m.TradeEvaluatorIn(
            name="Paul Garnier", email=email, employer_siren=SIRET[:9], position="Chef d'atelier"
        )
        answered(invite_trade_evaluator.sync(dossier, client=self.evaluator, body=invited))
        mail = next(every(list_sandbox_emails.sync, client=self.anyone, to=email))
        token = mail.links["token"]
        session = answered(redeem_invitation.sync(client=self.anyone, body=m.InvitationRedemption(token=token)))
        professional = AuthenticatedClient(base_url=self.address, token=session.access_token)
        day = self.let_pass(30)
        results = [m.ResultFields(competence_code=code, acquired=True, comment="Critères atteints.") for code in codes]
        assessment = m.AssessmentIn(
            held_on=[day],
            observed_on=[day],
            briefing=m.BriefingFields(
                candidate_informed=True,
                professional_informed=True,
                guide_delivered=True,
                outil_3_delivered=True,
                branch_documents_used=True,
            ),
            concertation_held_on=day,
            results=results,
            candidate_observations="L'évaluation s'est déroulée comme on me l'avait annoncée.",
            evaluator_observations="Entretien et observation au poste, sans difficulté.",
        )
        answered(record_assessment.sync(dossier, client=self.evaluator, body=assessment))
        self.upload(self.evaluator, dossier, "outil_4", "evaluator", "trade_evaluator", "candidate")
        seen = m.TradeObservationsIn(observations="À son poste, le candidat travaille comme il l'a montré.")
        answered(record_trade_observations.sync(dossier, client=professional, body=seen))
        answered(complete_assessment.sync(dossier, client=self.evaluator))

    def decide(self, dossier: UUID, codes: list[str]) -> None:
        chair, member = (answered(get_me.sync(client=each)) for each in (self.chair, self.member))
        assert chair.id is not None
        assert member.id is not None
        planned = m.JurySessionIn(
            held_on=self.day_in(40),
            registration_closes_on=self.day_in(33),
            place="Paris",
            capacity=40,
            members=[
                m.MemberFields(user_id=chair.id, name=chair.name, college=m.College.EMPLOYERS, chair=True),
                m.MemberFields(user_id=member.id, name=member.name, college=m.College.EMPLOYEES, chair=False),
            ],
        )
        session = answered(create_jury_session.sync(client=self.secretariat, body=planned)).id
        registration = m.JuryRegistrationIn(session_id=session)
        answered(register_to_jury.sync(dossier, client=self.employer, body=registration))
        self.let_pass(40)
        opening = m.OpeningIn(present=[chair.id, member.id], chair=chair.id)
        answered(open_jury_session.sync(session, client=self.secretariat, body=opening))
        vote = m.CollegeVotesFields(for_=1, against=0, abstained=0)
        word = m.DeliberationIn(
            dossier_id=dossier,
            competences=[m.WordFields(code=code, validated=True) for code in codes],
            votes=m.VotesFields(employees=vote, employers=vote),
            recused=[],
        )
        answered(deliberate.sync(session, client=self.chair, body=word))
        closure = m.ClosureIn(present=[chair.id, member.id], chair=chair.id)
        for each in (self.secretariat, self.chair):
            answered(close_jury_session.sync(session, client=each, body=closure))


def main(address: str) -> None:
    """The whole of it; the funder's feed and list say the same in the end."""
    journey = Journey(address)
    try:
        with TemporaryDirectory() as folder:
            place = FilePlace(Path(folder) / "place")
            before = len(list(follow(journey.funder, place, wait=None)))
            codes = journey.competences()
            dossier = journey.prepare(codes, f"SDK-{choice(ascii_lowercase)}{choice(ascii_lowercase)}")
            own = {each.id: each for each in every(list_funded_dossiers.sync, client=journey.funder, limit=50)}
            reference = own[dossier].references[0]
            confirmation = m.FundingConfirmation(reference=reference)
            answered(confirm_funding.sync(dossier, client=journey.funder, body=confirmation))
            journey.assess(dossier, codes)
            journey.decide(dossier, codes)
            told = [event.type_ for event in follow(journey.funder, place, wait=None) if event.subject == dossier]
        ended = answered(get_dossier.sync(dossier, client=journey.employer))
        print(f"{ended.number}: {ended.status_label}; {before} + {len(told)} events, the last ones {told[-2:]}")
        if ended.status != m.Status.AWARDED or "certificate.issued" not in told:
            raise SystemExit(1)
    finally:
        reset_sandbox_clock.sync_detailed(client=journey.anyone)


if __name__ == "__main__":
    main(sys.argv[1])
