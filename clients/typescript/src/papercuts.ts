/** What comes out goes in again without a cast: compiled, never run. */

import type {
  Actor,
  CertificationOut,
  ChecklistOut,
  DeadlineCode,
  DeadlineOut,
  DocumentKind,
  DossierIn,
  DossierOut,
  DueOut,
  NextActionOut,
  OperationId,
  PathwayCode,
  PathwayOut,
  PathwayStepOut,
  Problem,
  ProblemCode,
  StepCode,
  UploaderOut,
} from "./generated/index.js";

/** A form is filled in with the first pathway that the API lists, or that a certification has. */
export function opened(pathways: PathwayOut[], rest: Omit<DossierIn, "pathway">): DossierIn {
  const [first] = pathways;
  if (first === undefined) throw new Error("no pathway");
  return { ...rest, pathway: first.code };
}

export const pathwaysOf = (certification: CertificationOut): PathwayCode[] => certification.pathways;

/** Documents that a step asks for are kinds that `addDocument` takes. */
export const asked = (step: PathwayStepOut): DocumentKind[] => step.required_documents;

/** A table of buttons, one for each act: the compiler names the act that has none. */
export function iconOf(action: NextActionOut, icons: Record<OperationId, string>): string {
  return icons[action.operation_id];
}

/** The same deadlines in a dossier's checklist and in the list of all. */
export function sameTerm(one: DeadlineOut, other: DueOut): boolean {
  const codes: DeadlineCode[] = [one.code, other.code];
  return codes[0] === codes[1];
}

/** Where a dossier stands, compared with a step of its checklist. */
export function current(dossier: DossierOut, checklist: ChecklistOut): boolean {
  const steps: StepCode[] = checklist.steps.map((step) => step.code);
  return steps.includes(dossier.current_step);
}

export const actorOf = (step: PathwayStepOut, uploader: UploaderOut): Actor[] => [step.actor, uploader.role];

/** A refusal is told apart by its code, and the compiler knows which there are. */
export function isStale(problem: Problem): boolean {
  const code: ProblemCode = problem.code;
  return code === "stale_version";
}
