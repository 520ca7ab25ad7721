/** Sessions of @adonisjs/session in a store: the cookie holds the id. */

import type { InFlight } from "../base/in-flight.ts";
import type { Held, Issued, SentCookies } from "../bridge.ts";
import type { Asking } from "./asking.ts";
import { AdonisBridge, sameAge } from "./bridge.ts";

export class StoredBridge extends AdonisBridge {
  readonly kind = "server";
  readonly edits = "quiet";
  readonly cannot = sameAge;
  readonly #inFlight: InFlight;

  constructor(store: string, asking: Asking, inFlight: InFlight) {
    super(store, asking);
    this.#inFlight = inFlight;
  }

  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#inFlight.alone(id, work);
  }

  rotate({ ref }: Held<SentCookies>): Promise<Issued<SentCookies>> {
    return this.change(ref, (session) => session.regenerate());
  }

  async remove({ ref }: Held<SentCookies>): Promise<void> {
    const { session } = await this.asking.open(ref);
    session.clear();
    await session.commit();
    this.forget(session.sessionId);
  }
}
