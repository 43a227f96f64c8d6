// The API as a page needs it: a token that renews itself, refusals as objects, tags beside what they belong to.

const address = new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8000";

/** A refusal: the problem document, and the headers that came with it. */
export class Refused extends Error {
  constructor(problem, headers) {
    super(problem.detail);
    Object.assign(this, { problem, headers });
  }
}

let tokens = JSON.parse(sessionStorage.getItem("tokens") ?? "null");
let renewing = null;

export const isSignedIn = () => tokens !== null;
export const accessToken = () => tokens?.access_token;

export function keep(session) {
  tokens = session;
  sessionStorage.setItem("tokens", JSON.stringify(session));
}

export function forget() {
  tokens = null;
  sessionStorage.removeItem("tokens");
}

/** Ask once; `body` is JSON unless it is a form. Whatever is no success is thrown as `Refused`. */
export async function ask(method, path, { body, headers = {}, signal } = {}) {
  const isForm = body instanceof FormData;
  const answer = await fetch(address + path, {
    method,
    signal,
    body: body === undefined || isForm ? body : JSON.stringify(body),
    headers: {
      "Accept-Language": "fr",
      ...(tokens && { Authorization: `Bearer ${tokens.access_token}` }),
      ...(body !== undefined && !isForm && { "Content-Type": "application/json" }),
      ...headers,
    },
  });
  if (!answer.ok) throw new Refused(await answer.json(), answer.headers);
  return answer;
}

/** The same, once more with a new token where the old one is over; its JSON, and its tag. */
export async function call(method, path, options) {
  let answer;
  try {
    answer = await ask(method, path, options);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401 || !tokens) throw error;
    await renew();
    answer = await ask(method, path, options);
  }
  const value = answer.status === 204 ? null : await answer.json();
  return { value, tag: answer.headers.get("ETag"), status: answer.status };
}

/** One renewal for all who wait for it. A lost answer is asked again: for thirty seconds it is the same pair. */
export function renew() {
  renewing ??= renewed().finally(() => (renewing = null));
  return renewing;
}

async function renewed() {
  const body = { refresh_token: tokens.refresh_token };
  for (let attempt = 1; ; attempt++) {
    try {
      keep(await (await ask("POST", "/v1/sessions/refresh", { body })).json());
      return;
    } catch (error) {
      if (error instanceof Refused) {
        forget();
        throw error;
      }
      if (attempt === 5) throw error; // nobody answers
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
    }
  }
}
