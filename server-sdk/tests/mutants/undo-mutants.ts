/** Code that brings back what must stay gone, or loses what was to come back; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const tickets = "server-sdk/src/debug/undo-tickets.ts";
const command = "server-sdk/src/debug/commands/undo.ts";
const ticketTests = ["server-sdk/src/debug/undo-tickets.test.ts"];
const commandTests = ["server-sdk/src/debug/commands/undo.test.ts"];
const protocolTests = ["server-sdk/src/testing/protocol-suite.test.ts"];

export const undoMutants: readonly Mutant[] = [
  {
    promise: "Undo: a ticket is good for one use",
    file: tickets,
    find: "      this.#drop(kept);\n      return result;",
    replace: "      return result;",
    tests: ticketTests,
  },
  {
    promise: "Undo: two uses of one ticket at once are one",
    file: tickets,
    find: " || this.#taken.has(kept)",
    replace: "",
    tests: ticketTests,
  },
  {
    promise: "Undo: a ticket has its time",
    file: tickets,
    find: " || Date.now() >= kept.until",
    replace: "",
    tests: ticketTests,
  },
  {
    promise: "Undo: a restore that fails leaves the ticket",
    file: tickets,
    find: "const result = await restore(kept.of, redeemed);\n      this.#drop(kept);",
    replace: "this.#drop(kept);\n      const result = await restore(kept.of, redeemed);",
    tests: ticketTests,
  },
  {
    promise: "Undo: only so many tickets are kept",
    file: tickets,
    find: "this.#kept.size <= this.#limits.tickets && ",
    replace: "",
    tests: ticketTests,
  },
  {
    promise: "Undo: only so many bytes are kept",
    file: tickets,
    find: " && this.#bytes <= this.#limits.bytes",
    replace: "",
    tests: ticketTests,
  },
  {
    promise: "Undo: the server keeps no key",
    file: tickets,
    find: "    this.#kept.set(id, kept);",
    replace: '    this.#kept.set(id, Object.assign(kept, { key: key.toString("hex") }));',
    tests: ticketTests,
  },
  {
    promise: "Undo: the server keeps no plaintext",
    file: tickets,
    find: "    this.#kept.set(id, kept);",
    replace:
      "    this.#kept.set(id, Object.assign(kept, { sessions: sealed.map((one, at) => ({ ...one, is: sessions[at] })) }));",
    tests: ticketTests,
  },
  {
    promise: "Undo: closing the sessions drops what is kept",
    file: tickets,
    find: '    closing.addEventListener("abort", dropAll, { once: true });',
    replace: "    void dropAll;",
    tests: commandTests,
  },
  {
    promise: "Undo: who is logged out everywhere has no undo",
    file: "server-sdk/src/debug/endpoint.ts",
    find: "  endedSessionsOf(store).onUserLogout((user) => tickets.dropUser(user), signal);\n",
    replace: "",
    tests: commandTests,
  },
  {
    promise: "Undo: nor who is logged out during the restore",
    file: command,
    find: "if (!kept.isLoggedOut()) return;",
    replace: "if (kept) return;",
    tests: commandTests,
  },
  {
    promise: "Undo: nor who is logged out during the flush",
    file: tickets,
    find: "ticket: this.#kept.has(kept.id) ? { ticket, until: kept.until } : null",
    replace: "ticket: { ticket, until: kept.until }",
    tests: commandTests,
  },
  {
    promise: "Undo: nor whose session was flushed during the logout",
    file: "server-sdk/src/core/storing/stored-sessions.ts",
    find: "      // One may have ended otherwise meanwhile.\n      logouts.logOut(user);",
    replace: "",
    tests: commandTests,
  },
  {
    promise: "Undo: a key that has another text now is not overwritten",
    file: command,
    find: "if (keys.length > 0)",
    replace: "if (keys.length > 1)",
    tests: protocolTests,
  },
  {
    promise: "Undo: another user's session takes nothing",
    file: command,
    find: "if (now.user !== null && now.user !== user)",
    replace: "if (now.user === undefined)",
    tests: protocolTests,
  },
  {
    promise: "Undo: sessions that were deleted together come back together",
    file: command,
    find: "for (const found of made) await end(found, context);",
    replace: "",
    tests: commandTests,
  },
  {
    promise: "Undo: a moment that has passed since is not brought back",
    file: command,
    find: 'expiry.kind === "moment" && expiry.at <= Date.now() ? undefined : expiry',
    replace: "expiry",
    tests: commandTests,
  },
  {
    promise: "Undo: what was deleted before the store failed has a ticket",
    file: "server-sdk/src/debug/store/write-stored.ts",
    find: "if (!some) throw error;",
    replace: "throw error;",
    tests: ["server-sdk/src/debug/commands/store/store.test.ts"],
  },
];
