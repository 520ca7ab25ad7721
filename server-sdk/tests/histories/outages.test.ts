/** An app whose database server is killed, or whose server's answers get lost, sees errors and no other harm. */

import { createSessions, type Sessions, StoreError } from "sessionscope";
import { describe, expect, test } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { type ServiceKind, startService } from "../../../scripts/services/services.ts";
import { newDatabase, sharedService } from "../../../scripts/services/shared-services.ts";
import { type SessionKey, sessionIdOf } from "../../src/core/session-key.ts";
import { openServerStore } from "../open-server-store.ts";
import { counterKey, type RequestRecord, violations } from "./history.ts";
import { MemoryJar } from "./jars.ts";
import { lastStates } from "./last-state.ts";
import { Load } from "./load.ts";
import { type Data, newVisitor, RecordingExchange } from "./visitor.ts";

const clients = 8;

/** The servers that keep acknowledged writes when they are killed. */
describe.each<ServiceKind>(["redis", "postgres", "mariadb"])("%s", (kind) => {
  test("a server killed under load and restarted causes errors meanwhile, but no logout and no lost write, and the app goes on", async () => {
    await using service = await startService(kind);
    const store = await openServerStore(service.url);
    const sessions = await createSessions<Data>({ store });
    const visitors = Array.from({ length: 6 }, (_, index) => `visitor${index}`);
    let clock = 0;
    const load = new Load(sessions, new MemoryJar(visitors), "app", () => clock++);
    await load.fill();
    const records: RequestRecord[] = [];
    const count = (outcome: RequestRecord["outcome"]) => records.filter((record) => record.outcome === outcome).length;
    let over = false;
    const running = load.run(
      clients,
      (record) => records.push(record),
      () => over,
    );
    for (let round = 0; round < 2; round++) {
      const [served, failed] = [count("acknowledged"), count("unknown")];
      await expect.poll(() => count("acknowledged")).toBeGreaterThan(served + 150);
      await service.kill();
      // Every client gets errors, several times.
      await expect.poll(() => count("unknown")).toBeGreaterThan(failed + 3 * clients);
      await service.start();
    }
    const served = count("acknowledged");
    await expect.poll(() => count("acknowledged")).toBeGreaterThan(served + 150);
    over = true;
    await running;
    expect(violations(records, await lastStates(store, records))).toEqual([]);
    await sessions.close();
  }, 180_000);
});

/** `saving`: the text of a save's last request. Memcached is read first; on the other servers a save is one request. */
const servers = [
  { kind: "redis", newUrl: () => sharedService("redis"), saving: "" },
  { kind: "postgres", newUrl: () => newDatabase("postgres"), saving: "" },
  { kind: "mariadb", newUrl: () => newDatabase("mariadb"), saving: "" },
  { kind: "memcached", newUrl: () => sharedService("memcached"), saving: "cas " },
] as const;

describe.each(servers)("$kind", ({ newUrl, saving }) => {
  test("a save whose answer is lost fails without a cookie, and repeating it counts at most once a try", async () => {
    const url = await newUrl();
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const direct = await openServerStore(url);
    const sessions = await createSessions<Data>({ store: await openServerStore(proxy.inFrontOf(url)) });
    const { key } = await newVisitor(sessions, "ada");
    const stored = () => direct.load(sessionIdOf(key as SessionKey));

    // The server now knows the statements and scripts, so a save is one request.
    expect((await order(sessions, key, "book")).error).toBeUndefined();
    const first = await order(sessions, key, "mug", () => proxy.dropRepliesFrom(saving));
    expect(first).toEqual({ error: expect.any(StoreError), setCookie: null });
    await expect.poll(async () => (await stored())?.entries.get(counterKey)).toBe("2");
    proxy.mode = "pass";
    let tries = 2;
    await expect
      .poll(async () => {
        tries++;
        return (await order(sessions, key, "mug")).error;
      })
      .toBeUndefined();
    const { entries, revision } = (await stored())!;
    // A write with a known id can be looked up: the second try finds the first one, so the work is done exactly once.
    expect(entries.get("orders")).toBe('["book","mug"]');
    const counted = Number(entries.get(counterKey));
    expect(counted).toBeGreaterThanOrEqual(3);
    expect(counted).toBeLessThanOrEqual(tries);
    // No try was written twice.
    expect(revision).toBe(1 + counted);
    await sessions.close();
    await direct.close?.();
  });
});

/** One try of a request that may be repeated. */
async function order(
  sessions: Sessions<Data>,
  key: string,
  what: string,
  beforeSaving = () => {},
): Promise<{ error?: unknown; setCookie: string | null }> {
  const exchange = new RecordingExchange(`sessionid=${key}`);
  try {
    const session = await sessions.open(exchange);
    session.update("orders", (orders) => [...new Set([...((orders as string[] | undefined) ?? []), what])]);
    session.update(counterKey, (count) => Number(count ?? 0) + 1);
    beforeSaving();
    await sessions.commit(session);
    return { setCookie: exchange.setCookie };
  } catch (error) {
    return { error, setCookie: exchange.setCookie };
  }
}
