/** Code that breaks what the panel's list of the store promises; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const debug = "server-sdk/src/debug";
const stores = "server-sdk/src/stores";
const refTests = [`${debug}/store/refs.test.ts`];
const commandTests = [`${debug}/commands/store/store.test.ts`];
const protocolTests = ["server-sdk/src/testing/protocol-suite.test.ts"];

export const listingMutants: readonly Mutant[] = [
  {
    promise: "The store's list: a filter finds no hidden values",
    file: `${debug}/store/filter.ts`,
    find: "return masked === null || masked.split(redactedMark).some((part) => part.includes(text));",
    replace: "return true;",
    tests: protocolTests,
  },
  {
    promise: "Listing: a filter does not find in the mark what it hides",
    file: `${debug}/store/filter.ts`,
    find: "masked.split(redactedMark).some((part) => part.includes(text))",
    replace: "masked.includes(text)",
    tests: ["server-sdk/src/debug/commands/store/store.test.ts"],
  },
  {
    promise: "The store's list: whether a page follows tells nothing of hidden values",
    file: `${debug}/store/pages.ts`,
    find: "if (ask.text === undefined) return { sessions, next: full };",
    replace: "return { sessions, next: full };",
    tests: commandTests,
  },
  {
    promise: "The store's list: a cursor belongs to its question",
    file: `${debug}/store/pages.ts`,
    find: "JSON.stringify([Object.entries(filter).sort(), sort?.by, sort?.descending])",
    replace: "JSON.stringify([sort?.by])",
    tests: protocolTests,
  },
  {
    promise: "The store's list: refs of a store in this process end with it",
    file: `${debug}/endpoint.ts`,
    find: 'secret !== undefined && store.kind === "server" && store.traits.shared ? secret : undefined',
    replace: "secret",
    tests: commandTests,
  },
  {
    promise: "The store's list: a ref that this server has not made leads nowhere",
    file: `${debug}/store/refs.ts`,
    find: "this.#handleOf(id) === handle ? id : null",
    replace: "this.#handleOf(id) !== null ? id : null",
    tests: refTests,
  },
  {
    promise: "The store's list: no two blocks of a page of refs are hidden alike",
    file: `${debug}/store/refs.ts`,
    find: "counters.writeUInt32BE(count, at + ivLength);",
    replace: "",
    tests: refTests,
  },
  {
    promise: "The store's list: a ref has one spelling",
    file: `${debug}/store/refs.ts`,
    find: ' || bytes.toString("base64url") !== ref',
    replace: "",
    tests: refTests,
  },
  {
    promise: "The store's list: a small number of sessions is never that of a moment ago",
    file: `${debug}/store/total.ts`,
    find: "if (total?.exact === false)",
    replace: "if (total)",
    tests: [`${debug}/store/total.test.ts`],
  },
  {
    promise: "The store's list: an estimate is not asked for with every page",
    file: `${debug}/store/total.ts`,
    find: "if (known && Date.now() < known.until) return known.total;",
    replace: "",
    tests: [`${debug}/store/total.test.ts`],
  },
  {
    promise: "The store's list: one call deletes no more than a slow store can in time",
    file: `${debug}/commands/store.ts`,
    find: "Math.min(limit, deletionLimit)",
    replace: "limit",
    tests: commandTests,
  },
  {
    promise: "The store's list: what changed after it was found is not deleted",
    file: `${debug}/store/write-stored.ts`,
    find: 'if (outcome === "conflict") return "changed";',
    replace: "",
    tests: commandTests,
  },
  {
    promise: "The store's list: what a failing store left is told from what had changed",
    file: `${debug}/store/write-stored.ts`,
    find: 'if (failed) return "failed";',
    replace: 'if (failed) return "changed";',
    tests: commandTests,
  },
  {
    promise: "The store's list: a ticket brings nothing back that was left alone",
    file: `${debug}/store/write-stored.ts`,
    find: 'if (outcome !== "deleted") forget(found.stored);',
    replace: "",
    tests: commandTests,
  },
  {
    promise: "The store's list: clearing stops at its limit",
    file: `${debug}/store/clear-some.ts`,
    find: "if (removed + step.value <= limit) continue;",
    replace: "if (removed >= 0) continue;",
    tests: commandTests,
  },
  {
    promise: "The store's list: the asking browser's own session is marked, and no other",
    file: `${debug}/store/summary.ts`,
    find: "own: id === own }",
    replace: "own: own !== null }",
    tests: protocolTests,
  },
  {
    promise: "Databases list in an order: of the same moment none is missed",
    file: `${stores}/database/list-statements.ts`,
    find: ":at or id",
    replace: ":at and id",
    tests: [`${stores}/database.test.ts`],
  },
  {
    promise: "Databases list in an order: by an index",
    file: `${stores}/database/migrations.ts`,
    find: '.column("modified_at").execute();',
    replace: '.column("created_at").execute();',
    tests: [`${stores}/database/sqlite.test.ts`],
  },
  {
    promise: "Memory lists in an order: of the same moment none is missed",
    file: `${stores}/memory/listing.ts`,
    find: "a[0] - b[0] || a[1] - b[1]",
    replace: "a[0] - b[0]",
    tests: [`${stores}/memory.test.ts`],
  },
  {
    promise: "The store's list: empty texts do not say what is to be deleted",
    file: "server-sdk/src/protocol.ts",
    find: "[text, key, value].some((one) => one)",
    replace: "[text, key, value].some((one) => one !== undefined)",
    tests: protocolTests,
  },
];
