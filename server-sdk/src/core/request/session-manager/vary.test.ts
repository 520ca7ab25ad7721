/** Who looks at a session in any way gets an answer that differs by cookie. */

import { describe, expect, test } from "vitest";
import { type Data, managerOf, request, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { KeyError } from "../../errors.ts";
import { memberNames, type Session } from "../../session/property-access.ts";

describe("Vary: Cookie", () => {
  /** Every way to learn something from a session or to change it, by the member it uses. */
  const looks: readonly [string, (session: Session<Data>) => unknown][] = [
    ["get", (s) => s.get("a")],
    ["get", (s) => s.get("absent", 1)],
    ["get", (s) => s.a],
    ["has", (s) => s.has("a")],
    ["has", (s) => "a" in s],
    ["has", (s) => Object.hasOwn(s, "a")],
    ["has", (s) => Object.getOwnPropertyDescriptor(s, "a")],
    ["size", (s) => s.size],
    ["keys", (s) => [...s.keys()]],
    ["keys", (s) => Object.keys(s)],
    ["values", (s) => [...s.values()]],
    ["items", (s) => [...s.items()]],
    ["items", (s) => [...s]],
    ["items", (s) => ({ ...s })],
    ["items", (s) => Object.entries(s)],
    ["items", (s) => structuredClone({ ...s })],
    ["items", (s) => Object.assign({}, s)],
    ["toJSON", (s) => JSON.stringify(s)],
    ["toJSON", (s) => s.toJSON()],
    ["sessionKey", (s) => s.sessionKey],
    ["isEmpty", (s) => s.isEmpty()],
    ["boundUser", (s) => s.boundUser],
    ["set", (s) => s.set("a", 2)],
    ["set", (s) => Object.assign(s, { b: 1 })],
    ["del", (s) => s.del("a")],
    ["delete", (s) => s.delete("a")],
    ["delete", (s) => delete s.a],
    ["pop", (s) => s.pop("a", null)],
    ["setDefault", (s) => s.setDefault("a", 1)],
    ["update", (s) => s.update({})],
    ["update", (s) => s.update("a", () => 2)],
    ["clear", (s) => s.clear()],
    ["flush", (s) => s.flush()],
    ["cycleKey", (s) => s.cycleKey()],
    ["setExpiry", (s) => s.setExpiry(60)],
    ["setExpiry", (s) => s.setExpiry(null)],
    ["getExpiryAge", (s) => s.getExpiryAge()],
    ["getExpiryDate", (s) => s.getExpiryDate()],
    ["getExpireAtBrowserClose", (s) => s.getExpireAtBrowserClose()],
    ["setTestCookie", (s) => s.setTestCookie()],
    ["testCookieWorked", (s) => s.testCookieWorked()],
    ["deleteTestCookie", (s) => s.deleteTestCookie()],
    ["bindUser", (s) => s.bindUser("ada")],
    ["flash", (s) => s.flash("success", "saved")],
    ["takeFlash", (s) => s.takeFlash()],
  ];
  const cases = looks.flatMap(([member, look]) =>
    [false, true].flatMap((saveEveryRequest) =>
      ["nobody", "a stranger", "somebody"].map(
        (who) => [member, String(look).slice(7), who, saveEveryRequest, look] as const,
      ),
    ),
  );

  test.each(cases)("%s, %s by %s (saveEveryRequest: %s)", async (_, __, who, saveEveryRequest, look) => {
    const sessions = managerOf(new MemoryStore(), { saveEveryRequest });
    const known = await visitor(sessions, { a: 1, testcookie: "worked" });
    const cookie = { nobody: undefined, "a stranger": "z".repeat(32), somebody: known }[who];
    const exchange = await request(sessions, cookie, async (session) => {
      try {
        await look(session);
      } catch (error) {
        expect(error).toBeInstanceOf(KeyError);
      }
    });
    expect(exchange.header("Vary")).toBe("Cookie");
  });

  test("every member is in the table, but those that tell nothing of the visitor", () => {
    const silent = ["constructor", "then", "accessed", "modified", "getSessionCookieAge"];
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    const members = memberNames().filter((name) => ![...silent, ...inherited].includes(name));
    expect([...new Set(looks.map(([member]) => member))].sort()).toEqual(members);
  });
});
