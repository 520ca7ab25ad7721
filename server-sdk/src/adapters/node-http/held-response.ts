/**
 * Holds a response back until its session is saved: nothing of it leaves before the commit has ended. Where there is
 * nothing to wait for, the first byte goes straight through. The response itself is patched, so that everything that
 * writes to it is held back alike: a framework, a pipe, a wrapper put on before or after.
 */

import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Readable } from "node:stream";
import { addHeader, applyHeaders, dropHeaders, type HeadHeaders, isWellFormed } from "./headers.ts";
import { keepConnection, letGoOfConnection } from "./kept-connections.ts";
import { asError, checkChunk, headersSent, statusOf } from "./response-errors.ts";
import { type Callback, guard, type HeaderMethod, holdBack, patch, type ResponseHold } from "./response-patches.ts";

type State =
  | "open" // the handler may still change the session
  | "saving" // status and headers are decided; what follows waits
  | "passing" // saved: everything goes straight through
  | "failed" // not saved: this answer is dropped, an error handler writes another
  | "answered"; // it has; what the abandoned handler still writes is ignored

type Method = "writeHead" | "write" | "end" | "flushHeaders";

/** What a response waits for. */
export interface AwaitedCommit {
  /** Saves; `undefined`: there is nothing to wait for. */
  commit(): Promise<void> | undefined;
  /** The commit failed and the answer was dropped: the app's error handling writes another to the same response. */
  fail(error: unknown): void;
}

export class HeldResponse implements ResponseHold {
  readonly response: ServerResponse;
  readonly #awaited: AwaitedCommit;
  #state: State = "open";
  /** The response's own methods, as they were before. */
  readonly #real: Pick<ServerResponse, Method>;
  #realGuarded: Pick<ServerResponse, HeaderMethod | "destroy"> | undefined;
  /** The headers were sent before the commit, by other means than the patched methods. */
  #sentBefore = false;
  /** What the commit adds. */
  readonly #added: [name: string, value: string][] = [];
  /** Calls made while saving, to be made for real afterwards. */
  readonly #waiting: [method: Method, args: readonly unknown[]][] = [];
  #ended = false;
  #status = 200;
  #sources: Readable[] | undefined;

  constructor(response: ServerResponse, awaited: AwaitedCommit) {
    this.response = response;
    this.#awaited = awaited;
    const { writeHead, write, end, flushHeaders } = response;
    this.#real = { writeHead, write, end, flushHeaders };
    holdBack(response, this);
  }

  /** Whether headers are out. */
  get sent(): boolean {
    return this.#state === "saving" ? this.#sentBefore : this.response.headersSent;
  }

  /** Adds to a header once the commit has ended; `Vary` is merged. */
  addHeader(name: string, value: string): void {
    this.#added.push([name, value]);
  }

  /**
   * Commits now, for adapters whose framework has a place for that before it writes. The framework's error handling gets
   * what is thrown; nothing has been written then.
   */
  commitFirst(): Promise<void> | undefined {
    if (this.#state !== "open") return undefined;
    const saving = this.#begin();
    return saving?.then(
      () => this.#release(),
      (error) => {
        this.#drop(error);
        throw error;
      },
    );
  }

  writeHead(status: number, reason?: string | HeadHeaders, headers?: HeadHeaders): ServerResponse {
    const { response } = this;
    if (this.#state === "saving") {
      // A wrapper that finds no headers sent asks for the implicit head again.
      if (reason === undefined && headers === undefined && status === response.statusCode) return response;
      throw headersSent("write");
    }
    const given = headers ?? (typeof reason === "string" ? undefined : reason);
    // What the response would refuse anyway goes to it as it came, so that the handler gets its error.
    if (this.#state === "open" && !response.headersSent && isWellFormed(status, reason, given)) {
      if (typeof reason === "string") response.statusMessage = reason;
      if (given) applyHeaders(response, given);
      response.statusCode = status | 0;
      if (this.#mustWait()) return this.#later("writeHead", [status], response);
      return this.#real.writeHead.call(response, status);
    }
    if (this.#state === "failed") this.#addHeaders();
    return Reflect.apply(this.#real.writeHead, response, [status, reason, headers]);
  }

  write(chunk: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    if (this.#state === "answered") return ignore([encoding, callback], true);
    if (this.#mustWait()) {
      checkChunk(chunk);
      return this.#later("write", [chunk, encoding, callback], false);
    }
    return this.#real.write.call(this.response, chunk, encoding as BufferEncoding, callback as Callback);
  }

  end(chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): ServerResponse {
    const { response } = this;
    if (this.#state === "answered") return ignore([chunk, encoding, callback], response);
    if (this.#mustWait()) {
      if (chunk && typeof chunk !== "function") checkChunk(chunk);
      this.#ended = true;
      keepConnection(response);
      return this.#later("end", [chunk, encoding, callback], response);
    }
    this.#real.end.call(response, chunk, encoding as BufferEncoding, callback as Callback);
    if (this.#state === "failed") this.#state = "answered";
    return response;
  }

  flushHeaders(): void {
    if (this.#mustWait()) this.#later("flushHeaders", [], undefined);
    else this.#real.flushHeaders.call(this.response);
  }

  /** While saving, a response looks as if its headers were out: nothing can change them any more. */
  get looksSent(): boolean {
    return this.#state === "saving";
  }

  get looksEnded(): boolean {
    return this.#state === "saving" && this.#ended;
  }

  changeHeader(method: HeaderMethod, args: readonly unknown[]): unknown {
    if (this.#state === "saving") throw headersSent(method);
    return Reflect.apply(this.#realGuarded![method], this.response, args);
  }

  /** An answer that was ended is still delivered when its save succeeds. */
  destroy(error: Error | undefined): ServerResponse {
    const { response } = this;
    const destroy = () => this.#realGuarded!.destroy.call(response, error);
    if (this.looksEnded) response.once("finish", destroy);
    else destroy();
    return response;
  }

  rememberSource(source: Readable): void {
    this.#sources ??= [];
    this.#sources.push(source);
  }

  /** Whether a call has to wait. The first one begins the commit. */
  #mustWait(): boolean {
    // Not before: error handlers of some frameworks begin by removing every header.
    if (this.#state === "failed") this.#addHeaders();
    if (this.#state === "open") {
      this.#begin()?.then(
        () => this.#release(),
        (error) => {
          this.#drop(error);
          this.#awaited.fail(error);
        },
      );
    }
    return this.#state === "saving";
  }

  #begin(): Promise<void> | undefined {
    this.#sentBefore = this.response.headersSent;
    this.#state = "saving";
    const saving = this.#awaited.commit();
    if (saving === undefined) {
      this.#state = "passing";
      this.#addHeaders();
    } else {
      this.#status = this.response.statusCode;
      this.#guard();
    }
    return saving;
  }

  #later<T>(method: Method, args: readonly unknown[], answer: T): T {
    this.#waiting.push([method, args]);
    return answer;
  }

  /** Saved: makes the calls that waited. */
  #release(): void {
    const { response } = this;
    this.#state = "passing";
    letGoOfConnection(response);
    let writes = 0;
    let full = false;
    try {
      if (response.statusCode !== this.#status) response.statusCode = this.#status;
      this.#addHeaders();
      for (const [method, args] of this.#waiting.splice(0)) {
        const flowing = Reflect.apply(this.#real[method], response, args);
        if (method !== "write") continue;
        writes++;
        if (flowing === false) full = true;
      }
    } catch (error) {
      // Node itself refuses some answers half-way: a body of another length than announced, a status message of two lines.
      response.destroy(asError(error));
      return;
    }
    if (writes > 0 && !full && !this.#ended) response.emit("drain");
  }

  /** Not saved: forgets the answer and makes the response ready for another. */
  #drop(error: unknown): void {
    const { response } = this;
    this.#state = "failed";
    letGoOfConnection(response);
    for (const source of this.#sources ?? []) source.unpipe(response);
    // The handler learns of it after the error answer, so that nothing it then writes gets into that answer.
    if (isClosed(response)) this.#abandon(error);
    else response.once("close", () => this.#abandon(error));
    // Wrappers that were put on later are in the middle of the dropped answer: the next answer goes past them.
    patch(response);
    if (response.headersSent) return;
    dropHeaders(response);
    // In case the error handler sets no status: an error must not look like a success.
    response.statusCode = statusOf(error);
    if (!("stream" in response)) response.statusMessage = "";
  }

  #abandon(error: unknown): void {
    for (const [, args] of this.#waiting.splice(0)) ignore(args, undefined, asError(error));
    // Without an error, for which the stream may have no listener; a pipeline notices the close.
    for (const source of this.#sources ?? []) source.destroy();
  }

  #addHeaders(): void {
    const added = this.#added;
    if (added.length === 0 || this.response.headersSent) return;
    for (const [name, value] of added) addHeader(this.response, name, value);
    added.length = 0;
  }

  /** A handler that comes too late is told so, as when the headers had gone. */
  #guard(): void {
    this.#realGuarded = guard(this.response);
  }
}

function isClosed(response: ServerResponse): boolean {
  const { stream } = response as unknown as Partial<Http2ServerResponse>;
  return response.destroyed || stream?.destroyed === true;
}

/** Calls the callback of a call that is not made. */
function ignore<T>(args: readonly unknown[], answer: T, error?: Error): T {
  const callback = args.find((arg) => typeof arg === "function") as Callback | undefined;
  if (callback) process.nextTick(callback, error ?? null);
  return answer;
}
