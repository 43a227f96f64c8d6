// What happens, told while it does: server-sent events read by `fetch`, which sends the token that EventSource cannot.

import { Refused, ask, renew } from "./api.js";

/** Call `told({type, data})` for each event, for ever, from where the last one left; `is(open)` says how it goes. */
export async function follow(told, is) {
  for (let last = null; ; ) {
    let pause = 1000;
    try {
      const answer = await ask("GET", "/v1/me/events", { headers: last ? { "Last-Event-ID": last } : {} });
      is(true);
      for await (const message of messages(answer.body)) {
        last = message.id ?? last;
        if (message.event) told({ type: message.event, data: JSON.parse(message.data) });
      }
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 401) {
        try {
          await renew();
        } catch {
          return is(false);
        }
      } else if (error instanceof Refused) {
        pause = 1000 * Number(error.headers.get("Retry-After") ?? 5);
      }
    }
    is(false);
    await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
  }
}

async function* messages(body) {
  let rest = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n").map((line) => line.split(/: ?(.*)/s));
      yield Object.fromEntries(lines.filter(([name]) => name));
    }
  }
}
