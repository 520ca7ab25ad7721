/** What an edit promises while the app's own requests are at work on the session, in this process. */

import { expect, test } from "vitest";
import { load } from "./libraries.ts";
import { openApp, type Visitor } from "./trial.ts";

const resaves = [[true], [false]] as const;

export function requestTests(): void {
  test.each(resaves)("resave %s: an edit, and what a slow request stores after it, both last", async (resave) => {
    const app = await openApp({ session: { resave } });
    const { visitor, panel } = await app.signedIn();
    const [writes, reads] = [await visitor.slow({ visits: 2 }), await visitor.slow()];
    await panel.edit({ color: "teal", passport: undefined });
    expect(await panel.entries()).toMatchObject({ color: "teal", visits: 1 });
    await writes.finish();
    await reads.finish();
    const { entries } = await panel.call("timeline.list", { limit: 100 });
    const keys = entries.filter(({ path }) => path === "/slow").map((entry) => entry.keys);
    const session = await visitor.session();
    expect(session).toMatchObject({ color: "teal" });
    expect(session).not.toHaveProperty("passport");
    // The one that only read saves its older copy where the app has asked for that.
    expect([session.visits, keys[0]]).toEqual([resave && keys[1]?.includes("visits") ? 1 : 2, ["visits"]]);
  });

  test("a slow request that changes nothing does not take what another has stored meanwhile", async () => {
    for (const touch of ["touches", "has no touch"]) {
      const store = new (load("express-session").MemoryStore)();
      if (touch === "has no touch") store.touch = undefined;
      const app = await openApp({ session: { store } });
      const { visitor, panel } = await app.signedIn();
      const slow = await visitor.slow();
      await visitor.set({ b: 1 });
      await panel.edit({ color: "teal" });
      await slow.finish();
      expect(await visitor.session(), touch).toMatchObject({ b: 1, color: "teal", visits: 1 });
    }
  });

  test.each(resaves)("resave %s: an expiry is not taken back by a slow request", async (resave) => {
    const app = await openApp({ session: { resave } });
    const { visitor, panel } = await app.signedIn();
    const slow = await visitor.slow({ visits: 2 });
    const { revision } = await panel.read();
    await panel.call("session.setExpiry", { revision, expiry: { kind: "seconds", seconds: 60 } });
    await slow.finish();
    expect((await panel.read()).expiry).toEqual({ kind: "seconds", seconds: 60 });
  });

  test.each(resaves)("resave %s: a session that was flushed or moved is not brought back", async (resave) => {
    for (const command of ["flush", "cycle"] as const) {
      const app = await openApp({ session: { resave } });
      const { visitor, panel } = await app.signedIn();
      const old = copyOf(app.visitor(), visitor);
      const slow = await visitor.slow({ visits: 2 });
      await panel[command]();
      await slow.finish();
      expect(await old.session(), command).toEqual({});
    }
  });

  test("a client whose genid gives it the same id again is signed in anew after a flush", async () => {
    const genid = () => "the-id-of-this-client";
    const app = await openApp({ session: { resave: true, genid } });
    const { visitor, panel } = await app.signedIn();
    const slow = await visitor.slow({ visits: 2 });
    await panel.flush();
    await slow.finish();
    await visitor.post("/login");
    expect(await visitor.session()).toMatchObject({ visits: 1 });
    await visitor.set({ visits: 3 });
    expect(await visitor.session()).toMatchObject({ visits: 3 });
  });

  test("an edit does not bring back a session that the app ends meanwhile, and takes nothing that the app saves meanwhile", async () => {
    const store = new (load("express-session").MemoryStore)();
    const { get } = store;
    let loads = 0;
    let meanwhile: () => Promise<unknown> = async () => undefined;
    store.get = (sid: string, done: (...answer: unknown[]) => void) =>
      get.call(store, sid, async (...answer: unknown[]) => {
        // An update loads the session three times, the last time right before it is written.
        if (++loads === 3) await meanwhile();
        done(...answer);
      });
    const app = await openApp({ session: { store } });
    const { visitor, panel } = await app.signedIn();
    await panel.hello();
    const edit = (value: string, before: string | null) => ({
      set: { color: value },
      delete: [],
      expect: { color: before },
    });

    loads = 0;
    meanwhile = () => copyOf(app.visitor(), visitor).set({ b: 1 });
    await panel.call("session.update", edit('"teal"', null));
    expect(await visitor.session()).toMatchObject({ b: 1, color: "teal" });

    loads = 0;
    meanwhile = () => copyOf(app.visitor(), visitor).set({ color: "green" });
    expect(await panel.error("session.update", edit('"red"', '"teal"'))).toMatchObject({ code: "store-failed" });
    expect(await visitor.session()).toMatchObject({ color: "green" });

    loads = 0;
    meanwhile = () => copyOf(app.visitor(), visitor).get("/logout");
    expect((await panel.error("session.update", edit('"red"', '"green"'))).code).toBe("gone");
    expect(Object.keys(store.sessions)).toEqual([]);
  });

  test("Passport's login and logout are followed while the panel edits", async () => {
    const passport = new (load("passport").Passport)();
    passport.serializeUser((user: { id: string }, done: (error: null, id: string) => void) => done(null, user.id));
    passport.deserializeUser((id: string, done: (error: null, user: object) => void) => done(null, { id }));
    const accounts = (request: { url: string; login: Login; logout: Logout }, response: End, next: () => void) => {
      if (request.url === "/sign-in") return request.login({ id: "7" }, () => response.end("in"));
      if (request.url === "/sign-out") return request.logout(() => response.end("out"));
      next();
    };
    const app = await openApp({
      after: [{ handler: passport.initialize() }, { handler: passport.session() }, { handler: accounts as never }],
    });
    const visitor = app.visitor();
    const panel = app.panelOf(visitor);
    await visitor.set({ cart: 1 });
    await panel.edit({ color: "teal" });
    const before = await panel.read();
    await visitor.post("/sign-in");
    const signedIn = await panel.read();
    expect([before.user, signedIn.user, before.handle === signedIn.handle]).toEqual([null, "7", false]);
    await panel.edit({ color: "red" });
    expect(await visitor.session()).toEqual({ passport: { user: "7" }, color: "red" });
    await visitor.post("/sign-out");
    expect((await panel.read()).user).toBeNull();
    const { entries } = await panel.call("timeline.list", { limit: 100 });
    const deeds = entries.map(({ path, outcome }) => `${path} ${outcome}`);
    expect(deeds).toContain("/sign-in rotated");
    expect(deeds).toContain("/sign-out rotated");
  });
}

type Login = (user: object, done: () => void) => void;
type Logout = (done: () => void) => void;
interface End {
  end(text: string): void;
}

function copyOf(visitor: Visitor, { cookies }: Visitor): Visitor {
  for (const [name, value] of cookies) visitor.cookies.set(name, value);
  return visitor;
}
