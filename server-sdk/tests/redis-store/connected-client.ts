/** Clients of the tests' own, alike for every version of `redis` that is allowed. */

import { createClient } from "redis";

/** Before 4.7 `connect` gave nothing back. */
export async function connectedTo(url: string) {
  const client = createClient({ url });
  await client.connect();
  return client;
}

/** At once: `destroy` was called `disconnect` before version 5. */
export async function end(client: Awaited<ReturnType<typeof connectedTo>>): Promise<void> {
  await (client.destroy ?? client.disconnect).call(client);
}
