/** The bridge to iron-session, on the library itself: the suite, and what is special to it. It runs where IRON_SESSION is "all". */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import { inspect } from "../../../src/inspect/iron-session.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { answerPage } from "../answer-page.ts";
import { importFrom, installPackages } from "../installed-packages.ts";

const folder = import.meta.dirname;
const wanted = process.env.IRON_SESSION === "all";
const password = "a password of at least thirty-two characters";

interface IronSession extends Record<string, unknown> {
  save(): Promise<void>;
  destroy(): void;
}
type GetIronSession = (request: IncomingMessage, response: ServerResponse, options: object) => Promise<IronSession>;

beforeAll(() => {
  if (wanted) installPackages(folder);
});

function subject(packageName: string, more: object = {}): BridgeSubject {
  const options = { cookieName: "iron", password, cookieOptions: { secure: false }, ...more };
  return {
    name: "iron-session",
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
      "any-key": "a session is a plain object",
    },
    async start(app, debug, lines = 1) {
      const { getIronSession } = (await importFrom(folder, packageName)) as { getIronSession: GetIronSession };
      const line = () => inspect(getIronSession as never, options, debug!);
      const inspected = debug ? Array.from({ length: lines }, line) : [];
      const page = async (request: IncomingMessage, response: ServerResponse) => {
        const session = await getIronSession(request, response, options);
        const used = new UsedSession(session);
        await answerPage(app, request, response, used, () => used.save());
      };
      return listen(
        createServer((request, response) => {
          const go = (at: number): void => {
            const one = inspected[at];
            if (one) one(request, response, () => go(at + 1));
            else void page(request, response);
          };
          go(0);
        }),
      );
    },
  };
}

/** As apps use it: they save what they have changed. */
class UsedSession implements AppSession {
  readonly #session: IronSession;
  #changed = false;

  constructor(session: IronSession) {
    this.#session = session;
  }

  all(): Record<string, unknown> {
    return { ...this.#session };
  }

  set(key: string, value: unknown): void {
    this.#session[key] = value;
    this.#changed = true;
  }

  delete(key: string): void {
    delete this.#session[key];
    this.#changed = true;
  }

  end(): void {
    this.#session.destroy();
  }

  async save(): Promise<void> {
    if (this.#changed) await this.#session.save();
  }
}

const chunked = { chunk: true, password: { 1: password, 2: `${password}!` } };

describe.skipIf(!wanted)("iron-session", () => {
  describe.each([
    ["9", subject("iron-session")],
    ["9, in chunks", subject("iron-session", chunked)],
    ["8", subject("iron-session-8")],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test("a long session comes in chunks, is read and written in them, and leaves none behind when it is short again", async () => {
    const trial = new Trial(subject("iron-session", chunked));
    try {
      const ada = await trial.visitor({ color: "red" });
      const long = "x".repeat(5000);
      await ada.edit("long", JSON.stringify(long), null);
      expect([...ada.cookies.keys()].sort()).toEqual(["iron.0", "iron.1"]);
      expect(await ada.seen()).toEqual({ color: "red", long });
      await ada.edit("color", '"blue"', '"red"');
      await ada.edit("long", '"short"', JSON.stringify(long));
      expect([...ada.cookies.keys()]).toEqual(["iron"]);
      expect(await ada.seen()).toEqual({ color: "blue", long: "short" });
    } finally {
      await trial.end();
    }
  });

  test.each([
    ["one cookie", {}, 3500],
    ["four cookies", chunked, 14_000],
  ])("more than %s can hold is refused before it is sent", async (_, more, characters) => {
    const trial = new Trial(subject("iron-session", more));
    try {
      const ada = await trial.visitor({ color: "red" });
      const long = JSON.stringify("x".repeat(characters));
      await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
      expect(await ada.seen()).toEqual({ color: "red" });
    } finally {
      await trial.end();
    }
  });
});
