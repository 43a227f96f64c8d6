/** Webhooks, verified as Standard Webhooks says. */

import { Webhook } from "standardwebhooks";

import type { EventOut } from "./generated/index.js";

/**
 * The event of a message: `body` as it came, to the byte; `secret` is the endpoint's, `whsec_…`. The same event may
 * come twice, under the same `id`. Throws where it was not signed by us, or too long ago.
 */
export function received(body: string | Uint8Array, headers: Record<string, string>, secret: string): EventOut {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  return new Webhook(secret).verify(text, headers) as EventOut;
}
