/** All that is recorded of the current request: asked for once it is current, and kept for a while. */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { visible } from "../../../../json/visible.ts";
import type { Panel } from "../../../state.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import type { KnownRequest, RequestDetail } from "../known/request.ts";

export interface ShownRequest {
  readonly request: KnownRequest;
  /** null: it is being loaded, or cannot be. */
  readonly detail: RequestDetail | null;
  /** Why it cannot be loaded. */
  readonly failure: string | null;
}

/** Milliseconds that a request is current before it is asked for, so that arrow keys may pass it. */
const passingMs = 60;
/** Requests whose details are kept. */
const most = 30;

/** @param current the request to show; null: none. */
export function createShownRequest(
  { connected }: Panel,
  known: KnownRequests,
  current: ReadonlySignal<KnownRequest | null>,
  end: AbortSignal,
): ReadonlySignal<ShownRequest | null> {
  type Loaded = Pick<ShownRequest, "detail" | "failure">;
  const loaded = signal<ReadonlyMap<string, Loaded>>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;

  const keep = (id: string, answer: Loaded) => {
    loaded.value = new Map([...[...loaded.peek()].filter(([other]) => other !== id).slice(1 - most), [id, answer]]);
  };
  const load = async (request: KnownRequest) => {
    try {
      keep(request.id, { detail: await known.detail(request), failure: null });
    } catch (error) {
      keep(request.id, { detail: null, failure: visible((error as Error).message) });
    }
  };
  const currentId = computed(() => current.value?.id ?? null);
  const stop = effect(() => {
    const { value: id } = currentId;
    const { value: live } = connected;
    clearTimeout(timer);
    const before = loaded.peek().get(id ?? "");
    if (id === null || before?.detail || !live) return;
    untracked(() => {
      timer = setTimeout(() => void load(current.peek()!), passingMs);
    });
  });
  end.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });

  return computed(() => {
    const { value: request } = current;
    if (request === null) return null;
    return { request, ...(loaded.value.get(request.id) ?? { detail: null, failure: null }) };
  });
}
