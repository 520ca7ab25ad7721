/** The sessions of a user: found, counted, ended everywhere else. */

import { expect, test } from "vitest";
import { createSessions, type Sessions } from "../../create-sessions.ts";
import { signedIn } from "../../testing/signed-in.ts";
import { UnsupportedError } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { Session } from "../session/property-access.ts";

type Data = Record<string, unknown>;

const open = () => createSessions<Data>({ store: "memory:" });

/** One request with this cookie. */
async function request(sessions: Sessions<Data>, cookie: string, use: (session: Session<Data>) => unknown) {
  const exchange: Exchange = {
    method: "GET",
    path: "/",
    secure: false,
    cookieHeader: cookie,
    status: 200,
    sent: false,
    addHeader: () => {},
  };
  const session = await sessions.open(exchange);
  const result = await use(session);
  await sessions.commit(session);
  return result;
}

async function count(sessions: Sessions<Data>, user: string): Promise<number> {
  let found = 0;
  for await (const [, stored] of sessions.ofUser(user)) {
    expect(stored.user).toBe(user);
    found++;
  }
  return found;
}

test("a session that is nobody's ends no other", async () => {
  const sessions = await open();
  const [one, other] = [await signedIn(sessions, { at: 1 }), await signedIn(sessions, { at: 2 })];
  expect(await request(sessions, one, (session) => sessions.destroyOthers(session))).toBe(0);
  expect(await request(sessions, other, (session) => session.get("at"))).toBe(2);
});

test("a user has the sessions that were bound last, however many, until they end", async () => {
  const sessions = await open();
  const cookies = await Promise.all(Array.from({ length: 450 }, (_, at) => signedIn(sessions, { at }, "ada")));
  expect(await count(sessions, "ada")).toBe(450);
  await request(sessions, cookies[0]!, (session) => session.flush());
  await request(sessions, cookies[1]!, (session) => session.bindUser(null));
  await request(sessions, cookies[2]!, (session) => session.bindUser("grace"));
  await request(sessions, cookies[3]!, (session) => session.cycleKey());
  expect([await count(sessions, "ada"), await count(sessions, "grace"), await count(sessions, "nobody")]).toEqual([
    447, 1, 0,
  ]);
});

test("sessions in cookies cannot be found by their user, and say so", async () => {
  const sessions = await createSessions<Data>({ store: "signed-cookie:", secret: "0123456789abcdef" });
  await expect(count(sessions, "ada")).rejects.toThrow(UnsupportedError);
});
