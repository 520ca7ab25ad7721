/** A request as it is exported: its summary, what it changed, and what DevTools saw of it. */

import type { SeenResponse } from "../../../../platform/platform.ts";
import type { KnownRequest, RequestDetail } from "../known/request.ts";

export interface Exported {
  readonly request: KnownRequest;
  /** null: it was not asked for, or is forgotten. */
  readonly detail: RequestDetail | null;
  readonly seen: SeenResponse | null;
}

/** What the server tells of the request, without what only the panel uses. */
export function factsOf({ request, detail }: Exported) {
  const { id: _, process: __, ...summary } = request;
  if (detail === null) return summary;
  const { summary: ___, ...rest } = detail;
  return { ...summary, ...rest };
}
