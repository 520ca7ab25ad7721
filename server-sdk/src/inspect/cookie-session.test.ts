/** The bridge to cookie-session, on the library itself: the suite, and what is special to it. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { answerPage } from "../../tests/inspect/answer-page.ts";
import { listen } from "../testing/adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "../testing/bridge-suite/subject.ts";
import { Trial } from "../testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../testing/bridge-suite.ts";
import { inspect } from "./cookie-session.ts";

interface AppRequest extends IncomingMessage {
  session: Record<string, unknown> | null;
}
type Middleware = (request: AppRequest, response: ServerResponse, next: () => void) => void;

const cookieSession = createRequire(import.meta.url)("cookie-session") as (options: object) => Middleware;

function subject(options: object, lacks: BridgeSubject["lacks"] = {}): BridgeSubject {
  return {
    name: "cookie-session",
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
      "any-key": "the library leaves out keys that its object has",
      ...lacks,
    },
    async start(app, debug, lines = 1) {
      const middleware = cookieSession({ keys: ["a key", "an old key"], maxAge: 3_600_000, ...options });
      let used = middleware;
      if (debug) for (let line = 0; line < lines; line++) used = inspect(used, debug);
      return listen(
        createServer((request, response) => {
          const asked = request as AppRequest;
          used(asked, response, () => void answerPage(app, asked, response, sessionOf(asked)));
        }),
      );
    },
  };
}

const sessionOf = (request: AppRequest): AppSession => ({
  all: () => ({ ...request.session }),
  set: (key, value) => {
    request.session![key] = value;
  },
  delete: (key) => {
    delete request.session![key];
  },
  end: () => {
    request.session = null;
  },
});

describe.each([
  ["signed", subject({})],
  ["without a signature", subject({ signed: false, name: "plain" }, { signature: "nobody signs it" })],
])("cookie-session, %s", (_, one) => {
  for (const { name, skip, run } of bridgeSuite(one)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

test("a value that fits, but makes a cookie that browsers drop, is refused before it is sent", async () => {
  const trial = new Trial(subject({}));
  try {
    const ada = await trial.visitor({ color: "red" });
    const long = JSON.stringify("x".repeat(3500));
    await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
    expect(await ada.seen()).toEqual({ color: "red" });
  } finally {
    await trial.end();
  }
});

test("a Secure cookie over plain http cannot be read, and the panel is told why", async () => {
  const trial = new Trial(subject({ secure: true }));
  try {
    const ada = await trial.guest();
    await ada.get("/static");
    await expect(ada.hello()).rejects.toThrow(/a Secure one needs https/);
    expect((await ada.get("/static")).status).toBe(200);
  } finally {
    await trial.end();
  }
});

test("a list in the place of the dictionary is shown as what the library makes of it", async () => {
  const trial = new Trial({
    ...subject({}),
    start: async (_app, debug) => {
      const used = inspect(cookieSession({ keys: ["a key"] }), debug!);
      return listen(
        createServer((request, response) => {
          const asked = request as AppRequest;
          used(asked, response, () => {
            if (request.url === "/list") asked.session = ["red", "blue"] as never;
            response.end(JSON.stringify(asked.session));
          });
        }),
      );
    },
  });
  try {
    const ada = await trial.guest();
    expect((await ada.get("/list")).body).toBe('{"0":"red","1":"blue"}');
    expect((await ada.get("/read")).body).toBe('{"0":"red","1":"blue"}');
    expect(await ada.texts()).toEqual({ 0: '"red"', 1: '"blue"' });
    await ada.edit("1", '"green"', '"blue"');
    expect((await ada.get("/read")).body).toBe('{"0":"red","1":"green"}');
  } finally {
    await trial.end();
  }
});

test("another library's middleware is left alone, and the panel is told", async () => {
  const other: Middleware = (request, _response, next) => {
    request.session = {};
    next();
  };
  const trial = new Trial({
    ...subject({}),
    start: (app, debug) => {
      const used = inspect(other, debug!);
      return listen(
        createServer((request, response) => {
          const asked = request as AppRequest;
          used(asked, response, () => void answerPage(app, asked, response, sessionOf(asked)));
        }),
      );
    },
  });
  try {
    const ada = await trial.guest();
    expect((await ada.set({ color: "red" })).body).toBe('{"color":"red"}');
    await expect(ada.hello()).rejects.toThrow(/the middleware is not cookie-session's/);
  } finally {
    await trial.end();
  }
});
