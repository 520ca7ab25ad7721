/** What works in each framework: reading, editing, the live stream, the timeline, ending, cycling. */

import { expect, test } from "vitest";
import { frameworks } from "./libraries.ts";
import { openApp } from "./trial.ts";

export function frameworkTests(): void {
  test.each(frameworks)(
    "%s: what the app stores is shown, and what the panel stores reaches the app",
    async (framework) => {
      const app = await openApp({ framework });
      const { visitor, panel } = await app.signedIn();
      const hello = await panel.hello();
      expect(hello).toMatchObject({
        engine: { name: "express-session 1.19.0 (MemoryStore)", revisions: "observed", edits: "merge" },
        cookie: { name: "connect.sid", path: "/", secure: false, httpOnly: true, sameSite: null, domain: null },
        cookieAge: 3600,
        expireAtBrowserClose: false,
        store: { kind: "server" },
      });
      expect(await panel.entries()).toEqual({ passport: { user: "ada" }, csrfSecret: "", visits: 1 });
      const session = await panel.read();
      expect(session).toMatchObject({ user: "ada", createdAt: null, expiry: { kind: "policy" } });
      expect(Math.abs(session.expiresAt! - Date.now() - 3_600_000)).toBeLessThan(60_000);
      expect(session.entries.find(({ key }) => key === "visits")?.changed).toMatchObject({
        by: "request",
        method: "POST",
        path: "/login",
      });

      await panel.edit({ visits: 41, color: "teal", passport: undefined });
      expect(await visitor.session()).toEqual({ csrfSecret: "hidden", visits: 41, color: "teal" });
      const before = visitor.sid;
      await panel.cycle();
      expect(visitor.sid).not.toBe(before);
      expect(await visitor.session()).toEqual({ csrfSecret: "hidden", visits: 41, color: "teal" });

      const copy = app.visitor();
      for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
      await panel.flush();
      expect([visitor.cookies.size, await copy.session()]).toEqual([0, {}]);
      expect(await app.panelOf(copy).state()).toBe("gone");
      const entries = (await panel.call("timeline.list", { limit: 100 })).entries;
      const deeds = entries.map(({ by, path, command, outcome }) => `${by} ${command ?? path} ${outcome}`);
      expect(deeds).toEqual([
        "request /login created",
        "panel session.update stored",
        "request /look touched",
        "panel session.cycleKey rotated",
        "request /look touched",
        "panel session.flush flushed",
      ]);
    },
  );

  test.each(frameworks)(
    "%s: a path in front of the sessions is part of the address that is announced",
    async (framework) => {
      const app = await openApp({ framework, path: "/shop" });
      const visitor = app.visitor();
      const answer = await visitor.get("/shop/set?set=%7B%22a%22:1%7D");
      expect(answer.headers.get("sessionscope")).toBe("v=1; path=/shop/__sessionscope__; request=1");
      expect(await app.panelOf(visitor, "/shop/__sessionscope__").entries()).toEqual({ a: 1 });
      expect((await visitor.get("/elsewhere")).headers.get("sessionscope")).toBeNull();
    },
  );
}
