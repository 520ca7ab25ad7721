/** The app does what it did: the line that inspects changes no answer, also where it cannot look, and is nothing in production. */

import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { defaultPath } from "../../protocol.ts";
import { assertSame, visit } from "./same-visit.ts";
import type { BridgeTest } from "./trial.ts";

export const unchangedTests: readonly BridgeTest[] = [
  {
    name: "the same visit gives the same answers with and without the line, byte by byte but for the announcement",
    run: async (trial) => {
      const inspected = await visit(trial, await trial.guest(await trial.start()));
      const plain = await visit(trial, await trial.guest(await trial.start(null)));
      for (const { reply, what } of inspected)
        match(`${reply.headers.sessionscope}`, /^v=1; path=\/[^;]*; request=\S+$/, what);
      assertSame(inspected, plain);
    },
  },
  {
    name: "the same visit gives the same answers while a panel looks at every step",
    run: async (trial) => {
      const inspected = await trial.guest(await trial.start());
      await inspected.hello();
      // Some libraries make a session for whoever asks for a page.
      inspected.cookies.clear();
      const get = inspected.get.bind(inspected);
      inspected.get = async (...asking) => {
        await inspected.call("session.read", {});
        return get(...asking);
      };
      const watched = await visit(trial, inspected);
      assertSame(watched, await visit(trial, await trial.guest(await trial.start(null))));
    },
  },
  {
    name: "a stranger to the endpoint learns nothing, and the app's session is not touched by the call",
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      const headers = { "Content-Type": "application/json", Authorization: "Bearer another-token-of-somebody" };
      const body = JSON.stringify({ protocol: 1, command: "session.read", cookie: null, params: {} });
      const path = await ada.endpoint();
      const asked = await ada.get(path, { method: "POST", headers, body });
      deepEqual([asked.status, asked.setCookies], [403, []]);
      const looked = await ada.get(path);
      deepEqual([looked.status, looked.setCookies], [404, []]);
      deepEqual(await ada.seen(), { color: "red" });
    },
  },
  {
    name: "in production without a token there is no endpoint and no announcement, and the same visit gives the same answers",
    run: async (trial) => {
      const { NODE_ENV, SESSIONSCOPE_TOKEN } = process.env;
      Object.assign(process.env, { NODE_ENV: "production" });
      delete process.env.SESSIONSCOPE_TOKEN;
      try {
        const guest = await trial.guest(await trial.start({}));
        const steps = await visit(trial, guest);
        for (const { reply, what } of steps) equal(reply.headers.sessionscope, undefined, what);
        const headers = { "Content-Type": "application/json" };
        const asking = { method: "POST", headers, body: "{}" };
        const [asked, other] = [await guest.get(defaultPath, asking), await guest.get("/nowhere", asking)];
        deepEqual([asked.status, asked.body], [other.status, other.body], "the path is like any other");
        assertSame(steps, await visit(trial, await trial.guest(await trial.start(null))));
      } finally {
        for (const [name, value] of Object.entries({ NODE_ENV, SESSIONSCOPE_TOKEN })) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      }
    },
  },
  {
    name: "with the line twice one warning says that one is enough, and the panel and the app are as with one",
    needs: ["two-lines"],
    run: async (trial) => {
      const told: string[] = [];
      const hear = ({ message }: Error) => void (message.startsWith("Sessionscope ") && told.push(message));
      process.on("warning", hear);
      try {
        const server = await trial.start(undefined, 2);
        const ada = await trial.guest(server);
        await ada.set({ color: "red" });
        deepEqual(await ada.texts(), { color: '"red"' });
        if (trial.subject.lacks?.write === undefined) {
          await ada.edit("color", '"blue"', '"red"');
          deepEqual(await ada.seen(), { color: "blue" });
        }
        await ada.get("/logout");
        notEqual(await ada.state(), "live");
        equal(told.length, 1, `one warning: ${told.join(" ")}`);
        match(told[0]!, /one line is enough/);
      } finally {
        process.off("warning", hear);
      }
    },
  },
  {
    name: "while the library's store fails, the panel is told why, and the app's answers are those it gives without the line",
    needs: ["store-failures"],
    run: async (trial) => {
      const failing = async (debug: Parameters<typeof trial.start>[0]) => {
        const guest = await trial.guest(await trial.start(debug));
        await guest.set({ color: "red" });
        if (debug !== null) await guest.hello();
        let reply: Awaited<ReturnType<typeof guest.get>> | undefined;
        await trial.subject.whileStoreFails!(async () => {
          reply = await guest.get("/static");
          if (debug === null) return;
          const { message } = await guest.refused("store-failed", "session.read", {});
          match(message, /\S+ \S+/, "the panel is told in words");
        });
        deepEqual(await guest.seen(), { color: "red" }, "the session is there afterwards");
        return [{ what: "GET /static", reply: reply! }];
      };
      const token = { token: "the-token-of-the-bridge-suite" };
      assertSame(await failing(token), await failing(null));
    },
  },
];
