/** What the package does that no generator does, before a service that is busy, and that forgets its tokens. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { anonymous, getMe, program, received, redeemInvitation } from "cqp-chimie";
import { Webhook } from "standardwebhooks";

interface Asked {
  path: string;
  key: string | null;
  token: string | null;
}

/** A service that gives a new token each time, and answers the rest as it was told to: then always 201. */
function service(...statuses: number[]): { asked: Asked[]; fetch: typeof fetch } {
  const asked: Asked[] = [];
  const answer: typeof fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    const path = new URL(url).pathname;
    asked.push({ path, key: headers.get("Idempotency-Key"), token: headers.get("Authorization") });
    const fresh = path === "/oauth/token";
    const number = asked.filter((each) => each.path === "/oauth/token").length;
    return Response.json(fresh ? { access_token: `token-${number}`, expires_in: 600 } : {}, {
      status: fresh ? 201 : (statuses.shift() ?? 201),
      headers: { "Retry-After": "1" },
    });
  };
  return { asked, fetch: answer };
}

async function whatItWasTooBusyForIsSentAgainUnderOneKey(): Promise<void> {
  const { asked, fetch } = service(503, 429);
  const client = anonymous("https://cqp.example", { fetch });
  for (const token of ["one", "two"]) await redeemInvitation({ client, body: { token }, throwOnError: true });
  const keys = asked.map((each) => each.key);
  assert.equal(keys.length, 4);
  assert.ok(keys[0]);
  assert.deepEqual(keys.slice(0, 3), [keys[0], keys[0], keys[0]]);
  assert.notEqual(keys[3], keys[0]);
}

async function aTokenIsAskedForOnceAndAgainWhereItIsRefused(): Promise<void> {
  const { asked, fetch } = service(201, 401);
  const client = program("https://cqp.example", { clientId: "opca", clientSecret: "secret" }, { fetch });
  for (let act = 0; act < 2; act++) await getMe({ client, throwOnError: true });
  const tokens = asked.filter((each) => each.path !== "/oauth/token").map((each) => each.token);
  assert.deepEqual(tokens, ["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
}

function aWebhookIsBelievedOnlyAsItWasSigned(): void {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const [body, now] = [JSON.stringify({ type: "certificate.issued" }), new Date()];
  const headers = {
    "webhook-id": "1",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("1", now, body),
  };
  assert.equal(received(body, headers, secret).type, "certificate.issued");
  assert.throws(() => received(body.replace("issued", "revoked"), headers, secret));
}

await whatItWasTooBusyForIsSentAgainUnderOneKey();
await aTokenIsAskedForOnceAndAgainWhereItIsRefused();
aWebhookIsBelievedOnlyAsItWasSigned();
console.log("manners: 3 of 3");
