/** The form of a call: version, command, parameters, body. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { bodyLimit, commands, type ErrorCode, protocolVersion } from "../../protocol.ts";
import { callOf } from "./answers.ts";
import type { ProtocolTest } from "./trial.ts";

const malformed: readonly (readonly [what: string, call: unknown])[] = [
  ["no JSON", "{"],
  ["nothing", ""],
  ["a list", []],
  ["a text", JSON.stringify("hello")],
  ["null", "null"],
  ["no version", { command: "hello", cookie: null, params: {} }],
  ["no command", { protocol: protocolVersion, cookie: null, params: {} }],
  ["no cookie, not even null", { protocol: protocolVersion, command: "session.read", params: {} }],
  ["a cookie that is too long", callOf("session.read", {}, "c".repeat(8193))],
  ["a cookie that is no text", { ...callOf("session.read"), cookie: 7 }],
  ["a window that is no id", { ...callOf("session.read"), window: "a b" }],
  ["something more", { ...callOf("session.read"), more: 1 }],
];

/** Parameters that no server may take, and what its message must name. */
const wrongParams: readonly (readonly [command: string, params: unknown, named: RegExp])[] = [
  ["session.read", [], /./],
  ["session.read", null, /./],
  ["session.read", { more: 1 }, /more/],
  ["session.read", { since: { handle: "h" } }, /revision/],
  ["session.value", {}, /key/],
  ["session.value", { key: 1 }, /key/],
  ["session.update", { set: {}, delete: [] }, /expect/],
  ["session.update", { set: { a: "{" }, delete: [], expect: { a: null } }, /set/],
  ["session.update", { set: { a: 1 }, delete: [], expect: { a: null } }, /set/],
  ["session.update", { set: { a: "1" }, delete: [], expect: {} }, /expect/],
  ["session.update", { set: {}, delete: ["a"], expect: {} }, /expect/],
  ["session.update", { set: { a: "1" }, delete: ["a"], expect: { a: null } }, /set and deleted/],
  ["session.clear", {}, /revision/],
  ["session.clear", { revision: 0 }, /revision/],
  ["session.clear", { revision: 1.5 }, /revision/],
  ["session.clear", { revision: "1" }, /revision/],
  ["session.flush", { revision: null }, /revision/],
  ["session.cycleKey", { revision: 1, more: 1 }, /more/],
  ["session.setExpiry", { revision: 1, expiry: { kind: "never" } }, /expiry/],
  ["session.setExpiry", { revision: 1, expiry: { kind: "seconds" } }, /seconds/],
  ["session.expire", { revision: 1, where: "nowhere" }, /where/],
  ["session.restore", { revision: null, entries: { a: "{" }, expiry: { kind: "policy" } }, /entries/],
  ["session.restore", { revision: null, entries: {} }, /expiry/],
  ["testCookie.set", { more: 1 }, /more/],
  ["timeline.list", {}, /limit/],
  ["timeline.list", { limit: 0 }, /limit/],
  ["timeline.list", { limit: 501 }, /limit/],
  ["timeline.list", { limit: 1, before: 0 }, /before/],
  ["timeline.list", { limit: 1, handle: 1 }, /handle/],
  ["timeline.entry", { entry: 0 }, /entry/],
  ["timeline.entry", { entry: 1.5 }, /entry/],
  ["timeline.value", { entry: 1, key: "a" }, /side/],
  ["timeline.value", { entry: 1, key: "a", side: "now" }, /side/],
  ["timeline.state", { entry: "1" }, /entry/],
  ["timeline.pause", {}, /paused/],
  ["timeline.clear", { more: 1 }, /more/],
  ["undo.restore", { ticket: "t" }, /revision/],
  ["undo.restore", { ticket: "t".repeat(201), revision: null }, /ticket/],
  ["events.stream", { more: 1 }, /more/],
];

export const callTests: readonly ProtocolTest[] = [
  {
    name: "hello is answered whatever version the caller speaks, and whatever that sends along",
    run: async (trial) => {
      for (const call of [
        callOf("hello"),
        { protocol: 99, command: "hello" },
        { protocol: 0, command: "hello", new: 1 },
      ]) {
        const answer = await trial.ask(call);
        ok(answer.ok);
        ok((answer.result as { versions: number[] }).versions.includes(protocolVersion));
      }
    },
  },
  {
    name: "hello names every command of its version that the server has, and where the sessions are",
    run: async (trial) => {
      const hello = await trial.hello();
      const lacks: Readonly<Partial<Record<string, string>>> = trial.subject.lacks ?? {};
      for (const name of Object.keys(commands)) {
        const [noun = ""] = name.split(".");
        if (lacks[noun] === undefined) ok(hello.commands.includes(name), `hello names ${name}`);
      }
      equal(hello.store.kind, trial.subject.kind ?? "server", "store.kind");
    },
  },
  {
    name: "every other command of another version is refused, with the versions that are spoken",
    run: async (trial) => {
      for (const protocol of [0, protocolVersion + 1]) {
        const error = await trial.refused("wrong-version", { protocol, command: "session.read", sent: "later" });
        ok(error.versions?.includes(protocolVersion));
        ok(error.sdk !== undefined && error.sdk.length > 0, "the version of the package");
      }
    },
  },
  ...malformed.map(
    ([what, call]): ProtocolTest => ({
      name: `a body is refused that is no call: ${what}`,
      run: async (trial) => {
        await trial.refused("bad-request", call);
      },
    }),
  ),
  {
    name: "a body is refused that is not UTF-8",
    run: async (trial) => {
      const text = JSON.stringify(callOf("session.value", { key: "?" }));
      const bytes = new TextEncoder().encode(text);
      bytes[text.indexOf("?")] = 0xff;
      const response = await trial.send({ body: bytes });
      equal(response.status, 400);
      equal((await response.json()).error.code, "bad-request");
    },
  },
  {
    name: "a body is refused that is larger than a call may be, and one that is as large is read",
    run: async (trial) => {
      const call = JSON.stringify(callOf("hello"));
      equal((await trial.ask(call.padEnd(bodyLimit))).ok, true);
      await trial.refused("body-too-large", call.padEnd(bodyLimit + 1));
    },
  },
  {
    name: "a command is refused that is not there, also under a name that JavaScript or Python knows",
    run: async (trial) => {
      for (const name of ["session.destroy", "", "constructor", "toString", "__proto__", "__class__"]) {
        await trial.refused("unknown-command", callOf(name));
      }
    },
  },
  ...wrongParams.map(
    ([command, params, named]): ProtocolTest => ({
      name: `${command} refuses, by its name, a parameter that is wrong: ${JSON.stringify(params)}`,
      run: async (trial) => {
        match((await trial.refused("invalid-params", callOf(command, params))).message, named);
      },
    }),
  ),
  {
    name: "a call that is refused has changed nothing",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const before = await ada.session();
      const calls: [ErrorCode, unknown][] = [
        ["invalid-params", callOf("session.flush", { revision: "1" }, ada.cookie)],
        ["unknown-command", callOf("session.delete", { revision: 1 }, ada.cookie)],
        ["wrong-version", { ...callOf("session.flush", { revision: 1 }, ada.cookie), protocol: 99 }],
        ["bad-request", { ...callOf("session.flush", { revision: 1 }, ada.cookie), more: 1 }],
      ];
      for (const [code, call] of calls) await trial.refused(code, call);
      deepEqual(await ada.session(), before);
    },
  },
];
