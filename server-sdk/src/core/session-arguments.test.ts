/** Arguments of plain JavaScript that would end nobody's session, or fail at some stores only. */

import { expect, test } from "vitest";
import { managerOf, request, texts, visitor } from "../../tests/requests.ts";
import { MemoryStore } from "../stores/memory.ts";
import type { Session } from "./session/property-access.ts";

type Untyped = Session<Record<string, unknown>> &
  Record<"delete" | "set" | "bindUser", (...args: unknown[]) => unknown>;

test.each<[string, (session: Untyped) => unknown, RegExp]>([
  ["delete()", (session) => session.delete(), /session\.flush\(\)/],
  ["delete(null)", (session) => session.delete(null), /not null.*session\.flush\(\)/],
  ["del()", (session) => session.del(undefined as never), /session\.flush\(\)/],
  ["set() of a number", (session) => session.set(7, "seven"), /type number.*String\(key\)/],
  ["set()", (session) => session.set(), /undefined/],
  ["bindUser() of a number", (session) => session.bindUser(7), /type number.*String\(user\.id\)/],
  ["bindUser()", (session) => session.bindUser(), /undefined/],
  ["bindUser() of an object", (session) => session.bindUser({ id: 7 }), /type object/],
])("%s is refused at the call, and nothing changes", async (_, call, message) => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { a: 1 });
  await request(sessions, key, (session) => {
    expect(() => call(session as Untyped)).toThrow(TypeError);
    expect(() => call(session as Untyped)).toThrow(message);
    expect(session.modified).toBe(false);
  });
  expect(await texts(store, key)).toEqual({ a: "1" });
});

test("nobody is looked for, or signed out, under a number", async () => {
  const sessions = managerOf(new MemoryStore());
  await expect(sessions.ofUser(7 as never).next()).rejects.toThrow("String(user.id)");
  await expect(sessions.stored.deleteOfUser(7 as never)).rejects.toThrow(TypeError);
});
