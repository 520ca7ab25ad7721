/** Broken rules of adopting the sessions of other libraries. */

import type { Mutant } from "./mutant.ts";

const request = "server-sdk/src/core/request";
const adopt = "server-sdk/src/adopt";
const tests = [`${request}/session-manager/adopting.test.ts`];
const express = ["server-sdk/tests/adopt/express-session.test.ts"];
const cookies = ["server-sdk/tests/adopt/cookies.test.ts"];

export const adoptMutants: readonly Mutant[] = [
  {
    promise: "adopt: requests at once with one old cookie have one session",
    file: `${request}/adopt-session.ts`,
    find: "const first = marked && (await leaveMark(store, settings, marked, key));",
    replace: "const first = null as Mark | null; void marked; void leaveMark; void settings;",
    tests,
  },
  {
    promise: "adopt: what was made in vain does not stay",
    file: `${request}/adopt-session.ts`,
    find: "if (first) await store.delete(id);",
    replace: "",
    tests,
  },
  {
    promise: "adopt: the old session ends",
    file: `${request}/adopt-session.ts`,
    find: "  await end(old, found);\n  if (first)",
    replace: "  if (first)",
    tests,
  },
  {
    promise: "adopt: a request that comes after the old session has ended is led to the new one",
    file: `${request}/adopt-session.ts`,
    find: "const mark = marked && (await findMark(adopting.store, marked));",
    replace: "const mark = null as Mark | null; void findMark;",
    tests,
  },
  {
    promise: "adopt: what has run out stays out",
    file: `${request}/adopt-session.ts`,
    find: 'if (content.expiresAt !== null && content.expiresAt <= Date.now()) return over(old, "expired");',
    replace: "",
    tests,
  },
  {
    promise: "adopt: values are checked",
    file: `${request}/adopt-session.ts`,
    find: "const text = rule.text(key, value);",
    replace: "const text = JSON.stringify(value); void rule;",
    tests,
  },
  {
    promise: "adopt: no session larger than maxSize",
    file: `${request}/adopt-session.ts`,
    find: "if (size > settings.maxSize) throw",
    replace: "if (size < 0) throw",
    tests,
  },
  {
    promise: "adopt: what goes wrong in map is an empty session with a report",
    file: `${request}/adopt-session.ts`,
    find: '  } catch (error) {\n    return refuse(old, "corrupted", error);\n  }\n}\n\nasync function keep',
    replace: "  } catch (error) {\n    throw error;\n  }\n}\n\nasync function keep",
    tests,
  },
  {
    promise: "adopt: a store that fails signs nobody out",
    file: `${request}/adopting-source.ts`,
    find: "if (this.#notAdopted) throw this.thrown(this.#notAdopted);",
    replace: "",
    tests,
  },
  {
    promise: "adopt: nothing is adopted over a session",
    file: `${request}/adopting-source.ts`,
    find: "if (await this.#loadOwn()) return;",
    replace: "await this.#loadOwn();",
    tests,
  },
  {
    promise: "adopt: a logout ends the old session, too",
    file: `${request}/adopting-source.ts`,
    find: "for (const old of this.#adopted ? [] : this.#old) {",
    replace: "for (const old of [] as OldSessions[]) {",
    tests,
  },
  {
    promise: "adopt: a logout ends what cannot be revoked, too",
    file: `${request}/adopt-session.ts`,
    find: "if (marked && found.replayableUntil !== null) await leaveMark(store, settings, marked, null);",
    replace: "void marked; void store; void settings;",
    tests,
  },
  {
    promise: "adopt: a late answer does not set the cookie of a session that has ended",
    file: `${request}/adopting-source.ts`,
    find: "return id && !endedSessionsOf(this.#adopting.store).has(id) ? this.#adopted : null;",
    replace: "return id ? this.#adopted : null;",
    tests,
  },
  {
    promise: "adopt: an answer that fails has the cookie all the same",
    file: `${request}/session-manager.ts`,
    find: "&& !source.mustAnswer;",
    replace: ";",
    tests,
  },
  {
    promise: "adopt: the browser drops the old cookie",
    file: `${request}/adopting-source.ts`,
    find: "return (settled ? this.#old : this.#over)",
    replace: "return (settled ? [] : this.#over)",
    tests,
  },
  {
    promise: "adopt: a cookie that could not be verified stays, so that a forgotten secret can be mended",
    file: `${request}/adopting-source.ts`,
    find: 'if (adoption === "over") this.#over.push(old);',
    replace: 'if (typeof adoption === "string") this.#over.push(old);',
    tests,
  },
  {
    promise: "adopt: an old cookie with the name of ours is not dropped over the new one",
    file: `${request}/adopting-source.ts`,
    find: ".filter((cookie) => !isSame(cookie, this.policy))",
    replace: ".filter(() => true || isSame)",
    tests,
  },
  {
    promise: "adopt: a mark hands a key over for minutes only",
    file: `${request}/adoption-marks.ts`,
    find: "key: late || sealed === undefined ? null",
    replace: "key: (late && false) || sealed === undefined ? null",
    tests,
  },
  {
    promise: "adopt: the store learns no key",
    file: `${request}/adoption-marks.ts`,
    find: "JSON.stringify(sealKey(key, marked))",
    replace: "JSON.stringify(key && [key, sealKey(key, marked)])",
    tests,
  },
  {
    promise: "adopt: a mark that has run out does not stop a second start",
    file: `${request}/adoption-marks.ts`,
    find: "const mostTurns = 16;",
    replace: "const mostTurns = 1;",
    tests,
  },
  {
    promise: "adopt: express-session's stores may hold what has run out",
    file: `${adopt}/express-session.ts`,
    find: "return { data, user: null, expiresAt: expiryOf(cookie) };",
    replace: "return { data, user: null, expiresAt: expiryOf(null) }; void cookie;",
    tests: express,
  },
  {
    promise: "adopt: what express-session's store cannot parse is an empty session",
    file: `${adopt}/express-session.ts`,
    find: "throw error instanceof SyntaxError ?",
    replace: "throw error instanceof RangeError ?",
    tests: express,
  },
  {
    promise: "adopt: cookie-session's cookies of two visitors may be equal",
    file: `${adopt}/cookie-session.ts`,
    find: "const own = identity?.(data) ?? null;",
    replace: "const own = identity?.(data) ?? cookieHeader;",
    tests: cookies,
  },
  {
    promise: "adopt: cookie-session's cookies are adopted until a day",
    file: `${adopt}/cookie-session.ts`,
    find: "load: async () => ({ data, user: null, expiresAt: until }),",
    replace: "load: async () => ({ data, user: null, expiresAt: null }),",
    tests: cookies,
  },
];
