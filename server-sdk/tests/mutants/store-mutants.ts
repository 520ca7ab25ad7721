/** Code that breaks what the file, Redis, cache and signed-cookie stores promise; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const stores = "server-sdk/src/stores";
const seal = `${stores}/signed-cookie/seal.ts`;
const sealTests = [`${stores}/signed-cookie/seal.test.ts`];
const faults = ["server-sdk/tests/file-store/faults.test.ts"];
const fileTests = [`${stores}/file.test.ts`];
const outages = ["server-sdk/tests/redis-store/outage.test.ts"];
const redisTests = [`${stores}/redis.test.ts`];
const cacheTests = [`${stores}/cache.test.ts`];

export const storeMutants: readonly Mutant[] = [
  {
    promise: "A sealed cookie: the signature is looked at",
    file: seal,
    find: "return timingSafeEqual(mac(key, head, cookieName, body), sealed.subarray(-macLength)) ? body : null;",
    replace: "return body;",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: a value works under its own cookie's name only",
    file: seal,
    find: "{cookieName}\\0",
    replace: "{key.type}\\0",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: the newest secret seals",
    file: seal,
    find: "this.#newest = derived[0]!;",
    replace: "this.#newest = derived.at(-1)!;",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: what would be dropped by the browser is an error",
    file: seal,
    find: "if (size > cookieByteLimit)",
    replace: "if (size > cookieByteLimit + 1)",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: decompression has a bound",
    file: seal,
    find: "inflateRawSync(body, { maxOutputLength: inflatedLimit })",
    replace: "inflateRawSync(body)",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: one text per value",
    file: seal,
    find: 'if (bytes.toString("base64url") !== value)',
    replace: "if (bytes.length === 0)",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: each value is encrypted under a nonce of its own",
    file: seal,
    find: "  if (drawn === nonces.length) {\n    randomFillSync(nonces);",
    replace: "  if (drawn === nonces.length) {\n    if (nonces[0] === 0) randomFillSync(nonces);",
    tests: sealTests,
  },
  {
    promise: "A sealed cookie: the deadline is inside",
    file: `${stores}/signed-cookie.ts`,
    find: "if (isDead(session)) {",
    replace: "if (session.expiresAt < 0) {",
    tests: [`${stores}/signed-cookie.test.ts`],
  },
  {
    promise: "Files: a crash never leaves half a session",
    file: `${stores}/file/session-file.ts`,
    find: "const temporary = path + temporarySuffix;",
    replace: "const temporary = path;",
    tests: faults,
  },
  {
    promise: "Files: a failed write leaves nothing behind",
    file: `${stores}/file/session-file.ts`,
    find: "    await rm(temporary, { force: true }).catch(() => {});\n",
    replace: "",
    tests: faults,
  },
  {
    promise: "Files: what cannot be read is no empty session",
    file: `${stores}/file/session-file.ts`,
    find: '(error as NodeJS.ErrnoException).code === "ENOENT";',
    replace: "(error as NodeJS.ErrnoException).code !== undefined;",
    tests: faults,
  },
  {
    promise: "SQLite: a write that failed is an error",
    file: `${stores}/database/requests.ts`,
    find: "if (tries >= transientTries || !this.#engine.isTransient(error)) throw this.failure(doing, error);",
    replace: "if (tries >= transientTries) return { rows: [], count: 1 } as T;",
    tests: ["server-sdk/tests/sqlite-store/faults.test.ts"],
  },
  {
    promise: "Databases: a close waits for what was asked before it",
    file: `${stores}/database/requests.ts`,
    find: "    if (this.#underWay > 0) {",
    replace: "    if (this.#underWay > 1_000) {",
    tests: ["server-sdk/src/stores/database/servers.test.ts"],
  },
  {
    promise: "Files: a rotation keeps the old session until the new one is there",
    file: `${stores}/file.ts`,
    find: "      await this.#write(next, applied.session, null);\n",
    replace: "      await this.#remove(id, stored);\n      await this.#write(next, applied.session, null);\n",
    tests: faults,
  },
  {
    promise: "Files: a user's session is in the index before it is a session",
    file: `${stores}/file.ts`,
    find: "    if (moved && session.user !== null) await this.#users.add(session.user, file);\n    await writeSession(this.#path(id), id, session);\n",
    replace:
      "    await writeSession(this.#path(id), id, session);\n    if (moved && session.user !== null) await this.#users.add(session.user, file);\n",
    tests: faults,
  },
  {
    promise: "Files: the file of another session is refused",
    file: `${stores}/file/session-file.ts`,
    find: "{id}\\n",
    replace: "{id.length}\\n",
    tests: fileTests,
  },
  {
    promise: "Files: a directory that has vanished is no logout",
    file: `${stores}/file.ts`,
    find: "if (this.#locks.present && existsSync(this.#sessions)) return null;",
    replace: "return null;",
    tests: fileTests,
  },
  {
    promise: "Redis: a dead session takes no commit",
    file: `${stores}/redis/scripts.ts`,
    find: " or deadline <= tonumber(now) ",
    replace: " ",
    tests: redisTests,
  },
  {
    promise: "Redis: a rotation deletes only what it copied",
    file: `${stores}/redis/scripts.ts`,
    find: "if revision ~= copied or expires ~= deadlineThen then return {'changed'} end",
    replace: "",
    tests: redisTests,
  },
  {
    promise: "Redis: a user's index holds every session of the user",
    file: `${stores}/redis/scripts.ts`,
    find: "if not covered then return {'index', user, expiresAt} end",
    replace: "",
    tests: redisTests,
  },
  {
    promise: "PostgreSQL: nobody is given what another asked for",
    file: `${stores}/database/postgres.ts`,
    find: "row === undefined || row.asked !== values.id",
    replace: "row === undefined",
    tests: [`${stores}/database/pipeline.test.ts`],
  },
  {
    promise: "Memcached: a commit is a compare-and-set",
    file: `${stores}/cache/memcached.ts`,
    find: 'return this.#store("cas", key, text, secondsUntil(expiresAt), token);',
    replace: 'return this.#store("replace", key, text, lifetime(expiresAt));',
    tests: cacheTests,
  },
  {
    promise: "Keyv: a failing backend is no logout",
    file: `${stores}/cache/keyv.ts`,
    find: "if (this.#errors > before) throw this.#lastError;",
    replace: "",
    tests: cacheTests,
  },
  {
    promise: "Keyv: within a process writers take turns",
    file: `${stores}/cache.ts`,
    find: "await this.#turns.get(id);",
    replace: "",
    tests: cacheTests,
  },
  {
    promise: "PostgreSQL: a load that is late takes no other with it",
    file: `${stores}/database/pipeline.ts`,
    find: "if (--line.borrowers > 0) return;",
    replace: "--line.borrowers;",
    tests: [`${stores}/database/pipeline.test.ts`],
  },
  {
    promise: "Keyv 5: one that hides a failing backend is refused",
    file: "server-sdk/src/stores/cache/keyv.ts",
    find: "throwOnErrors === false)",
    replace: "throwOnErrors === null)",
    tests: ["server-sdk/src/stores/cache.test.ts"],
  },
  {
    promise: "Redis: a client of ioredis is refused",
    file: `${stores}/redis/client.ts`,
    find: '&& typeof call !== "function") return;',
    replace: ") return;",
    tests: ["server-sdk/src/stores/redis.test.ts"],
  },
  {
    promise: "Redis: a server that has become a replica is left for the one that its address leads to",
    file: `${stores}/redis/connection.ts`,
    find: 'if (says(refusal, "READONLY") &&',
    replace: 'if (says(refusal, "never") &&',
    tests: outages,
  },
  {
    promise: "Redis: where the address leads to a replica, not every write makes a connection",
    file: `${stores}/redis/connection.ts`,
    find: "if (performance.now() - this.#renewedAt < pauseBetweenTriesMs) return false;",
    replace: "",
    tests: outages,
  },
  {
    promise: "Redis: a connection that was lost is no outage yet",
    file: `${stores}/redis/connection.ts`,
    find: "const coming = this.#firstTry?.pending;",
    replace: "const coming = undefined as Promise<void> | undefined;",
    tests: outages,
  },
  {
    promise: "Deadlines: a process that stood still first takes what has come",
    file: "server-sdk/src/core/process/in-time.ts",
    find: "late < standstillMs || graceLeftMs === 0",
    replace: "late < standstill * 1e6 || graceLeft === 0",
    tests: ["server-sdk/src/core/process/in-time.test.ts"],
  },
];
