/** The change feed, followed: each event once it happened, from the place that was kept. */

import { pause } from "./connection.js";
import type { Client } from "./generated/client/index.js";
import { listEvents, type EventOut, type Problem } from "./generated/index.js";

/** Where the place in the feed is kept: best with what the events have led to, in one transaction. */
export interface Place {
  load(): Promise<string | undefined> | string | undefined;
  save(cursor: string): Promise<void> | void;
}

/** The service was restored to a time before the place: start without one, and read anew what you hold. */
export class FeedRestoredError extends Error {}

/**
 * Every event after `place`, which moves on once all of a page were taken in: after a failure some come again.
 * `wait`: seconds between two questions once nothing is new; without it, it ends there.
 */
export async function* follow(client: Client, place: Place, { wait }: { wait?: number } = {}): AsyncGenerator<EventOut> {
  for (;;) {
    const after = await place.load();
    const query = { limit: 200, ...(after === undefined ? {} : { after }) };
    const { data, error } = await listEvents({ client, query });
    if (data === undefined) {
      const problem = error as Problem;
      throw problem.errors?.some((each) => each.code === "feed_restored") ? new FeedRestoredError() : problem;
    }
    yield* data.items;
    if (data.next_cursor !== after) await place.save(data.next_cursor);
    if (data.items.length === 0) {
      if (wait === undefined) return;
      await pause(wait);
    }
  }
}
