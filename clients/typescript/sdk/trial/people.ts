/** The people of the sandbox, by the package that the whole journey tries. */

import { anonymous, listSandboxEmails, person, redeemInvitation, type Client } from "cqp-chimie";
import { createClient, createConfig } from "cqp-chimie/client";

export const BASE_URL = process.env["BASE_URL"] ?? "http://127.0.0.1:8000";

/** For what needs no token. */
export const anyone: Client = anonymous(BASE_URL);

/** Sign in with one of the accounts of the sandbox: the session renews itself. */
export async function signIn(email: string): Promise<Client> {
  return person(BASE_URL, { email, password: "sandbox" });
}

/** Follow the link that the sandbox mailed to a trade evaluator. */
export async function followInvitation(email: string): Promise<Client> {
  const { data } = await listSandboxEmails({ client: anyone, query: { to: email, limit: 1 }, throwOnError: true });
  const token = data.items[0]?.links["token"];
  if (token === undefined) throw new Error(`no mail was sent to ${email}`);
  const redeemed = await redeemInvitation({ client: anyone, body: { token }, throwOnError: true });
  return createClient(createConfig({ baseUrl: BASE_URL, auth: () => redeemed.data.access_token }));
}
