// What is typed, kept by the service: one save after the other, each under the tag of the one before.

import { Refused, call } from "./api.js";

const PATH = "/v1/drafts/new-dossier";
let tag = null;
let saving = Promise.resolve();

/** Save what `form()` gives once its turn has come. */
export function save(form) {
  const saved = saving.then(() => put(form));
  saving = saved.catch(() => {}); // told to whoever asked for it: the next one is saved all the same
  return saved;
}

async function put(form) {
  const headers = tag ? { "If-Match": tag } : {};
  try {
    ({ tag } = await call("PUT", PATH, { body: form(), headers }));
  } catch (error) {
    if (!isRefused(error, 404, 412, 428)) throw error;
    await restore();
    return put(form); // the last who types is right
  }
}

/** What was saved last, in another tab too; null where nothing is, or where a dossier was made of it. */
export async function restore() {
  let value = null;
  tag = null;
  try {
    ({ value, tag } = await call("GET", PATH));
  } catch (error) {
    if (!isRefused(error, 404)) throw error;
  }
  return value;
}

/** No draft any more, once the last save has arrived. */
export async function drop() {
  await saving;
  try {
    if (tag) await call("DELETE", PATH, { headers: { "If-Match": tag } });
  } catch (error) {
    if (!isRefused(error, 404, 412)) throw error; // another tab's by now
  }
  tag = null;
}

const isRefused = (error, ...statuses) => error instanceof Refused && statuses.includes(error.problem.status);
