/** One run of the server's lab: it is begun with the token, and the page makes its loads without one. */

import type { LabLoad, LabReading } from "sessionscope/protocol";
import type { Message } from "../../../../cookies/cookie.ts";
import { bytesOfText } from "../../../../platform/header-text.ts";
import type { LoadKind, Platform } from "../../../../platform/platform.ts";
import type { Visit } from "../../../state.ts";

/** The page was left while it made a load. */
export class PageLeft extends Error {
  override readonly name = "PageLeft";
}

/** A load that was not made, and the reason for the user. */
export class NotMade extends Error {
  override readonly name = "NotMade";
  readonly why: Message;

  constructor(why: Message) {
    super(why[0]);
    this.why = why;
  }
}

export interface AskedLoad {
  readonly lines: readonly string[];
  /** The names whose coming is told; empty: cookies without a name. */
  readonly expect: readonly string[];
  /** The address without its query. */
  readonly url: URL;
  readonly how: LoadKind;
}

export interface LabRun {
  /** Lets the page make a load. @throws NotMade, PageLeft */
  make(load: number): Promise<void>;
  /** What came with the loads so far, by their number; undefined: that load did not arrive. */
  read(): Promise<ReadonlyMap<number, LabReading["loads"][number]>>;
  end(): Promise<void>;
}

/** @param endpointPath without a slash at its end. */
export async function beginRun(
  { call }: Visit,
  { page }: Pick<Platform, "page">,
  endpointPath: string,
  loads: readonly AskedLoad[],
  stop: AbortSignal,
): Promise<LabRun> {
  const asked = loads.map(({ lines, expect, url }): LabLoad => {
    const path = url.pathname.slice(endpointPath.length);
    return { lines: lines.map(bytesOfText), expect: [...expect], ...(path !== "" && { path }) };
  });
  const begun = await call("lab.begin", { loads: asked }, stop);
  return {
    async make(index) {
      stop.throwIfAborted();
      const { query, unsendable } = begun.loads[index]!;
      if (unsendable.length > 0) throw new NotMade(["labUnsendable"]);
      const { url, how } = loads[index]!;
      const ended = await page.load(`${url.href}?lab=${query}`, how);
      stop.throwIfAborted();
      if (ended.state === "left") throw new PageLeft();
      if (ended.state === "blocked") throw new NotMade(["labBlocked", ended.directive]);
      if (ended.state === "late") throw new NotMade(["labLate"]);
    },
    async read() {
      const { loads: made } = await call("lab.read", { run: begun.run }, stop);
      return new Map(made.map((one) => [one.load, one]));
    },
    async end() {
      await call("lab.end", { run: begun.run });
    },
  };
}
