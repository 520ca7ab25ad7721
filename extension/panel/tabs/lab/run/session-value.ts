/** The test value in the session of the page: set, checked, deleted. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../../../cookies/cookie.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel } from "../../../state.ts";

export interface SessionValue {
  /** What the last command found; null: none was given. */
  readonly says: ReadonlySignal<Message | null>;
  readonly busy: ReadonlySignal<boolean>;
  set(): Promise<void>;
  check(): Promise<void>;
  delete(): Promise<void>;
}

export function createSessionValue(panel: Panel): SessionValue {
  const says = signal<Message | null>(null);
  const busy = signal(false);
  const run = async (act: () => Promise<Message>) => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      says.value = await act();
      panel.announce(panel.text(...says.value));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      panel.undo.tell(error.message, true);
    } finally {
      busy.value = false;
    }
  };
  return {
    says,
    busy,
    set: () =>
      run(async () => {
        await panel.visit.peek().call("testCookie.set", {});
        return ["labValueSet"];
      }),
    check: () =>
      run(async () => {
        const { sent, worked } = await panel.visit.peek().call("testCookie.check", {});
        return [worked ? "labValueWorks" : sent ? "labValueMissing" : "labValueNone"];
      }),
    delete: () =>
      run(async () => {
        await panel.visit.peek().call("testCookie.delete", {});
        return ["labValueDeleted"];
      }),
  };
}
