/** The pages of every subject, in the words that each library has for what they do with a session. */

import type { Session } from "sessionscope";
import { dataOf, type Size } from "../data.ts";

/** `Request`: what the library finds its session by. */
export interface Words<Request> {
  get(request: Request, key: string): unknown;
  set(request: Request, key: string, value: unknown): void;
  /** Gives the session a new key; its data stay. */
  rotate(request: Request): unknown;
  /** Ends the session. */
  end(request: Request): unknown;
  /** For a library whose apps save their sessions themselves. */
  save?(request: Request): Promise<unknown>;
}

type Answer = string | Promise<string>;
type Page = <Request>(words: Words<Request>, request: Request, parameter: string) => Answer;

const saved = <Request>({ save }: Words<Request>, request: Request): Answer =>
  save ? save(request).then(() => "ok") : "ok";

const addOne = (words: Words<never>, request: never, key: string): Answer => {
  words.set(request, key, Number(words.get(request, key) ?? 0) + 1);
  return saved(words, request);
};

/** By path; `:size` and `:key` are the parameter. */
export const pages: Readonly<Record<string, Page>> = {
  "/seed/:size": (words, request, size) => {
    for (const [key, value] of Object.entries(dataOf(size as Size))) words.set(request, key, value);
    return saved(words, request);
  },
  "/untouched": () => "ok",
  "/read": (words, request) => `${words.get(request, "n")}`,
  "/change": (words, request) => addOne(words as never, request as never, "n"),
  "/change/:key": (words, request, key) => addOne(words as never, request as never, key),
  "/sign-in": async (words, request) => {
    await words.rotate(request);
    words.set(request, "user", "bea");
    return saved(words, request);
  },
  "/sign-out": async (words, request) => {
    await words.end(request);
    return saved(words, request);
  },
};

type Data = Record<string, unknown>;

/** A session that is a plain object, or a proxy that looks like one. */
export const dictionaryOf = <Request>(session: (request: Request) => Data): Pick<Words<Request>, "get" | "set"> => ({
  get: (request, key) => session(request)[key],
  set: (request, key, value) => {
    session(request)[key] = value;
  },
});

/** Ours on any framework. */
export function ourWords<Request>(sessionOf: (request: Request) => unknown): Words<Request> {
  const session = (request: Request) => sessionOf(request) as Session<Data>;
  return {
    ...dictionaryOf(session),
    rotate: (request) => session(request).cycleKey(),
    end: (request) => session(request).flush(),
  };
}

/** For the framework alone. */
export const noWords = <Request>(session: (request: Request) => Data): Words<Request> => ({
  ...dictionaryOf(session),
  rotate: () => {},
  end: () => {},
});
