/** Behaviour of sessions that live in their cookie. */

import { SessionTooLargeError } from "sessionscope";
import { expect } from "vitest";
import type { LifecycleCase } from "./life.ts";

const [former, current] = ["the former secret of the app", "the current secret of the app"];

export const sealedCases: readonly LifecycleCase[] = [
  {
    name: "a new secret logs nobody out while the former one is listed; what is saved is sealed with the new one",
    on: "cookie",
    run: async (life) => {
      const before = await life.visitorUnder(former);
      const [both, after] = [await life.visitorUnder(current, former), await life.visitorUnder(current)];
      await before.visit((session) => session.set("a", 1));
      expect(await before.elsewhere(after.sessions).sees()).toEqual({});
      both.jar = before.jar;
      expect((await both.visit((session) => expect(session.a).toBe(1))).setCookie).toBeNull();
      await both.visit((session) => session.set("b", 2));
      expect(await both.elsewhere(after.sessions).sees()).toEqual({ a: 1, b: 2 });
      expect(await both.elsewhere(before.sessions).sees()).toEqual({});
    },
  },
  {
    name: "a forged, foreign or damaged cookie is an empty session, and is left alone",
    ports: [
      "CookieSessionTests.test_unpickling_exception",
      "SessionTestsMixin.test_decode_failure_logged_to_security",
      "SessionTestsMixin.test_decode_serializer_exception",
    ],
    on: "cookie",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const stranger = await life.visitorUnder("a secret of somebody else");
      await stranger.visit((session) => session.set("a", 1));
      const otherName = await life.visitor({ cookieName: "sid" });
      await otherName.visit((session) => session.set("a", 1));
      for (const forged of [stranger.jar!, otherName.jar!, ada.jar!.slice(0, -1), `${ada.jar}x`]) {
        ada.jar = forged;
        const answer = await ada.visit((session) => expect({ ...session }).toEqual({}));
        expect(answer).toEqual({ setCookie: null, deleted: false, vary: true });
      }
    },
  },
  {
    name: "more than a cookie holds is refused with the size, and nothing is sent",
    on: "cookie",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const { jar } = ada;
      let noise = 1;
      const text = Array.from({ length: 6000 }, () => {
        noise = (noise * 48_271) % 2_147_483_647;
        return String.fromCharCode(33 + (noise % 90));
      }).join("");
      const late = ada.visit((session) => session.set("large", text));
      await expect(late).rejects.toThrow(SessionTooLargeError);
      await expect(late).rejects.toThrow(/\d{4} bytes.*4096/);
      expect(ada.jar).toBe(jar);
      expect(await ada.sees()).toEqual({ a: 1 });
    },
  },
];
