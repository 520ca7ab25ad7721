/** Answers calls of the debug protocol with what Clockwork tells of a request. Loaded when an app with it is first met. */

import {
  Call,
  type CallError,
  type Entry,
  errorCodes,
  type Hello,
  protocolVersion,
  type SessionReading,
  valueCap,
} from "sessionscope/protocol";
import * as v from "valibot";
import type { JsonNode } from "../json/node.ts";
import { parseStored, stringOf } from "../json/parse.ts";
import { childrenOf, nodeAt } from "../json/path.ts";
import { byteSize } from "../json/print.ts";
import { readAnswer } from "./server/bounded-reading.ts";

/** Clockwork writes a request down after it has answered it. Milliseconds between attempts to read it. */
const pauses = [0, 150, 600];

/** Names of session cookies as frameworks of PHP have them. */
const sessionName = /^(PHPSESSID|ci_session|.*[_-]session)$/i;

interface Told {
  readonly body: string;
  readonly root: JsonNode;
}

class Refused extends Error {
  readonly code: CallError["code"];
  constructor(code: CallError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

type Get = (url: string) => Promise<Response>;
type Text = (id: string, ...parts: readonly string[]) => string;

/** @param body of the call. @param url where the app tells of its last request. @param get fetches an address of the app. */
export async function answerFor(body: string, url: string, get: Get, text: Text): Promise<Response> {
  try {
    const { command, params } = v.parse(Call, JSON.parse(body));
    return Response.json({ ok: true, result: await resultOf(command, params, () => tell(url, get, text), text) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, message } = error;
    return Response.json({ ok: false, error: { code, message } }, { status: errorCodes[code] });
  }
}

async function resultOf(command: string, params: unknown, tell: () => Promise<Told>, text: Text): Promise<unknown> {
  switch (command) {
    case "hello":
      // Why nothing is told is said where the session would be.
      return helloOf(await tell().catch(() => null), text);
    case "session.read":
      return readingOf(await tell());
    case "session.value":
      return wholeOf(await tell(), (params as { readonly key: string }).key);
    default:
      throw new Refused("unsupported", text("clockworkReads"));
  }
}

/** What Clockwork tells of the request. @throws Refused */
async function tell(url: string, get: Get, text: Text): Promise<Told> {
  for (const pause of pauses) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const response = await get(url);
    if (response.status === 403) throw new Refused("store-failed", text("clockworkLocked"));
    const body = await readAnswer(response);
    const parsed = response.ok ? parseStored(body) : null;
    if (parsed?.ok && parsed.node.kind === "dict") return { body, root: parsed.node };
  }
  throw new Refused("store-failed", text("clockworkSilent"));
}

function helloOf(told: Told | null, text: Text): Hello {
  const names = [...childrenOf(told && nodeAt(told.root, ["cookies"]))].map(([name]) => String(name));
  return {
    versions: [protocolVersion],
    sdk: "Clockwork",
    now: Date.now(),
    commands: ["hello", "session.read", "session.value"],
    engine: {
      name: "Clockwork",
      revisions: "observed",
      edits: "compare",
      expiry: [],
      cannot: Object.fromEntries(
        ["session.update", "session.restore", "store.list", "timeline.list", "lab.begin"].map((command) => [
          command,
          text("clockworkReads"),
        ]),
      ),
    },
    store: { name: "Clockwork", kind: "server", limit: null },
    cookie: {
      name: names.find((name) => sessionName.test(name)) ?? "PHPSESSID",
      domain: null,
      path: "/",
      secure: false,
      httpOnly: true,
      sameSite: null,
      partitioned: false,
    },
    cookieAge: 0,
    expireAtBrowserClose: false,
    saveEveryRequest: false,
  };
}

function wholeOf(told: Told, key: string): Entry {
  const node = dataOf(told).get(key);
  if (node === undefined) throw new Refused("bad-request", `The session has no key ${key}.`);
  return entryOf(key, told.body.slice(node.start, node.end), Number.POSITIVE_INFINITY);
}

function readingOf(told: Told): SessionReading {
  const { body, root } = told;
  const now = Date.now();
  const node = nodeAt(root, ["sessionData"]);
  if (node === undefined || node.kind === "null") return { state: "none", now };
  const entries = [...dataOf(told)].map(([key, value]) => entryOf(key, body.slice(value.start, value.end), valueCap));
  const user = nodeAt(root, ["authenticatedUser", "id"]);
  const seconds = numberIn(body, nodeAt(root, ["time"])) ?? now / 1000;
  return {
    state: "live",
    now,
    session: {
      handle: "clockwork",
      revision: Math.max(1, Math.round(seconds * 1000)),
      createdAt: null,
      modifiedAt: null,
      expiresAt: null,
      expiry: { kind: "policy" },
      user: user === undefined || user.kind === "null" ? null : textOf(body, user),
      size: entries.reduce((sum, { key, size }) => sum + byteSize(key) + size, 0),
      entries,
      lastChange: null,
    },
  };
}

/** Keys and their values, as they are written. PHP writes an empty dictionary as a list. */
const dataOf = ({ root }: Told): ReadonlyMap<string, JsonNode> =>
  new Map([...childrenOf(nodeAt(root, ["sessionData"]))].map(([key, node]) => [String(key), node]));

const entryOf = (key: string, text: string, cap: number): Entry => ({
  key,
  text: text.slice(0, cap),
  size: byteSize(text),
  truncated: text.length > cap,
  redacted: false,
  readOnly: true,
  changed: null,
});

const textOf = (body: string, node: JsonNode): string =>
  node.kind === "string" ? stringOf(body, node) : body.slice(node.start, node.end);

const numberIn = (body: string, node: JsonNode | undefined): number | null =>
  node?.kind === "number" ? Number(body.slice(node.start, node.end)) : null;
