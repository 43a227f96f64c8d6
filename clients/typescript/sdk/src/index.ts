/**
 * The API of the CQP of the chemical industries: every operation and every type of the published document, and what no
 * generator makes: who calls, what is tried again, lists and the feed read to their end, webhooks.
 */

export * from "./generated/index.js";
export type { Client } from "./generated/client/index.js";
export { anonymous, person, program, type Connection } from "./connection.js";
export { follow, FeedRestoredError, type Place } from "./feed.js";
export { every } from "./lists.js";
export { received } from "./webhooks.js";
