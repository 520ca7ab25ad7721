/** Reads and writes any one session of the store. A server that has started again knows it by another ref. */

import { computed, signal } from "@preact/signals";
import type { SessionReading, StoredReading } from "sessionscope/protocol";
import { whyNot } from "../../../engine.ts";
import type { SessionSource } from "../../../session/session-source.ts";
import type { Panel } from "../../../state.ts";

export function storedSession(panel: Pick<Panel, "hello" | "text">, ref: () => string): SessionSource {
  const expired = signal(false);
  const accepted = (reading: StoredReading): SessionReading => {
    expired.value = reading.state === "expired";
    return reading.state === "expired" ? { ...reading, state: "live" } : reading;
  };
  return {
    readOnly: computed(() => (expired.value ? panel.text("storeExpiredReadOnly") : whyNot(panel, "store.update"))),
    read: async (at, since) => accepted(await at.call("store.read", { ref: ref(), since })),
    value: (at, key) => at.call("store.value", { ref: ref(), key }),
    async update(at, writes) {
      const { reading } = await at.call("store.update", { ref: ref(), ...writes });
      return { reading: accepted(reading) };
    },
    create: null,
  };
}
