// One page of a secretariat: sign in, see what waits, search, open a dossier, follow it. No rule of the branch is here.

import { Refused, ask, call, forget, isSignedIn, keep } from "./api.js";
import * as draft from "./draft.js";
import { follow } from "./live.js";

const $ = (id) => document.getElementById(id);
const say = (words) => ($("said").textContent = words);
const later = (wait, act) => {
  let timer;
  const cancel = () => clearTimeout(timer);
  const soon = () => {
    cancel();
    timer = setTimeout(act, wait);
  };
  return Object.assign(soon, { cancel });
};

/** Do it, and say what is refused: every sentence of the API can be shown as it is. */
async function trying(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refused)) return say("Le service ne répond pas. Rien n'est perdu : recommencez.");
    const { detail, errors = [] } = error.problem;
    say([detail, ...errors.map((each) => each.detail)].join(" "));
    if (error.problem.status === 401 && !isSignedIn()) show(false);
  }
}

function show(desk) {
  $("desk").hidden = !desk;
  $("sign-in").hidden = desk;
  $("second-factor").hidden = true;
}

// --- sign in

let challenge;

$("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => {
    try {
      forget();
      await enter(await ask("POST", "/v1/sessions", { body: Object.fromEntries(new FormData(event.target)) }));
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== "second_factor_required") throw error;
      challenge = error.problem.challenge;
      $("sign-in").hidden = true;
      $("second-factor").hidden = false;
    }
  });
});

$("second-factor").addEventListener("submit", (event) => {
  event.preventDefault();
  const { code } = Object.fromEntries(new FormData(event.target));
  trying(async () => enter(await ask("POST", "/v1/sessions/second-factor", { body: { challenge, code } })));
});

async function enter(answer) {
  keep(await answer.json());
  await open();
}

async function open() {
  show(true);
  const { value: me } = await call("GET", "/v1/me");
  $("who").textContent = me.name;
  follow(happened, (isOpen) => ($("live").textContent = isOpen ? "en direct" : "hors direct"));
  await Promise.all([readInbox(), readCertifications()]);
  await restoreDraft();
}

// --- inbox and search: a call each, none per row

const item = (words, act) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  button.addEventListener("click", () => trying(act));
  const row = document.createElement("li");
  row.append(button);
  return row;
};

async function readInbox() {
  const { value } = await call("GET", "/v1/tasks?limit=20");
  $("inbox").replaceChildren(
    ...value.items.map(({ label, due_on, overdue, dossier, subject }) => {
      const what = dossier ? `${dossier.number}, ${dossier.candidate.first_names} ${dossier.candidate.birth_name}` : subject.label;
      const when = due_on ? ` – avant le ${due_on}${overdue ? ", dépassé" : ""}` : "";
      return item(`${label} : ${what}${when}`, () => dossier && readDossier(dossier.id));
    }),
  );
}

const search = later(300, () =>
  trying(async () => {
    const { value } = await call("GET", `/v1/dossiers?limit=10&q=${encodeURIComponent($("q").value)}`);
    $("found").replaceChildren(
      ...value.items.map(({ id, number, candidate, status_label }) =>
        item(`${number}, ${candidate.first_names} ${candidate.birth_name} – ${status_label}`, () => readDossier(id)),
      ),
    );
  }),
);
$("q").addEventListener("input", search);

// --- the wizard: each field is named by the JSON pointer of what it fills, which is where its faults point

async function readCertifications() {
  const { value } = await call("GET", "/v1/certifications?limit=50");
  const choices = value.items.filter((each) => each.pathways.includes("common_law_vae"));
  const select = document.querySelector('[name="/certification_code"]');
  select.replaceChildren(...choices.map((each) => new Option(each.title, each.code)));
}

const fields = () => [...$("wizard").elements].filter((each) => each.name);

function typed() {
  const body = {
    pathway: "common_law_vae",
    candidate: {
      employment: { status: "employee" },
      experience: [{ activity: "En rapport avec la certification", directly_related: true }],
    },
  };
  for (const { name, value } of fields()) {
    const path = name.slice(1).split("/");
    const last = path.pop();
    path.reduce((at, key) => (at[key] ??= {}), body)[last] = value;
  }
  return body;
}

const form = () => Object.fromEntries(fields().map(({ name, value }) => [name, value]));

const saveDraft = later(500, () =>
  trying(async () => {
    await draft.save(form);
    $("draft").textContent = "Brouillon enregistré.";
  }),
);
$("wizard").addEventListener("input", saveDraft);

/** Nothing is typed before: it would be taken for what was saved, or take its place. */
async function restoreDraft() {
  const saved = await draft.restore();
  if (saved) {
    for (const field of fields()) field.value = saved[field.name] ?? field.value;
    $("draft").textContent = "Brouillon repris.";
  }
  $("fields").disabled = false;
}

$("wizard").addEventListener("submit", async (event) => {
  event.preventDefault();
  clearFaults();
  $("fields").disabled = true; // what is typed now would be saved as the draft of a dossier already open
  await trying(openDossier);
  $("fields").disabled = false;
});

async function openDossier() {
  try {
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const { value } = await call("POST", "/v1/dossiers", { body: typed(), headers });
    saveDraft.cancel();
    await draft.drop();
    $("wizard").reset();
    $("draft").textContent = "";
    say(`Dossier ${value.number} ouvert.`);
    await readDossier(value.id);
  } catch (error) {
    if (!(error instanceof Refused) || !placeFaults(error.problem.errors)) throw error;
    say(error.problem.detail);
  }
}

const clearFaults = () => document.querySelectorAll(".fault").forEach((each) => each.remove());

function placeFaults(errors = []) {
  const placed = errors.filter(({ pointer, detail }) => {
    const field = fields().find((each) => each.name === pointer);
    field?.after(Object.assign(document.createElement("span"), { className: "fault", textContent: detail }));
    return field;
  });
  return placed.length > 0;
}

// --- a dossier: read with its tag, written under it, read anew when it changes

let current = null;

async function readDossier(id) {
  const [{ value, tag }, { value: checklist }] = await Promise.all([
    call("GET", `/v1/dossiers/${id}`),
    call("GET", `/v1/dossiers/${id}/checklist`),
  ]);
  const before = current?.id === id ? current.tutor : undefined;
  if (before === undefined) $("preview").hidden = true;
  current = { id, tag, tutor: value.tutor };
  $("dossier").hidden = false;
  $("dossier-title").textContent = `${value.number} – ${value.candidate.first_names} ${value.candidate.birth_name}`;
  $("status").textContent = value.status_label;
  const mine = checklist.next_actions.filter((each) => each.allowed).map((each) => each.label ?? each.operation_id);
  $("next").textContent = [...new Set(mine)].join(", ");
  for (const name of ["name", "position", "email"]) {
    const field = $("tutor").elements[name];
    const untouched = before === undefined || field.value === (before?.[name] ?? "");
    if (untouched) field.value = value.tutor?.[name] ?? ""; // what is being typed stays
  }
}

$("tutor").addEventListener("submit", (event) => {
  event.preventDefault();
  const tutor = Object.fromEntries(new FormData(event.target));
  trying(async () => {
    try {
      await saveTutor(tutor);
      say("Tuteur enregistré.");
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 412) throw error;
      const before = JSON.stringify(current.tutor);
      await readDossier(current.id);
      if (JSON.stringify(current.tutor) !== before) {
        return say(`Le tuteur est devenu ${current.tutor?.name} entre-temps : enregistrez pour le remplacer.`);
      }
      await saveTutor(tutor); // what changed is elsewhere: what was typed still stands
      say("Le dossier avait changé ailleurs : tuteur enregistré.");
    }
    await readDossier(current.id);
  });
});

const saveTutor = (tutor) =>
  call("PATCH", `/v1/dossiers/${current.id}`, {
    body: { tutor, reason: "Tuteur désigné" },
    headers: { "If-Match": current.tag },
  });

$("upload").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  form.set("kind", "outil_6");
  form.set("signed_by", "candidate");
  trying(async () => {
    const path = `/v1/dossiers/${current.id}/documents`;
    const { value } = await call("POST", path, { body: form });
    say("Document déposé.");
    await readDossier(current.id);
    await preview(`${path}/${value.id}/links`);
  });
});

/** The picture of its first page, once the worker has drawn it: an address that `<img>` can ask for without a token. */
async function preview(links) {
  for (let attempt = 1; attempt <= 20; attempt++) {
    const { value } = await call("POST", links, { body: { part: "preview" } });
    $("preview").src = value.url;
    try {
      await $("preview").decode();
      $("preview").hidden = false;
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

// --- live

const readInboxSoon = later(500, () => trying(readInbox));

function happened({ type, data }) {
  readInboxSoon();
  if (current && data.dossier_id === current.id) {
    say(`Ce dossier vient de changer (${type}).`);
    trying(() => readDossier(current.id));
  }
}

if (isSignedIn()) trying(open);
