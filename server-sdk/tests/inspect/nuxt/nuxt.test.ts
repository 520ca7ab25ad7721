/** The bridge to h3 in an app that Nuxt has built, and under its development server. It runs where NUXT is "all". */

import { beforeAll, describe, expect, test } from "vitest";
import { protocolVersion } from "../../../src/protocol.ts";
import { buildNuxt, installNuxt, startBuilt, startDevelopment } from "./nuxt-app.ts";

const wanted = process.env.NUXT === "all";
const token = "the-token-of-these-tests";

let app: string;
beforeAll(async () => {
  if (wanted) app = await installNuxt();
}, 600_000);

describe.skipIf(!wanted)("Nuxt", () => {
  test("under the development server a key is edited through the endpoint", async () => {
    await using running = await startDevelopment(app, { SESSIONSCOPE_TOKEN: token });
    await editVisits(running.origin);
  });

  describe("built", () => {
    beforeAll(() => buildNuxt(app), 300_000);

    test("with a token of its own it has the endpoint", async () => {
      await using running = await startBuilt(app, { SESSIONSCOPE_TOKEN: token });
      await editVisits(running.origin);
    });

    test("without one it is in production, although nothing sets NODE_ENV", async () => {
      await using running = await startBuilt(app, {});
      for (const path of ["/", "/api/visits"]) {
        const answer = await fetch(running.origin + path);
        expect([answer.status, answer.headers.get("sessionscope")]).toEqual([200, null]);
      }
    });
  });
});

/** Visits, and edits the count in the panel's way. */
async function editVisits(origin: string): Promise<void> {
  expect((await fetch(`${origin}/`)).headers.get("sessionscope")).toMatch(/; path=\/__sessionscope__;/);
  const visit = async (cookie: string) => {
    const answer = await fetch(`${origin}/api/visits?name=Ada`, { headers: { cookie: `h3=${cookie}` } });
    return { data: await answer.json(), value: valueIn(answer.headers.getSetCookie().at(-1)!) };
  };
  const first = await visit("");
  const second = await visit(first.value);
  expect(second.data).toEqual({ visits: 2, name: "Ada" });
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const params = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
  const call = { protocol: protocolVersion, command: "session.update", params, cookie: second.value };
  const answer = await fetch(`${origin}/__sessionscope__`, { method: "POST", headers, body: JSON.stringify(call) });
  const { result } = (await answer.json()) as { result: { cookies: string[] } };
  expect((await visit(valueIn(result.cookies[0]!))).data).toEqual({ visits: 42, name: "Ada" });
}

const valueIn = (line: string): string => /=([^;]*)/.exec(line)![1]!;
