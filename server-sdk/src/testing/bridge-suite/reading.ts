/** What a panel is told of a session: as the app has it, without effect, and of nobody else's. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { type CommandName, isSessionCookie } from "../../protocol.ts";
import { tampered } from "./same-visit.ts";
import type { Need } from "./subject.ts";
import type { BridgeTest, Trial } from "./trial.ts";

/** The commands that a bridge has unless it lacks something. */
const abilities: readonly [Need, readonly CommandName[]][] = [
  ["write", ["session.update", "session.clear"]],
  ["create", ["session.restore", "testCookie.set"]],
  ["cycle", ["session.cycleKey"]],
  ["flush", ["session.flush"]],
  ["expiry", ["session.setExpiry"]],
  ["timeline", ["timeline.list", "timeline.entry", "timeline.state"]],
  ["list", ["store.list", "store.read"]],
];

const lacking = ({ subject }: Trial, need: Need): boolean =>
  subject.lacks?.[need] !== undefined || (need === "list" && subject.kind === "client");

export const readingTests: readonly BridgeTest[] = [
  {
    name: "hello names the library, its cookie and its promises, and offers exactly the commands that the bridge can serve",
    run: async (trial) => {
      const ada = await trial.visitor();
      const { engine, commands, cookie, store } = await ada.hello();
      ok(engine, "hello has an engine");
      ok(engine.name.length > 0);
      equal(store.kind, trial.subject.kind ?? "server");
      ok(
        [...ada.cookies.keys()].some((name) => isSessionCookie(cookie, name)),
        `the app's cookies (${[...ada.cookies.keys()]}) are those of hello (${cookie.name})`,
      );
      for (const [need, needed] of abilities) {
        for (const command of needed) {
          equal(commands.includes(command), !lacking(trial, need), `${command} is offered`);
          ok(commands.includes(command) || engine.cannot?.[command], `${command}: hello says why it is not there`);
        }
      }
      equal(engine.expiry.length > 0, !lacking(trial, "expiry"), "kinds of expiry");
    },
  },
  {
    name: "a command that is not there is refused with its reason",
    run: async (trial) => {
      const ada = await trial.visitor();
      const { engine, commands } = await ada.hello();
      if (commands.includes("store.clearExpired")) return;
      const { message } = await ada.refused("unsupported", "store.clearExpired", { limit: 1 });
      equal(message, engine!.cannot!["store.clearExpired"]);
    },
  },
  {
    name: "the session is read as the app has it: values of every kind, in order, and nothing that the library keeps for itself",
    run: async (trial) => {
      const values = { color: "red", n: 1.5, yes: true, nothing: null, list: [1, "é✓", { deep: [] }], "odd key": {} };
      const ada = await trial.visitor(values);
      const session = await ada.session();
      deepEqual(
        session.entries.map(({ key, text }) => [key, text]),
        Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
      );
      equal(session.user, null);
      deepEqual((await ada.call("session.value", { key: "list" })).text, JSON.stringify(values.list));
    },
  },
  {
    name: "hidden values are not shown, and their keys are",
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2", form: { csrfToken: "abc", field: 1 } });
      const { entries } = await ada.session();
      deepEqual(
        entries.map(({ key, text, redacted }) => [key, text, redacted]),
        [
          ["color", '"red"', false],
          ["password", "", true],
          ["form", '{"csrfToken":"[redacted]","field":1}', true],
        ],
      );
    },
  },
  {
    name: "a session keeps its handle and revision until it changes, and then the revision grows",
    run: async (trial) => {
      const ada = await trial.visitor();
      const first = await ada.session();
      await ada.get("/read");
      const again = await ada.session();
      deepEqual([again.handle, again.revision], [first.handle, first.revision], "nothing has changed");
      await ada.set({ size: "xl" });
      const changed = await ada.session();
      equal(changed.handle, first.handle);
      ok(changed.revision > first.revision);
      const grace = await trial.visitor({ color: "green" });
      notEqual((await grace.session()).handle, first.handle, "somebody else's session has another handle");
    },
  },
  {
    name: "reading has no effect: three readings leave what is stored byte by byte",
    needs: ["raw-records"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", list: [1] });
      await ada.hello();
      const before = await trial.subject.rawRecords!();
      for (let reading = 0; reading < 3; reading++) await ada.session();
      await ada.call("session.value", { key: "list" });
      await ada.call("session.read", {});
      deepEqual(await trial.subject.rawRecords!(), before);
    },
  },
  {
    name: "nobody's cookie is nobody: none, forged, of another session's form, empty, or long",
    run: async (trial) => {
      const ada = await trial.visitor();
      const { name } = (await ada.hello()).cookie;
      const stranger = await trial.guest();
      await stranger.hello();
      // Some libraries make a session for whoever asks for a page.
      stranger.cookies.clear();
      const before = await trial.subject.rawRecords?.();
      equal(await stranger.state(), "none");
      const forged = await trial.tab(ada);
      for (const [one, value] of ada.cookies) forged.cookies.set(one, tampered(value));
      if (trial.subject.lacks?.signature === undefined) equal(await forged.state(), "gone", "a forged cookie");
      for (const odd of ["", " ", "x", "s:x", "../../etc/passwd", "%", "%E0%A4%A", "x".repeat(8000)]) {
        stranger.cookies.set(name, odd);
        equal(await stranger.state(), "gone", `a cookie ${JSON.stringify(odd.slice(0, 20))}`);
      }
      await stranger.refused("gone", "session.value", { key: "color" });
      deepEqual(await trial.subject.rawRecords?.(), before, "nothing is stored for them");
    },
  },
];
