/** The session as the server has it: reads it whenever it may have changed, keeps it while the server is away. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Params, Since } from "sessionscope/protocol";
import type { Texts } from "../../../json/edit.ts";
import { visible } from "../../../json/visible.ts";
import { CallFailed } from "../../server/client.ts";
import { thisWindow } from "../../server/this-window.ts";
import type { Panel, Visit } from "../../state.ts";
import type { SessionSource, Written } from "../session-source.ts";
import { createKnownSession, type Ended, type KnownSession } from "./known-session.ts";
import { createReadLoop } from "./read-loop.ts";
import { followEvents } from "./session-events.ts";
import { createWholeValues, type LoadWhole } from "./whole-values.ts";

export interface Reader
  extends Pick<KnownSession, "reading" | "session" | "entries" | "places" | "ended" | "transition"> {
  /** Why the last try to read failed, in the server's words. */
  readonly failure: ReadonlySignal<string | null>;
  /** Texts of all keys; of those hidden or cut short, what is known of them. */
  texts(): Texts;
  /** Reads again. What it reads is no older than the call. */
  read(): Promise<void>;
  readonly whole: LoadWhole;
  /** Writes keys, and takes the answer as the next state. @throws CallFailed */
  update(change: Omit<Params<"session.update">, "since">, at: Visit): Promise<void>;
  /** Makes a call that changes the session, and takes its answer as the next state. @param call gets the state before. */
  change<T extends Written>(call: (since?: Since) => Promise<T>): Promise<T>;
  /** The user ended the session from here. */
  end(how: Ended["how"]): void;
  /** Another server: nothing is known any more. */
  forget(): void;
}

export function createReader(panel: Panel, source: SessionSource, end: AbortSignal): Reader {
  const known = createKnownSession();
  const whole = createWholeValues(panel, source, known, end);
  const failure = signal<string | null>(null);
  /** Grows with every answer to a change: a reading that began before it is out of date. */
  let answers = 0;

  const since = (): Since | undefined => {
    const last = known.session.peek();
    return last === null ? undefined : { handle: last.handle, revision: last.revision };
  };
  const { read } = createReadLoop({
    async once(answered) {
      const before = answers;
      const next = await source.read(panel.visit.peek(), since());
      answered();
      failure.value = null;
      if (before !== answers) return false;
      known.accept(next);
      return true;
    },
    failed(error) {
      if (!(error instanceof CallFailed)) throw error;
      // The frame tells failures of the connection.
      if (error.code !== "moved" && panel.connected.peek()) failure.value = visible(error.message);
      return panel.connected.peek();
    },
  });
  const events = followEvents(panel, known, () => void read(), end);

  const change = async <T extends Written>(call: (since?: Since) => Promise<T>): Promise<T> => {
    const release = events.hold();
    try {
      const answer = await call(since());
      answers += 1;
      known.accept(answer.reading);
      return answer;
    } finally {
      release();
    }
  };

  return {
    reading: known.reading,
    session: known.session,
    entries: known.entries,
    places: known.places,
    ended: known.ended,
    transition: known.transition,
    failure,
    texts: () => new Map(known.entries.peek().map(({ key, text }) => [key, text])),
    read,
    whole,
    async update(written, at) {
      await change((since) => source.update(at, { ...written, since }));
    },
    change,
    end(how) {
      known.end({ how, cause: { by: "panel", method: "", path: "", at: panel.now.peek(), window: thisWindow } });
    },
    forget() {
      answers += 1;
      batch(() => {
        known.forget();
        failure.value = null;
      });
    },
  };
}
