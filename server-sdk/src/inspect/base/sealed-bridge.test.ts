import { expect, test } from "vitest";
import { policyExpiry } from "../../core/expiry.ts";
import { SealedBridge, type Sealing } from "./sealed-bridge.ts";
import { parseLine } from "./set-cookie-lines.ts";

/** A format of an app's own, which keeps the objects that it is given. */
function keeping(): Sealing & { readonly sealed: object[] } {
  const sealed: object[] = [];
  return {
    sealed,
    name: "a format",
    limit: 4096,
    cookie: async () => ({ name: "sid" }),
    open: async (sent) => {
      const data = sealed[Number(sent.get("sid"))];
      return data ? { data } : null;
    },
    seal: async (data) => [`sid=${sealed.push({ ...data }) - 1}`],
    dropLines: async () => ["sid="],
  };
}

test("an edit leaves the values beside it the objects that they are", async () => {
  const sealing = keeping();
  const bridge = new SealedBridge(sealing);
  const at = new Date(0);
  const sent = new Map([["sid", parseLine((await sealing.seal({ color: "red", at, gone: 1 }, new Map()))[0]!).value]]);
  const held = (await bridge.read(sent))!;
  expect([...held.readOnly!]).toEqual(["at"]);
  const entries = new Map([...held.entries].filter(([key]) => key !== "gone")).set("color", '"blue"');
  const issued = await bridge.write(held, { entries, expiry: policyExpiry });
  expect(sealing.sealed.at(-1)).toEqual({ color: "blue", at });
  expect([...issued.held!.entries.keys()]).toEqual(["color", "at"]);
});
