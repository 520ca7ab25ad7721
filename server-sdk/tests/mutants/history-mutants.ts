/** Code that breaks what holds of every history, under load and faults; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const histories = "server-sdk/tests/histories";
const interleavings = [`${histories}/interleavings.test.ts`];
const processes = [`${histories}/processes.test.ts`];
const outages = [`${histories}/outages.test.ts`];
const core = "server-sdk/src/core";
const stores = "server-sdk/src/stores";

export const historyMutants: readonly Mutant[] = [
  {
    promise: "No lost updates: a row is written only as it was read",
    file: `${stores}/database/statements.ts`,
    find: "revision = :from_revision",
    replace: "revision > 0",
    tests: [`${stores}/database.test.ts`],
  },
  {
    promise: "No resurrection: a flush ends the session in the store",
    file: `${core}/request/request-source.ts`,
    find: "if (await store.delete(id)) this.removed = id;",
    replace: "this.removed = id;",
    tests: interleavings,
  },
  {
    promise: "No resurrection across processes: a flush waits for whoever is writing the session",
    file: `${stores}/file.ts`,
    find: 'return this.#exclusively("delete a session", [id], async () => {',
    replace: 'return this.#exclusively("delete a session", [], async () => {',
    tests: processes,
  },
  {
    promise: "No resurrection across processes: a key that was cycled is dead",
    file: `${stores}/file.ts`,
    find: "        await this.#remove(id, stored);\n      } catch (error) {",
    replace: "      } catch (error) {",
    tests: processes,
  },
  {
    promise: "Exactly once: a commit that was stored is not stored again",
    file: `${stores}/database.ts`,
    find: "    if (early?.written) return early.results;\n",
    replace: "",
    tests: outages,
  },
  {
    promise: "Exactly once: what is counted by update(key, fn) is counted once per try",
    file: `${core}/request/update-rounds.ts`,
    find: "for (const update of open.entries.updaters.get(key)!) value = update(value);",
    replace: "for (const update of open.entries.updaters.get(key)!) value = update(update(value));",
    tests: interleavings,
  },
  {
    promise: "A touch changes no data: the store counts no revision",
    file: `${stores}/memory.ts`,
    find: "kept.session = { ...kept.session, expiresAt };",
    replace: "kept.session = { ...kept.session, expiresAt, revision: kept.session.revision + 1 };",
    tests: interleavings,
  },
  {
    promise: "A touch changes no data: a renewal is no commit",
    file: `${core}/request/save-session.ts`,
    find: 'return call === "touch" ? renewSession(saving, known) : commit(saving, known);',
    replace: "return commit(saving, known);",
    tests: interleavings,
  },
  {
    promise: "A load changes no data: looking is not even a renewal",
    file: `${core}/request/commit.ts`,
    find: "if (!accessed) return false;",
    replace: "if (accessed) return true;",
    tests: interleavings,
  },
  {
    promise: "A cookie is only set for what was stored: not before the store has answered",
    file: `${core}/request/session-manager.ts`,
    find: "      const save = () => saveSession(saving, call);\n",
    replace:
      '      this.#headers.setCookie(request, { outcome: "touched", cookieValue: request.open.known?.key ?? "", id: null, expiresAt: saving.now + 60_000, at: saving.now, revision: 0 });\n      const save = () => saveSession(saving, call);\n',
    tests: interleavings,
  },
  {
    promise: "An outage is no logout: a session that could not be loaded is not an empty one",
    file: `${core}/request/request-source.ts`,
    find: 'this.#notLoaded = asStoreError("load", store, error);',
    replace: "this.#ahead = null;",
    tests: outages,
  },
  {
    promise: "An outage is a 503",
    file: `${core}/errors.ts`,
    find: "readonly status = 503;",
    replace: "readonly status = 500;",
    tests: outages,
  },
  {
    promise: "An outage ends by itself: a connection that is not greeted is replaced",
    file: `${stores}/redis/connection.ts`,
    find: "    if (owned) this.#watch(client);\n",
    replace: "",
    tests: ["server-sdk/tests/redis-store/outage.test.ts"],
  },
  {
    promise: "Nothing piles up: a request that has ended is let go",
    file: `${core}/request/session-manager.ts`,
    find: "    const source = sourceOf(this.settings, this.store, exchange, recorded);\n",
    replace:
      "    const source = sourceOf(this.settings, this.store, exchange, recorded);\n    ((this as { kept?: object[] }).kept ??= []).push(source);\n",
    tests: ["server-sdk/tests/long/soak.test.ts"],
  },
];
