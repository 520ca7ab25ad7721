/** What is special to koa-session, beside the suite. */

import { expect, onTestFinished, test } from "vitest";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { type Guest, Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { type Setup, startApp } from "./koa-app.ts";
import { ObjectStore, TextStore } from "./stores.ts";

/** A trial whose app is set up like this. */
function trialOf(setup: Setup, kind: BridgeSubject["kind"] = "server"): Trial {
  const trial = new Trial({ name: "koa-session", kind, start: (app, debug) => startApp(setup, app, debug) });
  onTestFinished(() => trial.end());
  return trial;
}

/** Runs `meanwhile` while a request to `/slow` is under way. */
async function duringSlow(trial: Trial, ada: Guest, target: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const tab = await trial.tab(ada);
  const slow = tab.ask(target);
  await trial.slow.reached;
  await meanwhile();
  trial.slow.open();
  expect((await slow.reply).status).toBe(200);
}

/** The warnings of ours until the test ends. */
function warnings(): string[] {
  const told: string[] = [];
  const hear = (warning: Error) => {
    if (warning.name === "SessionscopeWarning") told.push(warning.message);
  };
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
  return told;
}

export function storeTests(): void {
  test("a key that a request has changed itself stays its own, and an edit of an hour outlasts its save", async () => {
    const trial = trialOf({ options: { store: new TextStore() } });
    const ada = await trial.visitor({ color: "red", size: "m" });
    await duringSlow(trial, ada, '/slow?color="green"', async () => {
      await ada.edit("size", '"xl"', '"m"');
      await ada.edit("color", '"blue"', '"red"');
      const expiry = { kind: "seconds", seconds: 60 } as const;
      await ada.call("session.setExpiry", { revision: (await ada.session()).revision, expiry });
    });
    expect(await ada.seen()).toEqual({ color: "green", size: "xl" });
    expect((await ada.session()).expiry).toEqual({ kind: "seconds", seconds: 60 });
  });

  test("an edit goes with a session that a request under way then gives another key", async () => {
    const trial = trialOf({ options: { store: new TextStore() }, renewAfterSlow: true });
    const ada = await trial.visitor({ color: "red" });
    const tab = await trial.tab(ada);
    const slow = tab.ask("/slow?name=1");
    await trial.slow.reached;
    await ada.edit("color", '"blue"', '"red"');
    trial.slow.open();
    await slow.reply;
    expect(await tab.seen()).toEqual({ color: "blue", name: 1 });
    expect(await ada.seen()).toEqual({});
  });

  test("reading uses up no id, renews nothing, and no listener of the app hears of it", async () => {
    const store = new TextStore();
    let ids = 0;
    const heard: string[] = [];
    const options = { store, rolling: true, genid: () => `id-${++ids}` };
    const trial = trialOf({ options, hear: (event) => heard.push(event) });
    const ada = await trial.visitor();
    const stranger = await trial.tab(ada);
    for (const name of ada.cookies.keys()) if (!name.endsWith(".sig")) stranger.cookies.set(name, "nobody");
    for (const guest of [ada, stranger]) await guest.hello();
    const [before, used, renewed] = [[...store.texts], ids, store.renewed];
    await ada.session();
    expect(await stranger.state()).toBe("gone");
    store.texts.clear();
    expect(await ada.state()).toBe("gone");
    for (const [key, text] of before) store.texts.set(key, text);
    expect([[...store.texts], ids, store.renewed, heard]).toEqual([before, used, renewed, []]);
  });

  test("values that are no JSON are shown, stay as they are when others are edited, and cannot be written", async () => {
    const store = new ObjectStore();
    const page: Setup["page"] = async (context) => {
      if (context.url === "/made") Object.assign(context.session!, { tags: new Set(["a"]), color: "red" });
      context.body = "";
    };
    const ada = await trialOf({ options: { store }, page }).guest();
    await ada.get("/made");
    const { entries } = await ada.session();
    expect(entries.map(({ key, text, readOnly }) => [key, text, readOnly ?? false])).toEqual([
      ["tags", `"Set(1) { 'a' }"`, true],
      ["color", '"red"', false],
    ]);
    await ada.edit("color", '"blue"', '"red"');
    await ada.refused("unsupported", "session.update", {
      set: { tags: "1" },
      delete: [],
      expect: { tags: entries[0]!.text },
    });
    expect([...store.objects.values()]).toMatchObject([{ tags: new Set(["a"]), color: "blue" }]);
  });

  test("whom koa-passport has signed in is the session's user", async () => {
    const ada = await trialOf({ options: { store: new TextStore() } }).visitor({ passport: { user: "ada" } });
    expect((await ada.session()).user).toBe("ada");
  });

  test("keys that are names of the library's own are refused", async () => {
    const trial = trialOf({ options: { store: new TextStore() } });
    const ada = await trial.visitor();
    for (const key of ["maxAge", "_expire", "save", "isNew", "__proto__"]) {
      const params = { set: Object.fromEntries([[key, "1"]]), delete: [], expect: Object.fromEntries([[key, null]]) };
      await ada.refused("unsupported", "session.update", params);
    }
    expect(await ada.seen()).toEqual({ color: "red" });
  });

  test("below a path of koa-mount it announces the whole path, and answers there", async () => {
    const ada = await trialOf({ options: { store: new TextStore() }, mount: "/shop" }).guest();
    await ada.get("/shop/set?color=1");
    expect(await ada.endpoint()).toMatch(/^\/shop\/__sessionscope__/);
    expect(await ada.texts()).toEqual({ color: "1" });
  });
}

export function cookieTests(): void {
  test("an end takes the browser's cookie, and a copy of it works on", async () => {
    const trial = trialOf({ options: {} }, "client");
    const ada = await trial.visitor();
    const copy = await trial.tab(ada);
    await ada.call("session.flush", { revision: (await ada.session()).revision });
    expect([ada.cookies.size, await ada.seen(), await copy.seen()]).toEqual([0, {}, { color: "red" }]);
    const { engine, store, cookie } = await ada.hello();
    expect([engine!.name, engine!.edits, store.kind, cookie.more]).toEqual([
      "koa-session (cookie)",
      "none",
      "client",
      ["koa.sess.sig"],
    ]);
  });

  test("a value that fits, but makes a cookie that browsers drop, is refused before it is sent", async () => {
    const ada = await trialOf({ options: {} }, "client").visitor();
    const long = JSON.stringify("x".repeat(3200));
    await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
    expect(await ada.seen()).toEqual({ color: "red" });
  });

  test("a page that does not touch its session is given no cookie, although it is rolling", async () => {
    const ada = await trialOf({ options: { rolling: true } }, "client").visitor();
    expect((await ada.get("/static")).setCookies).toEqual([]);
  });
}

/** Where an app without cookies keeps the key. */
const externalKey = {
  get: (context: { get(name: string): string }) => context.get("x-session"),
  set: (context: { set(name: string, value: string): void }, key: string) => context.set("x-session", key),
};

export function wrongUseTests(): void {
  test("a Secure cookie over plain http cannot be written: the panel is told why, and the app goes on", async () => {
    const ada = await trialOf({ options: { secure: true } }, "client").guest();
    await ada.get("/static");
    await expect(ada.hello()).rejects.toThrow(/secure cookie over unencrypted connection/);
    expect((await ada.get("/static")).status).toBe(200);
  });

  test.each([
    ["another middleware", { other: true, options: {} }, /not koa-session's/],
    ["keys that are not in the cookie", { options: { store: new TextStore(), externalKey } }, /externalKey/],
    ["settings that cannot be", { options: {}, debug: { token: "short" } }, /at least 16 characters/],
  ] satisfies [string, Setup, RegExp][])("%s: one warning, and the app is as before", async (_, setup, reason) => {
    const told = warnings();
    const ada = await trialOf(setup).guest();
    for (let visit = 0; visit < 2; visit++) {
      const { status, headers } = await ada.get("/static");
      expect([status, headers.sessionscope]).toEqual([200, undefined]);
    }
    await expect.poll(() => told).toEqual([expect.stringMatching(reason)]);
  });

  test("a store that is not ready: the app's answers are its own, and the panel is there once it is", async () => {
    const told = warnings();
    let ready = false;
    class ContextStore extends ObjectStore {
      constructor() {
        super();
        if (!ready) throw new Error("not ready");
      }
    }
    const ada = await trialOf({ options: { ContextStore } }).guest();
    expect((await ada.get("/static")).status).toBe(500);
    ready = true;
    expect((await ada.get("/static")).status).toBe(200);
    expect((await ada.hello()).engine!.name).toBe("koa-session (ContextStore)");
    expect(told).toEqual([expect.stringMatching(/not ready/)]);
  });
}
