/** The people of the sandbox, each with a client of their own that signs their requests. */

import { listSandboxEmails, openSession, redeemInvitation } from "./generated/index.js";
import { createClient, createConfig, type Client } from "./generated/client/index.js";

export const BASE_URL = process.env["BASE_URL"] ?? "http://127.0.0.1:8000";

/** For what needs no token. */
export const anyone: Client = createClient(createConfig({ baseUrl: BASE_URL, throwOnError: true }));

/** A client that shows `token` wherever the operation asks for a session. */
export function bearing(token: string): Client {
  return createClient(createConfig({ baseUrl: BASE_URL, throwOnError: true, auth: () => token }));
}

/** Sign in with one of the accounts of the sandbox; the session lasts ten minutes, then `refreshSession`. */
export async function signIn(email: string): Promise<Client> {
  const { data } = await openSession({ client: anyone, body: { email, password: "sandbox" }, throwOnError: true });
  return bearing(data.access_token);
}

/** Follow the link that the sandbox mailed to a trade evaluator. */
export async function followInvitation(email: string): Promise<Client> {
  const { data } = await listSandboxEmails({ client: anyone, query: { to: email, limit: 1 }, throwOnError: true });
  const token = data.items[0]?.links["token"];
  if (token === undefined) throw new Error(`no mail was sent to ${email}`);
  const redeemed = await redeemInvitation({ client: anyone, body: { token }, throwOnError: true });
  return bearing(redeemed.data.access_token);
}
