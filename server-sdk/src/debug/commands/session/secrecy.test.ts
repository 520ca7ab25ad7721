/** No answer of a session command shows a hidden value or a session key, and no command writes a hidden value. */

import { describe, expect, test } from "vitest";
import { askFor, debugCall } from "../../../../tests/debug/asking.ts";
import { everyStore, live, open, serverStores } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart } from "../../../../tests/debug/standing-clock.ts";

clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("redaction", () => {
    const data = { password: "hunter2", user: { name: "Ada", apiToken: "t0p" }, plain: 1, kept: '{"apiToken":"t0p"}' };

    test("shows neither hidden values nor hidden parts, whole or cut", async () => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      const { entries } = await live(panel);
      const user = { text: '{"name":"Ada","apiToken":"[redacted]"}', redacted: true };
      expect(entries).toMatchObject([
        { key: "password", text: "", size: 64, redacted: true },
        { key: "user", ...user },
        { key: "plain", text: "1", redacted: false },
        { key: "kept", text: JSON.stringify('{"apiToken":"[redacted]"}'), redacted: true },
      ]);
      expect(await panel.call("session.value", { key: "password" })).toMatchObject({ text: "", redacted: true });
      expect(await panel.call("session.value", { key: "user" })).toMatchObject(user);
      expect(JSON.stringify(await panel.call("session.read", {}))).not.toMatch(/hunter2|t0p/);
    });

    test("does not tell the length of a hidden value, nor does the size of the session", async () => {
      const app = await open(store);
      const sizes = async (password: string, apiToken: string) => {
        const session = await live(await app.signedIn({ password, user: { apiToken }, kept: '{"pin":1}', plain: "x" }));
        return [session.size, session.entries.map(({ size }) => size)];
      };
      expect(await sizes("a", "b")).toEqual(await sizes("hunter2", "0123456789"));
      expect(await sizes("a", "b")).toEqual([
        64 * 3 + "password".length + "user".length + "kept".length + 8,
        [64, 64, 64, 3],
      ]);
    });

    test.each([
      ["a hidden key written", { set: { password: '"x"' }, delete: [], expect: { password: null } }, "password"],
      ["a hidden key deleted", { set: {}, delete: ["password"], expect: { password: '"hunter2"' } }, "password"],
      ["a hidden key guessed", { set: {}, delete: [], expect: { password: '"hunter2"' } }, "password"],
      ["a new hidden key", { set: { secret: "1" }, delete: [], expect: { secret: null } }, "secret"],
      ["a key with hidden parts overwritten", { set: { user: "1" }, delete: [], expect: { user: "2" } }, "user"],
      ["a string with hidden parts overwritten", { set: { kept: "1" }, delete: [], expect: { kept: "2" } }, "kept"],
      ["a string with hidden parts guessed", { set: {}, delete: [], expect: { kept: '"{}"' } }, "kept"],
      [
        "a string with hidden parts put in",
        { set: { plain: JSON.stringify('{"pin":1}') }, delete: [], expect: { plain: "1" } },
        "plain",
      ],
      ["hidden parts put in", { set: { plain: '{"token":1}' }, delete: [], expect: { plain: "1" } }, "plain"],
      ["the mark put in", { set: { plain: '{"token":"[redacted]"}' }, delete: [], expect: { plain: "1" } }, "plain"],
    ])("refuses %s", async (_, params, key) => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      expect(await panel.error("session.update", params)).toMatchObject({ code: "redacted", keys: [key] });
      expect(await app.data(panel.cookie)).toEqual(data);
    });

    test("session.restore keeps the hidden values of a live session, and writes none", async () => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      const expiry = { kind: "policy" } as const;
      const wrong = { revision: 1, entries: { user: '{"apiToken":"[redacted]"}' }, expiry };
      expect((await panel.error("session.restore", wrong)).code).toBe("redacted");
      expect((await panel.error("session.restore", { ...wrong, revision: null })).code).toBe("redacted");
      await panel.call("session.restore", { revision: 1, entries: { other: "2" }, expiry });
      expect(await app.data(panel.cookie)).toEqual({
        password: data.password,
        user: data.user,
        kept: data.kept,
        other: 2,
      });
    });
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("no answer contains a session key, except the cookie line of a new one", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const key = panel.cookie!;
    const answer = await app.sessions.endpoint!.handle(debugCall(askFor("session.read", {}, key)));
    expect(answer.body).not.toContain(key);
    await panel.call("session.cycleKey", { revision: 1 });
    expect(panel.lines).toEqual([expect.stringContaining(panel.cookie!)]);
    expect(JSON.stringify(await panel.call("session.read", {}))).not.toContain(panel.cookie);
  });
});
