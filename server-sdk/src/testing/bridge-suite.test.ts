/** The suite of bridges on a bridge to a small library, and on broken ones, each of which it must catch. */

import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { answerPage } from "../../tests/inspect/answer-page.ts";
import {
  inspectThrough,
  inspectToy,
  type ToyBridge,
  toyBridge,
  type UnderWay,
} from "../../tests/inspect/inspect-toy.ts";
import {
  type ToyMiddleware,
  type ToyRequest,
  type ToySessions,
  toySessions,
} from "../../tests/inspect/toy-sessions.ts";
import type { DebugOptions } from "../core/settings.ts";
import { listen } from "./adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "./bridge-suite/subject.ts";
import { bridgeSuite } from "./bridge-suite.ts";

type Line = (sessions: ToySessions, debug: DebugOptions) => ToyMiddleware;

function subjectWith(inspect: Line): BridgeSubject {
  let sessions: ToySessions;
  return {
    name: "toy sessions",
    lacks: { expiry: "its sessions have no end", "two-lines": "nothing tells its line from the toy" },
    async start(app, debug) {
      sessions = toySessions("the secret of the toy");
      const middleware = debug === null ? sessions : inspect(sessions, debug);
      const server = createServer((request: ToyRequest, response) => {
        middleware(request, response, (error) => {
          if (error !== undefined) {
            response.statusCode = 500;
            return response.end(`${error}`);
          }
          void answerPage(app, request, response, sessionOf(request, sessions));
        });
      });
      return listen(server);
    },
    rawRecords: async () => [...sessions.store.texts],
    async whileStoreFails(work) {
      const { get } = sessions.store;
      sessions.store.get = () => Promise.reject(new Error("The store is switched off."));
      await work().finally(() => {
        sessions.store.get = get;
      });
    },
  };
}

function sessionOf(request: ToyRequest, { store }: ToySessions): AppSession {
  return {
    all: () => request.session ?? {},
    set: (key, value) => {
      request.session![key] = value;
    },
    delete: (key) => {
      delete request.session![key];
    },
    async renew() {
      await store.destroy(request.sessionId!);
      request.sessionId = crypto.randomUUID();
      request.session = {};
    },
    end() {
      request.session = null;
    },
  };
}

describe("a bridge as it should be", () => {
  for (const { name, skip, run } of bridgeSuite(subjectWith(inspectToy))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

interface Broken {
  readonly what: string;
  /** A word of the tests that must catch it. */
  readonly caught: RegExp;
  readonly inspect: Line;
}

/** The good bridge with a fault. */
const withFault =
  (fault: (bridge: ToyBridge, sessions: ToySessions) => Partial<ToyBridge>): Line =>
  (sessions, debug) => {
    const underWay: UnderWay = new Set();
    const bridge = toyBridge(sessions, underWay);
    return inspectThrough(sessions, { ...bridge, ...fault(bridge, sessions) }, debug, underWay);
  };

const broken: readonly Broken[] = [
  {
    what: "adds a header to the app's answers",
    caught: /unchanged: the same visit gives the same answers with/,
    inspect: (sessions, debug) => {
      const middleware = inspectToy(sessions, debug);
      return (request, response, next) => {
        response.setHeader("X-Inspected", "yes");
        middleware(request, response, next);
      };
    },
  },
  {
    what: "gives a stranger who only looks a session",
    caught: /unchanged: the same visit/,
    inspect: (sessions, debug) => {
      const middleware = inspectToy(sessions, debug);
      return (request, response, next) =>
        middleware(request, response, (error) => {
          if (request.session) request.session.inspected = true;
          next(error);
        });
    },
  },
  {
    what: "is there in production",
    caught: /in production without a token/,
    inspect: (sessions, debug) =>
      inspectThrough(sessions, toyBridge(sessions), { token: "a-token-of-the-bridge", ...debug }),
  },
  {
    what: "renews what it reads",
    caught: /reading has no effect/,
    inspect: withFault((bridge, { store }) => ({
      async read(sent) {
        const held = await bridge.read(sent);
        if (held) store.texts.set(held.id, ` ${store.texts.get(held.id)}`);
        return held;
      },
    })),
  },
  {
    what: "loses a key of a name that it has a use for",
    caught: /a key that the library cannot keep is refused/,
    inspect: withFault((bridge) => ({
      write: (held, next) =>
        bridge.write!(held, { ...next, entries: new Map([...next.entries].filter(([key]) => key !== "save")) }),
    })),
  },
  {
    what: "believes a forged cookie",
    caught: /nobody's cookie is nobody/,
    inspect: withFault((bridge) => ({
      read: async (sent) => {
        const [id] = (sent.get("toy") ?? "").split(".");
        return (await bridge.stored!.find(id!)) ?? null;
      },
    })),
  },
  {
    what: "stores a session for a stranger's cookie",
    caught: /nobody's cookie is nobody/,
    inspect: withFault((bridge, { store }) => ({
      async read(sent) {
        const held = await bridge.read(sent);
        if (!held && sent.has("toy")) await store.set("stranger", {});
        return held;
      },
    })),
  },
  {
    what: "loses the order and the keys that it does not know",
    caught: /an edit, an addition and a deletion/,
    inspect: withFault((bridge) => ({
      write: (held, next) => bridge.write!(held, { ...next, entries: new Map([...held.entries, ...next.entries]) }),
    })),
  },
  {
    what: "answers an edit that it has not stored",
    caught: /an edit, an addition and a deletion/,
    inspect: withFault(() => ({
      write: async (held, next) => ({ held: { ...held, ...next }, cookieValue: "", lines: [] }),
    })),
  },
  {
    what: "drops hidden values with every edit",
    caught: /a hidden value can be neither written nor guessed/,
    inspect: withFault((bridge) => ({
      write: (held, next) =>
        bridge.write!(held, { ...next, entries: new Map([...next.entries].filter(([key]) => key !== "password")) }),
    })),
  },
  {
    what: "keeps the old key when it gives a new one",
    caught: /another key/,
    inspect: withFault((bridge) => ({ rotate: (held) => bridge.create!(held) })),
  },
  {
    what: "ends nothing",
    caught: /an end: the browser drops its cookies/,
    inspect: withFault(() => ({ remove: async () => {} })),
  },
  {
    what: "leaves the browser its cookie",
    caught: /the cookie alone goes/,
    inspect: withFault(() => ({ dropLines: async () => [] })),
  },
  {
    what: "promises more of an edit than it keeps",
    caught: /in-flight: an edit and what the request then sets/,
    inspect: (sessions, debug) => inspectThrough(sessions, toyBridge(sessions), debug),
  },
  {
    what: "lets the app bring back what was ended",
    caught: /stays ended/,
    inspect: (sessions, debug) => {
      const underWay: UnderWay = new Set();
      return inspectThrough(sessions, toyBridge(sessions, underWay), debug, underWay);
    },
  },
  {
    what: "has more than the app in it",
    caught: /the session is read as the app has it/,
    inspect: withFault((bridge) => ({
      async read(sent) {
        const held = await bridge.read(sent);
        return held && { ...held, entries: new Map([["__lastAccess", "1"], ...held.entries]) };
      },
    })),
  },
  {
    what: "has no id of its own for each session",
    caught: /keeps its handle and revision/,
    inspect: withFault((bridge) => ({
      async read(sent) {
        const held = await bridge.read(sent);
        return held && { ...held, id: "toy" };
      },
    })),
  },
  {
    what: "does not tell what requests do",
    caught: /the timeline has what each request did/,
    inspect: (sessions, debug) => {
      const bridge = toyBridge(sessions);
      const silent: ToySessions = Object.assign<ToyMiddleware, Pick<ToySessions, "store" | "secret">>(
        (request, response, next) => sessions(request, response, next),
        { store: sessions.store, secret: sessions.secret },
      );
      const inspected = inspectThrough(silent, bridge, debug);
      return (request, response, next) =>
        inspected(request, new Proxy(response, { get: hidingClose }) as typeof response, next);
    },
  },
  {
    what: "names another cookie than the app's",
    caught: /hello names the library, its cookie/,
    inspect: withFault(() => ({ cookie: async () => ({ name: "sid" }) })),
  },
  {
    what: "lacks a command that it does not say it lacks",
    caught: /offers exactly the commands/,
    inspect: withFault(() => ({ cannot: { "session.cycleKey": "It is not built." } })),
  },
];

/** A response whose end nobody hears of. */
function hidingClose(response: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(response, name);
  if (name === "once") return () => response;
  return typeof member === "function" ? member.bind(response) : member;
}

describe("a broken bridge is caught", () => {
  test.each(broken)("that $what", async ({ caught, inspect }) => {
    const subject = subjectWith(inspect);
    const tests = bridgeSuite(subject).filter(({ name, skip }) => caught.test(name) && skip === undefined);
    expect(tests.length).toBeGreaterThan(0);
    const outcomes: string[] = [];
    for (const { run } of tests)
      outcomes.push(
        await run().then(
          () => "passed",
          () => "failed",
        ),
      );
    expect(outcomes).toContain("failed");
  });
});
