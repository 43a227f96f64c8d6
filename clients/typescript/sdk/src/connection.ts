/** Who calls, by a token that renews itself; what is tried again, and under which key. */

import pRetry from "p-retry";

import { createClient, createConfig, type Client } from "./generated/client/index.js";

/** Seconds before its end at which a token is renewed. */
const EARLY = 30;
const LONGEST_WAIT = 60;
const BUSY = new Set([429, 503]);

/** How often what the service was too busy for is tried again, and what is used to call it. */
export interface Connection {
  attempts?: number;
  fetch?: typeof fetch;
}

interface Told {
  access_token: string;
  expires_in: number;
  refresh_token?: string;
}

class Busy extends Error {
  constructor(readonly response: Response) {
    super(`${response.status}`);
  }
}

/** A client for a program; without `scopes`, with all of its own. */
export function program(
  baseUrl: string,
  credentials: { clientId: string; clientSecret: string; scopes?: string[] },
  connection: Connection = {},
): Client {
  const base = baseUrl.replace(/\/$/, "");
  const send = retrying(connection);
  return bearing(base, send, async () => {
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    if (credentials.scopes?.length) form.set("scope", credentials.scopes.join(" "));
    const words = `${encodeURIComponent(credentials.clientId)}:${encodeURIComponent(credentials.clientSecret)}`;
    const headers = { Authorization: `Basic ${btoa(words)}` };
    return send(new Request(`${base}/oauth/token`, { method: "POST", body: form, headers }));
  });
}

/** The same for somebody with an account that needs no second factor; their session is refreshed as it ages. */
export function person(
  baseUrl: string,
  account: { email: string; password: string; role?: string },
  connection: Connection = {},
): Client {
  const base = baseUrl.replace(/\/$/, "");
  const send = retrying(connection);
  const post = (place: string, body: unknown) =>
    send(
      new Request(`${base}${place}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      }),
    );
  return bearing(base, send, async (refreshToken) => {
    if (refreshToken !== undefined) {
      const refreshed = await post("/v1/sessions/refresh", { refresh_token: refreshToken });
      if (refreshed.ok) return refreshed;
    }
    return post("/v1/sessions", account);
  });
}

/** A client for what is public. */
export function anonymous(baseUrl: string, connection: Connection = {}): Client {
  return createClient(createConfig({ baseUrl: baseUrl.replace(/\/$/, ""), fetch: retrying(connection) }));
}

function bearing(
  baseUrl: string,
  send: typeof fetch,
  ask: (refreshToken: string | undefined) => Promise<Response>,
): Client {
  let held: Promise<Told & { until: number }> | undefined;

  const fresh = async (former: Told | undefined) => {
    const answer = await ask(former?.refresh_token);
    if (!answer.ok) throw await answer.json();
    const told = (await answer.json()) as Told;
    return { ...told, until: Date.now() + (told.expires_in - EARLY) * 1000 };
  };
  const token = async (refused?: string): Promise<string> => {
    const former = await held?.catch(() => undefined);
    if (former === undefined || Date.now() >= former.until || former.access_token === refused) {
      // Whoever comes meanwhile waits for the same one.
      if ((await held?.catch(() => undefined)) === former) held = fresh(former);
    }
    return (await (held as Promise<Told>)).access_token;
  };
  const signing: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const shown = await token();
    const first = await send(bearingToken(request.clone(), shown));
    return first.status === 401 ? send(bearingToken(request, await token(shown))) : first;
  };
  return createClient(createConfig({ baseUrl, fetch: signing }));
}

function bearingToken(request: Request, token: string): Request {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

/**
 * What was answered "too busy" was not done: it is sent again after `Retry-After`. A POST has its effect once, since
 * its key stays the same in every attempt.
 */
function retrying({ attempts = 5, fetch: send = fetch }: Connection): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    const attempt = async () => {
      const response = await send(request.clone());
      if (BUSY.has(response.status)) throw new Busy(response);
      return response;
    };
    try {
      return await pRetry(attempt, {
        retries: attempts,
        minTimeout: 0,
        maxTimeout: 0,
        shouldRetry: ({ error }) => error instanceof Busy,
        onFailedAttempt: async ({ error, retriesLeft }) => {
          if (error instanceof Busy && retriesLeft > 0) await pause(asked(error.response));
        },
      });
    } catch (failure) {
      if (failure instanceof Busy) return failure.response;
      throw failure;
    }
  };
}

/** Seconds that the service asks to wait. */
function asked(response: Response): number {
  const told = Number(response.headers.get("Retry-After") ?? "1");
  return Math.min(Number.isFinite(told) ? told : 1, LONGEST_WAIT);
}

export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
