/** Recorded visits to a real Django 5.2.17: one scenario is one visitor with one cookie jar. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { JsonValue } from "sessionscope";

export interface Scenario {
  readonly engine: "db" | "signed";
  readonly settings: {
    readonly SESSION_COOKIE_NAME: string;
    readonly SESSION_COOKIE_AGE: number;
    readonly SESSION_EXPIRE_AT_BROWSER_CLOSE: boolean;
    readonly SESSION_SAVE_EVERY_REQUEST: boolean;
    readonly SESSION_COOKIE_DOMAIN: string | null;
    readonly SESSION_COOKIE_PATH: string;
    readonly SESSION_COOKIE_SECURE: boolean;
    readonly SESSION_COOKIE_HTTPONLY: boolean;
    readonly SESSION_COOKIE_SAMESITE: "Lax" | "Strict" | "None" | false;
  };
  readonly requests: readonly Visit[];
}

export type Op = readonly [name: string, ...args: JsonValue[]];

export interface Visit {
  /** Seconds the clock moves before the request. */
  readonly advance: number;
  readonly cookie: "jar" | "none" | "unknown" | "garbage";
  readonly cookieValue: string | null;
  readonly ops: readonly Op[];
  readonly status: number;
  readonly expect: Expected;
}

export interface Expected {
  readonly results: readonly OpResult[];
  readonly accessed: boolean;
  readonly modified: boolean;
  readonly interrupted?: true;
  readonly setCookie: ExpectedCookie | null;
  readonly varyCookie: boolean;
  readonly stored: { readonly data: Record<string, JsonValue>; readonly expiresIn: number } | null;
  readonly rows: number | null;
}

export type OpResult = { readonly ok: JsonValue } | { readonly err: string };

export interface ExpectedCookie {
  readonly deleted: boolean;
  readonly maxAge: number | null;
  readonly hasExpires: boolean;
  readonly path: string;
  readonly domain: string | null;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: string | null;
  readonly sameValue: boolean;
}

const file = new URL("./fixtures/corpus.jsonl.gz", import.meta.url);

export function readCorpus(engine: Scenario["engine"]): Scenario[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Scenario).filter((scenario) => scenario.engine === engine);
}
