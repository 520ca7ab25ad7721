/** The functions put on a response that is held back. They pass each call to its `ResponseHold`; one set serves all responses. */

import { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { HeadHeaders } from "./headers.ts";

export type Callback = (error?: Error | null) => void;
const headerMethods = ["setHeader", "appendHeader", "removeHeader", "setHeaders"] as const;
export type HeaderMethod = (typeof headerMethods)[number];

/** Of `writeHead`; Node 26 has dropped it. */
const hasOldName = "writeHeader" in ServerResponse.prototype;

/** What decides about the calls to a response that is held back. */
export interface ResponseHold {
  /** The response looks as if its headers were out. */
  readonly looksSent: boolean;
  /** The response looks as if `end` had been called. */
  readonly looksEnded: boolean;
  writeHead(status: number, reason?: string | HeadHeaders, headers?: HeadHeaders): ServerResponse;
  write(chunk: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean;
  end(chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): ServerResponse;
  flushHeaders(): void;
  changeHeader(method: HeaderMethod, args: readonly unknown[]): unknown;
  destroy(error: Error | undefined): ServerResponse;
  /** A stream was piped into the response. */
  rememberSource(source: Readable): void;
}

const holding: unique symbol = Symbol("sessionscope.held");
const ended: unique symbol = Symbol("sessionscope.ended");
type Holding = ServerResponse & { [holding]: ResponseHold; [ended]: boolean };

/** Whether the response has a hold already. */
export function isHeldBack(response: ServerResponse): boolean {
  return (response as Partial<Holding>)[holding] !== undefined;
}

export function holdBack(response: ServerResponse, hold: ResponseHold): void {
  (response as Holding)[holding] = hold;
  response.on("pipe", rememberSource);
  patch(response);
}

/** Sends every call that writes through the hold. */
export function patch(response: ServerResponse): void {
  // One by one, here and below: Object.assign and defineProperties take three times as long, for every request.
  response.writeHead = patches.writeHead as ServerResponse["writeHead"];
  if (hasOldName) (response as { writeHeader?: unknown }).writeHeader = patches.writeHead;
  response.write = patches.write as ServerResponse["write"];
  response.end = patches.end as ServerResponse["end"];
  response.flushHeaders = patches.flushHeaders;
}

/** Lets the response look as if its headers were out, for as long as the hold says so. @returns the methods put aside. */
export function guard(response: ServerResponse): Pick<ServerResponse, HeaderMethod | "destroy"> {
  const { setHeader, appendHeader, removeHeader, setHeaders, destroy } = response;
  Object.defineProperty(response, "headersSent", headersSent);
  Object.defineProperty(response, "writableEnded", writableEnded);
  // The old name, a value of the response's own; a response of HTTP/2 inherits it.
  if (Object.hasOwn(response, "finished")) {
    (response as Holding)[ended] = response.finished;
    Object.defineProperty(response, "finished", finished);
  }
  response.setHeader = headerPatches.setHeader as ServerResponse["setHeader"];
  response.appendHeader = headerPatches.appendHeader as ServerResponse["appendHeader"];
  response.removeHeader = headerPatches.removeHeader as ServerResponse["removeHeader"];
  response.setHeaders = headerPatches.setHeaders as ServerResponse["setHeaders"];
  response.destroy = destroyHeld as ServerResponse["destroy"];
  return { setHeader, appendHeader, removeHeader, setHeaders, destroy };
}

const patches = {
  writeHead(this: Holding, status: number, reason?: string | HeadHeaders, headers?: HeadHeaders): ServerResponse {
    return this[holding].writeHead(status, reason, headers);
  },
  write(this: Holding, chunk: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    return this[holding].write(chunk, encoding, callback);
  },
  end(this: Holding, chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): ServerResponse {
    return this[holding].end(chunk, encoding, callback);
  },
  flushHeaders(this: Holding): void {
    this[holding].flushHeaders();
  },
};

const headerPatches = Object.fromEntries(
  headerMethods.map((method) => [
    method,
    function (this: Holding, ...args: unknown[]): unknown {
      return this[holding].changeHeader(method, args);
    },
  ]),
) as Record<HeaderMethod, (this: Holding, ...args: unknown[]) => unknown>;

function destroyHeld(this: Holding, error?: Error): ServerResponse {
  return this[holding].destroy(error);
}

const headersSent: PropertyDescriptor & ThisType<Holding> = {
  configurable: true,
  get() {
    return this[holding].looksSent || Reflect.get(Object.getPrototypeOf(this), "headersSent", this);
  },
};

const writableEnded: PropertyDescriptor & ThisType<Holding> = {
  configurable: true,
  get() {
    return this[holding].looksEnded || Reflect.get(Object.getPrototypeOf(this), "writableEnded", this);
  },
};

const finished: PropertyDescriptor & ThisType<Holding> = {
  configurable: true,
  get() {
    return this[holding].looksEnded || this[ended];
  },
  set(value: boolean) {
    this[ended] = value;
  },
};

function rememberSource(this: Holding, source: Readable): void {
  this[holding].rememberSource(source);
}
