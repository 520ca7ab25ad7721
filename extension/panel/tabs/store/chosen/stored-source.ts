/** Reads and writes any one session of the store. A server that has started again knows it by another ref. */

import { signal } from "@preact/signals";
import type { SessionReading, StoredReading } from "sessionscope/protocol";
import type { SessionSource } from "../../../session/session-source.ts";

export function storedSession(ref: () => string): SessionSource {
  const readOnly = signal(false);
  const accepted = (reading: StoredReading): SessionReading => {
    readOnly.value = reading.state === "expired";
    return reading.state === "expired" ? { ...reading, state: "live" } : reading;
  };
  return {
    readOnly,
    read: async (at, since) => accepted(await at.call("store.read", { ref: ref(), since })),
    value: (at, key) => at.call("store.value", { ref: ref(), key }),
    async update(at, writes) {
      const { reading } = await at.call("store.update", { ref: ref(), ...writes });
      return { reading: accepted(reading) };
    },
    create: null,
  };
}
