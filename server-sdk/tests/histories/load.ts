/** Clients that make random requests concurrently, for visitors whose cookies are in a shared jar. */

import { setTimeout as wait } from "node:timers/promises";
import { type Sessions, StoreError } from "sessionscope";
import type { RequestRecord } from "./history.ts";
import { afterAnswer, type Jar } from "./jars.ts";
import { type Data, makeRequest, newVisitor, type Step, type Visitor } from "./visitor.ts";

const keys = ["a", "b", "c", "d"];
/** Milliseconds that a client waits after a failed request, as a person would. */
const pauseAfterFailure = 20;
const chance = (share: number): boolean => Math.random() < share;
const some = (share: number): string[] => keys.filter(() => chance(share));

/** A random request; one in forty flushes the session, and one in forty cycles its key. */
function stepOf(turn: number): Step {
  const read = some(0.5);
  if (turn % 40 === 30) return { read, set: [], delete: [], increment: false, renew: false, ends: "flush" };
  const deleted = some(0.05);
  return {
    read,
    set: some(0.3).filter((key) => !deleted.includes(key)),
    delete: deleted,
    increment: chance(0.3),
    renew: chance(0.2),
    ends: turn % 40 === 10 ? "cycle" : "nothing",
  };
}

/** Puts a new visitor into the place of one whose session has ended. */
export class Load {
  readonly #sessions: Sessions<Data>;
  readonly #jar: Jar;
  readonly #name: string;
  readonly #now: () => number;
  /** Responses on their way; browsers receive them in any order. */
  readonly #answers: (readonly [place: string, record: RequestRecord])[] = [];
  #made = 0;

  /** `name` is unique among those who share the jar. */
  constructor(sessions: Sessions<Data>, jar: Jar, name: string, now: () => number) {
    this.#sessions = sessions;
    this.#jar = jar;
    this.#name = name;
    this.#now = now;
  }

  async fill(): Promise<void> {
    for (const place of this.#jar.places) this.#jar.write(place, await this.#newVisitor());
  }

  /** Makes requests until `enough`. Calls `begun` before each, with the record that stands if its end is never reported. */
  async run(
    clients: number,
    ended: (record: RequestRecord) => void,
    enough: () => boolean,
    begun?: (record: RequestRecord) => Promise<void>,
  ): Promise<void> {
    const client = async () => {
      while (!enough()) ended(await this.#request(begun));
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  async #request(begun?: (record: RequestRecord) => Promise<void>): Promise<RequestRecord> {
    const { places } = this.#jar;
    const place = places[Math.floor(Math.random() * places.length)]!;
    const visitor = this.#jar.read(place);
    const { lineage, key } = visitor;
    const turn = this.#made++;
    const [request, step, start] = [`${this.#name}.${turn}`, stepOf(turn), this.#now()];
    const unheard = { end: start, read: {}, outcome: "unknown", cookie: null, server: "", answered: start } as const;
    await begun?.({ ...step, request, lineage, key, start, ...unheard });
    const record = await makeRequest(this.#sessions, visitor, request, step, this.#now);
    if (record.outcome === "unknown") await wait(pauseAfterFailure);
    this.#answers.push([place, record]);
    while (this.#answers.length > 0 && chance(0.7)) {
      const [[at, answer]] = this.#answers.splice(Math.floor(Math.random() * this.#answers.length), 1) as [
        [string, RequestRecord],
      ];
      await this.#take(at, answer);
    }
    return record;
  }

  /** Handles a response as the browser does. A visitor who signed out or whose session is gone is replaced by a new one. */
  async #take(place: string, answer: RequestRecord): Promise<void> {
    const { lineage, key } = this.#jar.read(place);
    if (lineage !== answer.lineage) return;
    const next = afterAnswer(key, answer);
    if (next === null || (answer.outcome === "gone" && answer.key === key)) await this.#replace(place, key);
    else if (next !== key) this.#jar.write(place, { lineage, key: next });
  }

  /** Does nothing if another client has replaced the visitor already. While the store is down, the visitor stays. */
  async #replace(place: string, key: string): Promise<void> {
    if (this.#jar.read(place).key !== key) return;
    try {
      const visitor = await this.#newVisitor();
      if (this.#jar.read(place).key === key) this.#jar.write(place, visitor);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #newVisitor(): Promise<Visitor> {
    return newVisitor(this.#sessions, `${this.#name}.visitor${this.#made++}`);
  }
}
