/** testCookie.*: the three steps of Django's test whether a browser accepts cookies. */

import { policyExpiry } from "../../core/expiry.ts";
import { testCookie } from "../../core/session/session.ts";
import type { Handlers } from "../command.ts";
import { findSession } from "../find-session.ts";
import { readingOf } from "../reading.ts";
import { createSession, writeSession } from "../write-session.ts";

type TestCookieCommand = Extract<keyof Handlers, `testCookie.${string}`>;

const text = JSON.stringify(testCookie.value);

export const testCookieCommands: Pick<Handlers, TestCookieCommand> = {
  async "testCookie.set"(_, context) {
    const set = new Map([[testCookie.name as string, text]]);
    const found = await findSession(context);
    return found
      ? writeSession(context, found, { set })
      : createSession(context, { entries: set, expiry: policyExpiry, user: null });
  },

  async "testCookie.check"(_, context) {
    const found = await findSession(context);
    return { sent: context.cookie !== null, worked: found?.stored.entries.get(testCookie.name) === text };
  },

  async "testCookie.delete"(_, context) {
    const found = await findSession(context);
    if (found?.stored.entries.has(testCookie.name)) {
      return writeSession(context, found, { delete: new Set([testCookie.name as string]) });
    }
    return { reading: readingOf(found, context.cookie, context), cookies: [] };
  },
};
