import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SettingError } from "../core/errors.ts";
import type { RejectedEvent } from "../core/events.ts";
import type { StoredSession } from "../core/store.ts";
import { open, SignedCookieStore } from "./signed-cookie.ts";

const secret = "correct horse battery staple";
const now = Date.UTC(2026, 0, 1);
const session: StoredSession = {
  entries: new Map([["user", '{"id":7}']]),
  createdAt: now - 5000,
  modifiedAt: now,
  expiresAt: now + 1000,
  expiry: null,
  revision: 3,
  user: "7",
};

const rejected: RejectedEvent[] = [];
const listener = (event: unknown) => void rejected.push(event as RejectedEvent);
beforeEach(() => {
  rejected.length = 0;
  subscribe("sessionscope:rejected", listener);
  vi.spyOn(Date, "now").mockReturnValue(now);
});
afterEach(() => {
  unsubscribe("sessionscope:rejected", listener);
  vi.restoreAllMocks();
});

test.each([{}, { encrypt: true }, { encrypt: true, compress: true }])("a session comes back with %j", (options) => {
  const store = new SignedCookieStore({ secret, ...options });
  expect(store.unseal(store.seal(session, "sessionid"), "sessionid")).toEqual(session);
  expect(rejected).toEqual([]);
});

test("is dead at its deadline, whatever the browser's cookie says", () => {
  const store = new SignedCookieStore({ secret });
  const value = store.seal(session, "sessionid");
  vi.mocked(Date.now).mockReturnValue(session.expiresAt - 1);
  expect(store.unseal(value, "sessionid")).toEqual(session);
  vi.mocked(Date.now).mockReturnValue(session.expiresAt);
  expect(store.unseal(value, "sessionid")).toBeNull();
  expect(rejected).toEqual([{ reason: "expired", store: "Signed cookie" }]);
});

test("a bad cookie is an empty session, reported once and without its value", () => {
  const store = new SignedCookieStore({ secret, encrypt: true });
  const value = store.seal(session, "sessionid");
  expect(store.unseal(value, "othername")).toBeNull();
  expect(rejected).toHaveLength(1);
  expect(rejected[0]).toMatchObject({ reason: "bad-signature", store: "Encrypted cookie" });
  expect(JSON.stringify(rejected)).not.toContain(value.slice(0, 16));
});

test("needs a secret worth the name", async () => {
  for (const bad of ["", "fifteen letters", [], [secret, "short"]]) {
    expect(() => new SignedCookieStore({ secret: bad })).toThrow(SettingError);
  }
  await expect(open(new URL("signed-cookie:"), {})).rejects.toThrow(/secret/);
});

test("opens from a URL", async () => {
  const store = await open(new URL("signed-cookie:?encrypt&compress"), { secret: [secret] });
  expect(store.name).toBe("Encrypted cookie");
  expect(store.unseal(store.seal(session, "a"), "a")).toEqual(session);
});
