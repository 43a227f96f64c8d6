/**
 * A dossier of the individualised pathway (P1), from its opening to the jury's decision, by everybody who takes part:
 * the employer, the authorised evaluator, the trade evaluator, the secretariat and the jury.
 *
 * Run it against a sandbox (`make run`): `npm run generate && npm run build && npm start`.
 */

import {
  acceptAssignment,
  addDocument,
  chooseEvaluator,
  closeJurySession,
  completeAssessment,
  completeRegistration,
  createDossier,
  createJurySession,
  deliberate,
  getCertification,
  getChecklist,
  getDossier,
  getFramework,
  getMe,
  getSandboxClock,
  inviteTradeEvaluator,
  listEvaluators,
  openJurySession,
  recordAssessment,
  recordTradeObservations,
  recordTrainingPlan,
  registerToJury,
  resetSandboxClock,
  setSandboxClock,
  type DocumentKind,
  type Problem,
  type Signatory,
  type CollegeVotesFields,
} from "./generated/index.js";
import type { Client } from "./generated/client/index.js";
import { pdf } from "./paper.js";
import { anyone, followInvitation, signIn } from "./people.js";

const CERTIFICATION = "cqp-operateur-fabrication";
const REGION = "84";
const SIRET = "12345678200010";
const SIREN = SIRET.slice(0, 9);

/** The legal day that the sandbox shows, and days after it, as ISO dates. */
async function dayIn(days: number): Promise<string> {
  const { data } = await getSandboxClock({ client: anyone, throwOnError: true });
  return new Date(Date.parse(data.now) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Turn the sandbox's clock to noon of a day to come. */
async function letPass(days: number): Promise<string> {
  const day = await dayIn(days);
  await setSandboxClock({ client: anyone, body: { now: `${day}T12:00:00Z` }, throwOnError: true });
  return day;
}

/** The version that somebody has just read: every PUT says which one it changes. */
async function versionFor(client: Client, dossier_id: string): Promise<{ "If-Match": string }> {
  const { response } = await getDossier({ client, path: { dossier_id }, throwOnError: true });
  return { "If-Match": response.headers.get("etag") ?? "*" };
}

async function upload(client: Client, dossier_id: string, kind: DocumentKind, ...signed_by: Signatory[]) {
  const file = new File([pdf(kind)], `${kind}.pdf`, { type: "application/pdf" });
  await addDocument({ client, path: { dossier_id }, body: { file, kind, signed_by }, throwOnError: true });
}

/** The codes of the competences that the certification asks today. */
async function competences(): Promise<string[]> {
  const path = { code: CERTIFICATION };
  const { data: certification } = await getCertification({ client: anyone, path, throwOnError: true });
  const version = certification.frameworks.at(-1)?.version;
  if (version === undefined) throw new Error(`${CERTIFICATION} has no framework`);
  const { data } = await getFramework({ client: anyone, path: { ...path, version }, throwOnError: true });
  return data.competences.filter((each) => each.lineage !== "removed").map((each) => each.code);
}

/** Letters that no other run has: a person has one dossier at a time for a certification. */
function invented(): string {
  return crypto.randomUUID().replaceAll("-", "").replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "q");
}

/** The employer declares the candidate, plans the training, chooses an evaluator and completes the registration. */
async function prepare(employer: Client, codes: string[]): Promise<string> {
  const { data: dossier } = await createDossier({
    client: employer,
    body: {
      pathway: "individualised_training",
      certification_code: CERTIFICATION,
      training_scheme: "skills_development_plan",
      training_body: { siret: "98765432400019", name: "Formation Chimie Alpes", networks: [] },
      candidate: {
        birth_name: `Marchand ${invented()}`,
        first_names: "Inès",
        birth_date: "1991-03-14",
        sex: "F",
        birth_place: "Saint-Fons (69)",
        employment: { status: "employee", employer: { siret: SIRET, idcc: "0044" } },
        experience: [{ activity: "Aide-opératrice", start: "2024-09-02", directly_related: true }],
      },
    },
    throwOnError: true,
  });
  const path = { dossier_id: dossier.id };
  await recordTrainingPlan({
    client: employer,
    path,
    headers: await versionFor(employer, dossier.id),
    body: {
      competences: codes,
      actions: [{ label: "Accompagnement au poste", kind: "tutorat", hours: 70 }],
      starts_on: await dayIn(0),
      ends_on: await dayIn(25),
    },
    throwOnError: true,
  });
  const found = await listEvaluators({
    client: anyone,
    query: { certification: CERTIFICATION, region: REGION },
    throwOnError: true,
  });
  const me = found.data.items.find((each) => each.name === "Sylvie Garnier") ?? found.data.items[0];
  if (me === undefined) throw new Error("nobody is authorised there");
  await chooseEvaluator({
    client: employer,
    path,
    headers: await versionFor(employer, dossier.id),
    body: { evaluator_id: me.id, region: REGION, planned_on: await dayIn(30), fees_agreed: true },
    throwOnError: true,
  });
  await upload(employer, dossier.id, "outil_6", "candidate");
  await completeRegistration({ client: employer, path, throwOnError: true });
  return dossier.id;
}

/** The evaluator accepts, a trade evaluator is invited by mail, and both say what they saw. */
async function assess(evaluator: Client, dossier_id: string, codes: string[]): Promise<void> {
  const path = { dossier_id };
  await acceptAssignment({ client: evaluator, path, body: { independent: true, conflicts: [] }, throwOnError: true });
  const email = `metier.${Date.now()}@exemple.example`;
  await inviteTradeEvaluator({
    client: evaluator,
    path,
    body: { name: "Paul Garnier", email, employer_siren: SIREN, position: "Chef d'atelier" },
    throwOnError: true,
  });
  const professional = await followInvitation(email);
  const day = await letPass(30);
  await recordAssessment({
    client: evaluator,
    path,
    headers: await versionFor(evaluator, dossier_id),
    body: {
      held_on: [day],
      observed_on: [day],
      briefing: {
        candidate_informed: true,
        professional_informed: true,
        guide_delivered: true,
        outil_3_delivered: true,
        branch_documents_used: true,
      },
      concertation_held_on: day,
      results: codes.map((competence_code) => ({ competence_code, acquired: true, comment: "Critères atteints." })),
      candidate_observations: "L'évaluation s'est déroulée comme on me l'avait annoncée.",
      evaluator_observations: "Entretien et observation au poste, sans difficulté.",
    },
    throwOnError: true,
  });
  await upload(evaluator, dossier_id, "outil_4", "evaluator", "trade_evaluator", "candidate");
  await recordTradeObservations({
    client: professional,
    path,
    headers: await versionFor(professional, dossier_id),
    body: { observations: "À son poste, la candidate travaille comme elle l'a montré." },
    throwOnError: true,
  });
  await completeAssessment({ client: evaluator, path, throwOnError: true });
}

/** The secretariat plans a session, the employer registers the dossier, the jury decides and closes. */
async function decide(employer: Client, dossier_id: string, codes: string[]): Promise<string> {
  const secretariat = await signIn("secretariat@sandbox.example");
  const chair = await signIn("jury@sandbox.example");
  const member = await signIn("jury-employees@sandbox.example");
  const [one, other] = await Promise.all(
    [chair, member].map(async (client) => (await getMe({ client, throwOnError: true })).data),
  );
  if (one?.id == null || other?.id == null) throw new Error("the jury has no account");
  const { data: session } = await createJurySession({
    client: secretariat,
    body: {
      held_on: await dayIn(40),
      registration_closes_on: await dayIn(33),
      place: "Paris",
      capacity: 40,
      members: [
        { user_id: one.id, name: one.name, college: "employers", chair: true },
        { user_id: other.id, name: other.name, college: "employees", chair: false },
      ],
    },
    throwOnError: true,
  });
  const path = { session_id: session.id };
  await registerToJury({
    client: employer,
    path: { dossier_id },
    body: { session_id: session.id },
    throwOnError: true,
  });
  await letPass(40);
  const body = { present: [one.id, other.id], chair: one.id };
  await openJurySession({ client: secretariat, path, body, throwOnError: true });
  const vote: CollegeVotesFields = { for: 1, against: 0, abstained: 0 };
  const { data: decision } = await deliberate({
    client: chair,
    path,
    body: {
      dossier_id,
      competences: codes.map((code) => ({ code, validated: true })),
      votes: { employees: vote, employers: vote },
      recused: [],
    },
    throwOnError: true,
  });
  await closeJurySession({ client: secretariat, path, body, throwOnError: true });
  await closeJurySession({ client: chair, path, body, throwOnError: true });
  return decision.outcome;
}

async function main(): Promise<void> {
  const employer = await signIn("employer@sandbox.example");
  const codes = await competences();
  const dossier_id = await prepare(employer, codes);
  const { data: checklist } = await getChecklist({ client: employer, path: { dossier_id }, throwOnError: true });
  console.log("next:", checklist.next_actions.map((action) => action.operation_id).join(", "));
  await assess(await signIn("evaluator@sandbox.example"), dossier_id, codes);
  const outcome = await decide(employer, dossier_id, codes);
  const { data: dossier } = await getDossier({ client: employer, path: { dossier_id }, throwOnError: true });
  console.log(`${dossier.number}: ${dossier.status_label} (${outcome})`);
  if (outcome !== "awarded") throw new Error(`the jury decided ${outcome}`);
}

/** A refusal tells everything at once: its code for programs, its reasons for people. */
function told(refusal: unknown): string {
  const problem = refusal as Partial<Problem>;
  const reasons = problem.errors?.map((error) => `${error.rule ?? ""} ${error.detail}`) ?? [];
  return problem.code === undefined ? String(refusal) : [problem.code, problem.detail, ...reasons].join("\n");
}

try {
  await main();
} catch (refusal) {
  console.error(told(refusal));
  process.exitCode = 1;
} finally {
  await resetSandboxClock({ client: anyone });
}
