/** Tests that every small example must pass, over HTTP: a name and a visit counter in the session. */

import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startService } from "../scripts/services/services.ts";
import { type Running, startExample, TestBrowser } from "./test-browser.ts";

export function driveExample(name: string): void {
  describe(`the ${name} example`, () => {
    let app: Running;
    beforeAll(async () => {
      app = await startExample(`${name}/server.ts`, { SESSION_STORE: "file:./sessions" });
    });
    afterAll(() => app.stop());
    const visitor = () => new TestBrowser(app.origin);

    test("counts visits, takes a name under a new key, forgets", async () => {
      const ada = visitor();
      expect((await ada.get("/")).byId("visits")).toBe("1");
      expect((await ada.get("/")).byId("visits")).toBe("2");
      const before = ada.cookies.get("sessionid");
      const named = await ada.post("/name", { name: "Ada <3" });
      expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "3"]);
      expect(ada.cookies.get("sessionid")).not.toBe(before);
      expect((await visitor().get("/")).byId("name")).toBe("stranger");
      expect((await ada.post("/forget")).path).toBe("/about");
      expect(ada.cookies.size).toBe(0);
      expect((await ada.get("/")).byId("visits")).toBe("1");
    });

    test("gives no cookie to a visitor without a session, and announces its debug endpoint", async () => {
      const page = await visitor().get("/about");
      expect([page.status, page.setCookies, page.headers.get("vary")]).toEqual([200, [], null]);
      expect(page.headers.get("sessionscope")).toMatch(/^v=1; path=\/__sessionscope__;/);
      expect((await visitor().get("/nowhere")).status).toBe(404);
    });

    test("answers 503 while the store is down, and goes on afterwards", async () => {
      const ada = visitor();
      await ada.post("/name", { name: "Ada" });
      const [store, away] = [join(app.folder, "sessions"), join(app.folder, "away")];
      await rename(store, away);
      await writeFile(store, "not a folder");
      const down = await ada.post("/name", { name: "Grace" });
      expect([down.status, down.setCookies]).toEqual([503, []]);
      await rm(store);
      await rename(away, store);
      expect((await ada.get("/")).byId("name")).toBe("Ada");
    });

    test("answers 503 while its database server is dead, signs nobody out, and goes on when it is back", async () => {
      await using redis = await startService("redis");
      await using shared = await startExample(`${name}/server.ts`, { SESSION_STORE: redis.url });
      const ada = new TestBrowser(shared.origin);
      await ada.post("/name", { name: "Ada" });
      const key = ada.cookies.get("sessionid");
      await redis.kill();
      for (const page of [await ada.get("/"), await ada.post("/name", { name: "Grace" }), await ada.post("/forget")]) {
        expect([page.path, page.status, page.setCookies]).toEqual([page.path, 503, []]);
      }
      expect((await ada.get("/about")).status).toBe(200);
      await redis.start();
      await expect.poll(async () => (await ada.get("/")).byId("name")).toBe("Ada");
      expect(ada.cookies.get("sessionid")).toBe(key);
    });

    test("ends cleanly", async () => {
      const other = await startExample(`${name}/server.ts`, { NODE_ENV: "production" });
      expect((await new TestBrowser(other.origin).get("/")).headers.get("sessionscope")).toBeNull();
      expect(await other.stop()).toBe(0);
    });
  });
}
