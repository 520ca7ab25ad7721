/** Commands on the session as a whole: its key, its end, its expiry. */

import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import type { Expiry } from "../../protocol.ts";
import { assertLive, textsOf } from "../protocol-suite/answers.ts";
import type { BridgeTest } from "./trial.ts";

const custom: Readonly<Record<Expiry["kind"], () => Expiry>> = {
  policy: () => ({ kind: "policy" }),
  "browser-close": () => ({ kind: "browser-close" }),
  seconds: () => ({ kind: "seconds", seconds: 4321 }),
  moment: () => ({ kind: "moment", at: Math.floor(Date.now() / 1000) * 1000 + 4_321_000 }),
};

export const wholeSessionTests: readonly BridgeTest[] = [
  {
    name: "another key: the app goes on under the new cookie, and the old one leads nowhere",
    needs: ["cycle"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2" });
      const old = await trial.tab(ada);
      const { reading, cookies } = await ada.call("session.cycleKey", { revision: (await ada.session()).revision });
      ok(cookies.length > 0);
      equal(textsOf(assertLive(reading)).color, '"red"');
      notDeepEqual([...ada.cookies], [...old.cookies]);
      deepEqual(await ada.seen(), { color: "red", password: "hunter2" });
      equal(await old.state(), "gone");
      deepEqual(await old.seen(), {});
    },
  },
  {
    name: "an end: the browser drops its cookies, the old ones lead nowhere, and the ticket brings back what there was",
    needs: ["flush"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2" });
      const old = await trial.tab(ada);
      const ended = await ada.call("session.flush", { revision: (await ada.session()).revision });
      deepEqual([...ada.cookies], [], "no cookie is left");
      equal(await ada.state(), "none");
      deepEqual(await ada.seen(), {});
      if (trial.subject.kind !== "client") {
        equal(await old.state(), "gone");
        deepEqual(await old.seen(), {}, "a copy of the cookie leads nowhere");
      }
      if (!(await ada.hello()).commands.includes("undo.restore")) return;
      const browser = await trial.guest();
      await browser.call("undo.restore", { ticket: ended.ticket!.ticket, revision: null });
      deepEqual(await browser.seen(), { color: "red", password: "hunter2" });
    },
  },
  {
    name: "the cookie alone goes: the browser has none, and the session is there as before",
    run: async (trial) => {
      const ada = await trial.visitor();
      const old = await trial.tab(ada);
      await ada.call("session.expire", { revision: (await ada.session()).revision, where: "cookie" });
      deepEqual([...ada.cookies], []);
      deepEqual(await old.seen(), { color: "red" });
    },
  },
  {
    name: "each kind of expiry that hello names is kept, over the app's next requests too; any other is refused",
    needs: ["expiry"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { engine } = await ada.hello();
      for (const [kind, make] of Object.entries(custom) as [Expiry["kind"], () => Expiry][]) {
        const expiry = make();
        const { revision } = await ada.session();
        if (!engine!.expiry.includes(kind)) {
          if (kind !== "policy") await ada.refused("unsupported", "session.setExpiry", { revision, expiry });
          continue;
        }
        await ada.call("session.setExpiry", { revision, expiry });
        await ada.set({ size: kind });
        const session = await ada.session();
        deepEqual(session.expiry, expiry, kind);
        if (kind !== "moment" || session.expiresAt === null) continue;
        equal(session.expiresAt, (expiry as { at: number }).at);
      }
      deepEqual(((await ada.seen()) as { color: string }).color, "red");
    },
  },
  {
    name: "after the app's logout there is nothing to read, and after its login the session has another handle",
    needs: ["server", "renew"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { handle } = await ada.session();
      await ada.get("/login?name=ada");
      const session = await ada.session();
      ok(session.handle !== handle, "another key is another handle");
      equal(textsOf(session).name, '"ada"');
      const old = await trial.tab(ada);
      await ada.get("/logout");
      equal(await old.state(), "gone");
    },
  },
];
