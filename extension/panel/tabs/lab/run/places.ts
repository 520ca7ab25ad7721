/** Where the lab's loads go: to the endpoint of the page, and to the same server under the name of another site. */

import type { Asking } from "../../../../cookies/lab/expectation.ts";
import type { LabCase } from "../../../../cookies/lab/lab-case.ts";
import { labSegment } from "../../../../cookies/lab/lab-case.ts";
import type { LoadKind } from "../../../../platform/platform.ts";
import type { Endpoint } from "../../../server/address.ts";

export interface Places {
  readonly page: URL;
  /** The address of the endpoint. */
  readonly own: URL;
  /** The same under the name of another site; null: it has none that we know. */
  readonly other: URL | null;
}

export function placesOf(pageUrl: string, { origin, path }: Endpoint): Places {
  const page = new URL(pageUrl);
  const own = new URL(origin + path.replace(/\/$/, ""));
  return { page, own, other: page.origin === own.origin ? underOtherName(own) : null };
}

/** A browser takes these for different sites, and most development servers answer to both. */
const otherNames: Readonly<Record<string, string>> = { localhost: "127.0.0.1", "127.0.0.1": "localhost" };

function underOtherName(url: URL): URL | null {
  const name = otherNames[url.hostname];
  if (name === undefined) return null;
  const other = new URL(url);
  other.hostname = name;
  return other;
}

/** The address of the loads that no request of the app shares. */
export function below(url: URL): URL {
  const deeper = new URL(url);
  deeper.pathname += `/${labSegment}`;
  return deeper;
}

/** What is asked for a case, and by which loads; null: there is no other site to ask from. */
export function askingOf(one: LabCase, { page, own, other }: Places): Asking | null {
  const base = one.by === "frame" ? other : own;
  if (base === null) return null;
  const back = below(base);
  const lines = one.lines({ host: base.hostname, path: back.pathname });
  return {
    lines,
    url: one.below ? back : base,
    back,
    page,
    loads: one.by === "frame" ? ["frame"] : ["fetch", "image"],
  };
}

/** How the page makes the load that sets the cookie. */
export const setBy = ({ by }: LabCase): LoadKind => (by === "frame" ? "frame" : "fetch");
