/** How one speaks to each kind of client of the `redis` package, in every version. */

import { SettingError } from "../../core/errors.ts";

interface Connected {
  connect(): Promise<unknown>;
  /** Since version 5; before, `quit` and `disconnect`. */
  close?(): Promise<unknown>;
  destroy?(): void;
  quit?(): Promise<unknown>;
  disconnect?(): Promise<unknown>;
  /** Another one with the same options, not connected. */
  duplicate(): RedisClient;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

interface SingleClient extends Connected {
  sendCommand(args: string[], options: object): Promise<unknown>;
}

interface Master {
  readonly id: string;
  readonly client?: SingleClient | Promise<SingleClient>;
}

interface ClusterClient extends Connected {
  /** Since version 4.6, with `nodeClient`; before, `getMasters`. */
  readonly masters?: readonly Master[];
  nodeClient?(master: unknown): SingleClient | Promise<SingleClient>;
  getMasters?(): readonly Master[];
  sendCommand(firstKey: string, isReadonly: boolean, args: string[], options: object): Promise<unknown>;
}

interface SentinelClient extends Connected {
  getMasterNode(): unknown;
  sendCommand(isReadonly: boolean, args: string[], options: object): Promise<unknown>;
}

/** What the store needs of a client, a cluster or a sentinel of the `redis` package (4, from 5.9 on, 6), its own or the app's. */
export type RedisClient = SingleClient | ClusterClient | SentinelClient;

/**
 * These options replace the client's own. Hashes come as lists of fields and texts (37 is `%`, a map in RESP3), because an
 * object would only be taken apart again. The client sets no deadline: it would make an `AbortSignal` for each command,
 * which costs more than the command. The deadline of `RedisConnection` covers it.
 */
const sending = { typeMapping: { 37: Array }, timeout: undefined };

/** @throws SettingError for what is no client of `redis`, naming those of ioredis. */
export function checkClient(client: unknown): void {
  const { sendCommand, connect, call } = (client ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof sendCommand === "function" && typeof connect === "function" && typeof call !== "function") return;
  const found =
    typeof call === "function"
      ? "the client is one of ioredis, whose answers have another form."
      : "this is no client.";
  throw new SettingError(
    "store",
    `RedisStore takes a client of the package "redis", 4, 5.9 and later, or 6: ${found}`,
    'Make one with createClient({ url }) of "redis"; both packages can use one server. Or give the URL: store: "redis://…".',
  );
}

/** Older clients take a connection for made before the server has said anything. An answer that refuses will do. */
export async function connectAndAsk(client: RedisClient): Promise<void> {
  await client.connect();
  await send(client, "", ["PING"]).catch((error: unknown) => {
    if (!(error instanceof Error && /^[A-Z]+ /.test(error.message))) throw error;
  });
}

const isCluster = (client: RedisClient): client is ClusterClient => "masters" in client || "getMasters" in client;

/** Not even a reading command goes to a replica: that may be behind. */
export function send(client: RedisClient, key: string, args: string[]): Promise<unknown> {
  if (isCluster(client)) return client.sendCommand(key, false, args, sending);
  if ("getMasterNode" in client) return client.sendCommand(false, args, sending);
  return client.sendCommand(args, sending);
}

/** In a cluster every master holds a part of the keys. */
export async function clientOfNode(client: RedisClient, node: number): Promise<RedisClient | undefined> {
  if (!isCluster(client)) return node === 0 ? client : undefined;
  const masters = client.masters ?? client.getMasters?.() ?? [];
  const master = [...masters].sort((a, b) => (a.id < b.id ? -1 : 1))[node];
  return master && (client.nodeClient?.(master) ?? master.client);
}

/** When all that was asked is answered. */
export const closeClient = async (client: RedisClient): Promise<unknown> => client.close?.() ?? client.quit?.();

/** Ends the connection at once. A client that has ended already throws. */
export function endClient(client: RedisClient): void {
  try {
    if (client.destroy) client.destroy();
    else client.disconnect?.().catch(() => {});
  } catch {}
}
