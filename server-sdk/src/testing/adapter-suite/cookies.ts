/** Which answers get the cookie and `Vary`, and that the others cost nothing. */

import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type AdapterTest, storeManners } from "./trial.ts";
import { Gate } from "./watched-store.ts";

export const cookieTests: readonly AdapterTest[] = [
  ...storeManners.map(
    (manner): AdapterTest => ({
      name: `a session lasts from one request to the next (${manner} store)`,
      run: async (trial) => {
        const ada = await trial.visit(
          ({ session }) => {
            session.set("visits", ((session.get("visits") as number | undefined) ?? 0) + 1);
            return { body: `${session.get("visits")}` };
          },
          { manner },
        );
        const first = await ada.get("/");
        equal(first.body, "1");
        equal(first.setCookies.length, 1);
        match(first.setCookies[0]!, /^sessionid=[^;]+;.*HttpOnly/);
        equal(first.headers.vary, "Cookie");
        equal((await ada.get("/")).body, "2");
        equal((await trial.visitor().get("/")).body, "1", "somebody else has a session of their own");
        equal((await ada.get("/")).body, "3");
      },
    }),
  ),
  {
    name: "a visitor without a session whose request does not use it gets no cookie and no Vary, and the store is not asked",
    run: async (trial) => {
      const stranger = await trial.visit(() => ({ body: "hello" }));
      const reply = await stranger.get("/");
      deepEqual([reply.status, reply.body, reply.setCookies], [200, "hello", []]);
      equal(reply.headers.vary, undefined);
      deepEqual(trial.store.asked, []);
    },
  },
  {
    name: "a request that has a session but does not use it asks no store that answers at once",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/set") session.set("name", "Ada");
        return { body: "hello" };
      });
      await ada.get("/set");
      trial.store.asked.length = 0;
      const reply = await ada.get("/");
      deepEqual([reply.setCookies, reply.headers.vary], [[], undefined]);
      deepEqual(trial.store.asked, trial.store.loadNow ? [] : ["load"]);
    },
  },
  {
    name: "a request that reads the session and changes nothing gets Vary and no cookie, and writes nothing",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/set") session.set("name", "Ada");
        return { body: String(session.get("name")) };
      });
      await ada.get("/set");
      trial.store.asked.length = 0;
      const reply = await ada.get("/");
      deepEqual([reply.body, reply.setCookies, reply.headers.vary], ["Ada", [], "Cookie"]);
      deepEqual(trial.store.asked, ["load"]);
      const stranger = await trial.visitor().get("/");
      deepEqual([stranger.body, stranger.setCookies, stranger.headers.vary], ["undefined", [], "Cookie"]);
    },
  },
  {
    name: "a Secure cookie is sent over plain http as well, and a warning says once what browsers do with it",
    run: async (trial) => {
      const warnings: string[] = [];
      const listen = (warning: Error & { code?: string }) => {
        if (warning.code === "SESSIONSCOPE_SECURE_OVER_HTTP") warnings.push(warning.message);
      };
      process.on("warning", listen);
      try {
        const start = () =>
          trial.visit(
            ({ session, path }) => {
              session.set("path", path);
              return { body: "" };
            },
            { settings: { cookieName: "__Host-sid", cookieSecure: true } },
          );
        const proxied = await start();
        for (const header of [{ "X-Forwarded-Proto": "https" }, { Forwarded: "for=192.0.2.1;proto=https" }]) {
          match((await proxied.get("/proxied", { headers: header })).setCookies[0]!, /^__Host-sid=.*Secure/);
        }
        deepEqual(warnings, [], "a proxy says that the browser speaks https");
        const ada = await start();
        for (const path of ["/first", "/second"]) {
          match((await ada.get(path)).setCookies[0]!, /^__Host-sid=.*Secure/);
        }
        equal(warnings.length, 1, "one warning, not one for each request");
        match(warnings[0]!, /__Host-sid is Secure.*cookieSecure: false/);
      } finally {
        process.off("warning", listen);
      }
    },
  },
  {
    name: "Vary is merged with the app's own, and the app's cookies stay",
    run: async (trial) => {
      const varies: Record<string, string> = {
        "/one": "Accept-Encoding",
        "/two": "Origin, Accept-Encoding",
        "/there": "Origin,COOKIE",
        "/all": "*",
      };
      const ada = await trial.visit(({ session, path }) => {
        session.set("path", path);
        return { headers: { Vary: varies[path]!, "Set-Cookie": ["theme=dark; Path=/", "seen=1"] }, body: "" };
      });
      const vary = async (path: string) => (await ada.get(path)).headers.vary;
      equal(await vary("/one"), "Accept-Encoding, Cookie");
      equal(await vary("/two"), "Origin, Accept-Encoding, Cookie");
      equal(await vary("/there"), "Origin,COOKIE");
      equal(await vary("/all"), "*");
      const { setCookies } = await ada.get("/one");
      deepEqual(setCookies.slice(0, 2), ["theme=dark; Path=/", "seen=1"]);
      equal(setCookies.length, 3);
    },
  },
  {
    name: "a cookie of the session's name that the app sets is replaced by the session's own",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/set") session.set("name", "Ada");
        return { headers: { "Set-Cookie": ["sessionid=of-the-app; Path=/", "seen=1"] }, body: "" };
      });
      const reply = await ada.get("/set");
      equal(reply.setCookies.length, 3);
      deepEqual([...ada.cookies.keys()].sort(), ["seen", "sessionid"]);
      notEqual(ada.cookies.get("sessionid"), "of-the-app");
      await trial.assertStored({ name: "Ada" });
    },
  },
  {
    name: "every method has the session, and may change it",
    run: async (trial) => {
      const ada = await trial.visit(({ session, method }) => {
        session.set("methods", [...((session.get("methods") as string[] | undefined) ?? []), method]);
        return { body: "" };
      });
      const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
      for (const method of methods) equal((await ada.get("/", { method })).setCookies.length, 1, method);
      await trial.assertStored({ methods });
    },
  },
  {
    name: "a renewal that finds the session ended is no error, and the answer still varies by cookie",
    run: async (trial) => {
      const ada = await trial.visit(
        async ({ session, path }) => {
          if (path === "/out") await session.flush();
          else if (path === "/set") session.set("name", "Ada");
          return { body: String(session.get("name")) };
        },
        { settings: { saveEveryRequest: true } },
      );
      await ada.get("/set");
      const elsewhere = trial.visitor();
      elsewhere.cookies.set("sessionid", ada.cookies.get("sessionid")!);
      const gate = new Gate();
      trial.store.gate = gate;
      const pending = elsewhere.ask("/");
      await gate.reached;
      trial.store.gate = null;
      await ada.get("/out");
      gate.open();
      const reply = await pending.reply;
      deepEqual([reply.status, reply.body, reply.headers.vary, reply.setCookies], [200, "Ada", "Cookie", []]);
      await trial.assertStored();
    },
  },
  {
    name: "flush ends the session and the cookie; cycleKey moves it to another",
    run: async (trial) => {
      const ada = await trial.visit(async ({ session, path }) => {
        if (path === "/in") {
          session.set("user", "ada");
          await session.cycleKey();
        }
        if (path === "/out") await session.flush();
        return { body: String(session.get("user")) };
      });
      await ada.get("/in");
      const first = ada.cookies.get("sessionid");
      await ada.get("/in");
      const second = ada.cookies.get("sessionid");
      notEqual(second, first);
      equal((await ada.get("/")).body, "ada");
      const out = await ada.get("/out");
      match(out.setCookies[0]!, /^sessionid=;.*Max-Age=0/);
      equal(ada.cookies.size, 0);
      await trial.assertStored();
    },
  },
  {
    name: "a session key comes by its cookie and by nothing else, and goes by nothing else",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/set") session.set("name", "Ada");
        return { body: String(session.get("name")) };
      });
      const set = await ada.get("/set");
      const key = ada.cookies.get("sessionid")!;
      equal([set.body, ...set.rawHeaders].filter((text) => text.includes(key)).length, 1, "the one Set-Cookie");
      equal((await ada.get("/")).body, "Ada");
      trial.store.asked.length = 0;
      const stranger = trial.visitor();
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      for (const [path, asking] of [
        [`/?sessionid=${key}`, {}],
        [`/;sessionid=${key}`, {}],
        [`/${key}`, {}],
        ["/", { headers: { sessionid: key, "X-Session-Id": key, "Set-Cookie": `sessionid=${key}` } }],
        ["/", { headers: { Authorization: `Bearer ${key}` } }],
        ["/", { headers: { Cookie: `SESSIONID=${key}; session=${key}; sid=${key}; a="sessionid=${key}"` } }],
        ["/", { method: "POST", headers: form, body: `sessionid=${key}` }],
      ] as const) {
        const reply = await stranger.get(path, asking);
        deepEqual([reply.body, reply.setCookies], ["undefined", []], path);
        equal(reply.rawHeaders.join("\n").includes(key), false);
      }
      deepEqual(trial.store.asked, []);
    },
  },
  {
    name: "visitors who share a connection do not share a session",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/set") session.set("name", "Ada");
        return { body: String(session.get("name")) };
      });
      const grace = ada.neighbour();
      equal((await ada.get("/set")).body, "Ada");
      equal((await grace.get("/")).body, "undefined");
      equal((await ada.get("/")).body, "Ada");
      deepEqual((await grace.get("/")).setCookies, []);
    },
  },
];
