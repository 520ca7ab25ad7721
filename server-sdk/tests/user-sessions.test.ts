/** Finds and ends every session of a user ("log out everywhere else"), whatever other requests do meanwhile. */

import { createSessions, type Sessions, type Store } from "sessionscope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SessionId, type SessionKey, sessionIdOf } from "../src/core/session-key.ts";
import { type Data, RecordingExchange } from "./histories/visitor.ts";
import { openServerStore } from "./open-server-store.ts";
import { atomicStores } from "./server-stores.ts";

type Handle = (session: Awaited<ReturnType<Sessions<Data>["open"]>>) => unknown;

describe.each(atomicStores)("$name", ({ newUrl }) => {
  let store: Store;
  let sessions: Sessions<Data>;
  /** Runs before the next `delete` of a session. */
  let beforeDelete: ((id: SessionId) => Promise<unknown>) | null = null;

  beforeAll(async () => {
    const opened = await openServerStore(await newUrl());
    store = new Proxy(opened, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name !== "delete") return member.bind(target);
        return async (id: SessionId) => {
          await beforeDelete?.(id);
          return target.delete(id);
        };
      },
    });
    sessions = await createSessions<Data>({ store });
  });
  afterAll(() => sessions.close());

  /** Makes one request. @returns the key that the browser has afterwards. */
  async function visit(key: string | null, handle: Handle): Promise<string | null> {
    const exchange = new RecordingExchange(key === null ? undefined : `sessionid=${key}`);
    const session = await sessions.open(exchange);
    await handle(session);
    await sessions.commit(session);
    return /^sessionid=([^;]+)/.exec(exchange.setCookie ?? "")?.[1] ?? key;
  }
  const signIn = (user: string) =>
    visit(null, (session) => {
      session.user = user;
      session.bindUser(user);
    }) as Promise<string>;
  const userOf = async (key: string | null): Promise<unknown> => {
    let user: unknown;
    await visit(key, (session) => {
      user = session.get("user");
    });
    return user;
  };
  const idOf = (key: string) => sessionIdOf(key as SessionKey);

  test("destroyOthers ends all other sessions of the user, and no session of another user", async () => {
    const [own, laptop, phone, other] = await Promise.all(["ada", "ada", "ada", "grace"].map(signIn));
    let ended: number | undefined;
    await visit(own!, async (session) => {
      ended = await sessions.destroyOthers(session);
    });
    expect(ended).toBe(2);
    expect(await Promise.all([own!, laptop!, phone!, other!].map(userOf))).toEqual([
      "ada",
      undefined,
      undefined,
      "grace",
    ]);
  });

  test("destroyOthers keeps the own session, even if the same request cycles its key, as at a change of password", async () => {
    const [before, elsewhere] = [await signIn("eve"), await signIn("eve")];
    const own = await visit(before, async (session) => {
      await session.cycleKey();
      expect(await sessions.destroyOthers(session)).toBe(1);
    });
    expect(own).not.toBe(before);
    expect(await Promise.all([own, before, elsewhere].map(userOf))).toEqual(["eve", undefined, undefined]);
  });

  test("destroyOthers also ends a session whose key is cycled meanwhile", async () => {
    const [own, thief] = [await signIn("mallory"), await signIn("mallory")];
    let moved: string | null = thief;
    let moves = 3;
    beforeDelete = async () => {
      if (moves-- > 0) moved = await visit(moved, (session) => session.cycleKey());
    };
    await visit(own, async (session) => {
      expect(await sessions.destroyOthers(session)).toBe(1);
    });
    beforeDelete = null;
    expect(moved).not.toBe(thief);
    expect(await Promise.all([own, thief, moved].map(userOf))).toEqual(["mallory", undefined, undefined]);
  });

  test("deleteOfUser ends every session of a user, including one that a sign-in creates meanwhile", async () => {
    const [first, second] = [await signIn("bob"), await signIn("bob")];
    let late: string | null = null;
    beforeDelete = async (id) => {
      if (id === idOf(first)) late = await signIn("bob");
    };
    expect(await sessions.stored.deleteOfUser("bob")).toBe(3);
    beforeDelete = null;
    expect(await Promise.all([first, second, late].map(userOf))).toEqual([undefined, undefined, undefined]);
    expect(await sessions.stored.deleteOfUser("nobody")).toBe(0);
  });

  test("deleteOfUser fails if new sessions of the user keep coming", async () => {
    const own = await signIn("hydra");
    await signIn("hydra");
    beforeDelete = () => signIn("hydra");
    const ending = visit(own, (session) => sessions.destroyOthers(session));
    await expect(ending).rejects.toMatchObject({ code: "SESSION_STORE_FAILED" });
    beforeDelete = null;
    expect(await userOf(own)).toBe("hydra");
  });
});

test("destroyOthers does nothing for a session without a user", async () => {
  const sessions = await createSessions<Data>({ store: "memory:" });
  const session = await sessions.open(new RecordingExchange(undefined));
  expect(await sessions.destroyOthers(session)).toBe(0);
});
