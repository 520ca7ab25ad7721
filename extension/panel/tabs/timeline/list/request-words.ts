/** The words for a request: who made it, what it is called, what came of it. */

import type { ReadonlySignal } from "@preact/signals";
import type { Cause, RequestSummary } from "sessionscope/protocol";
import { visible } from "../../../../json/visible.ts";
import { thisWindow } from "../../../server/this-window.ts";
import { expiryRule } from "../../../session/expiry-rule.ts";
import type { Panel } from "../../../state.ts";
import { count, shortened } from "../../../widgets/format.ts";
import { placeholder } from "../../../widgets/sentence.tsx";
import { overlapOf } from "../known/overlap.ts";
import type { KnownRequest, RequestDetail } from "../known/request.ts";

/** What stands in place of the counts of changed keys. */
export interface Verdict {
  readonly says: string;
  readonly kind: "err" | "warn" | "accent" | "plain" | "dim";
}

export interface OverlapWords {
  /** The first of the others. */
  readonly other: KnownRequest;
  /** "POST /cart/add and 2 more" */
  readonly who: string;
  /** "While it ran, … changed cart, too.", with the placeholder of a sentence where `who` belongs. */
  readonly sentence: string;
}

export interface RequestWords {
  /** "POST", "You" */
  method(request: KnownRequest): string;
  /** Who made it, in full: "POST", "you, in another window". */
  by(request: KnownRequest): string;
  /** "/cart/add", "set coupon" */
  path(request: KnownRequest): string;
  /** "POST /cart/add", "You: set coupon" */
  name(request: KnownRequest): string;
  /** Why nothing was saved, or what else than a change of keys has happened. */
  verdicts(request: KnownRequest): readonly Verdict[];
  /** "Expires 60 s after the last change → Expires when the browser closes" */
  expiry(detail: RequestDetail): string;
  /** Which other requests changed keys of it while it ran. null: none did. */
  overlap(request: KnownRequest): OverlapWords | null;
  /** The sentence on a failure; null: it did not fail. */
  failure(request: KnownRequest, message: string | null): string | null;
}

/** UTF-16 units of a path or a list of keys that are shown. */
const longest = 300;

const commandNames: Readonly<Record<string, string>> = {
  "session.clear": "sessionNameClear",
  "session.flush": "sessionNameFlush",
  "session.cycleKey": "timelineCommandCycle",
  "session.setExpiry": "sessionNameExpiry",
  "session.expire": "sessionNameExpire",
  "session.restore": "timelineCommandRestore",
  "undo.restore": "timelineCommandUndo",
  "testCookie.set": "timelineCommandTest",
  "testCookie.delete": "timelineCommandTestDelete",
};

const failures = {
  interrupted: ["timelineInterrupted", "timelineInterruptedWhy"],
  conflict: ["timelineConflict", "timelineConflictWhy"],
  "too-large": ["timelineTooLarge", "timelineTooLargeWhy"],
  "store-failed": ["timelineStoreFailed", "timelineStoreFailedWhy"],
  "not-json": ["timelineNotJson", "timelineNotJsonWhy"],
  "headers-sent": ["timelineHeadersSent", "timelineHeadersSentWhy"],
  other: ["timelineFailed", "timelineFailedWhy"],
} as const satisfies Record<NonNullable<RequestSummary["failure"]>, readonly [word: string, sentence: string]>;

export function createRequestWords(
  { text, hello }: Panel,
  requests: ReadonlySignal<readonly KnownRequest[]>,
): RequestWords {
  const isOwn = ({ window }: Pick<Cause, "window">) => window === thisWindow;
  const command = ({ command: name, keys, added, changed }: KnownRequest): string => {
    const known = commandNames[name ?? ""];
    if (known !== undefined) return text(known);
    if (keys.length === 0) return visible(name ?? "");
    return text(added + changed === 0 ? "undoDelete" : "undoSet", visible(shortened(keys.join(", "), longest)));
  };
  const words: RequestWords = {
    method: ({ by, method }) => (by === "panel" ? text("timelineYou") : method),
    by: (request) =>
      request.by === "panel" ? text(isOwn(request) ? "you" : "sessionByOtherPanel") : visible(request.method),
    path: (request) => (request.by === "panel" ? command(request) : visible(shortened(request.path, longest))),
    name: (request) =>
      request.by === "panel"
        ? text("timelineYouDid", command(request))
        : visible(`${request.method} ${shortened(request.path, longest)}`),
    verdicts(request) {
      const { outcome, failure, added, changed, removed, expiryChanged, cleared } = request;
      const saying = (id: string, kind: Verdict["kind"]): Verdict => ({ says: text(id), kind });
      if (failure !== null) return [saying(failures[failure][0], failure === "interrupted" ? "warn" : "err")];
      const counts = added + changed + removed > 0;
      const all: Verdict[] = [];
      if (outcome === "not-saved") all.push(saying("notSaved", "err"));
      if (outcome === "failed") all.push(saying("timelineFailed", "err"));
      if (outcome === "flushed") all.push(saying("timelineFlushed", "err"));
      if (outcome === "expired") all.push(saying("expired", "err"));
      if (outcome === "gone") all.push(saying("storeGone", "warn"));
      if (cleared) all.push(saying("timelineCleared", "err"));
      if (outcome === "created") all.push(saying("timelineCreated", "accent"));
      if (outcome === "rotated") all.push(saying("timelineNewKey", "accent"));
      if (overlapOf(request, requests.value) !== null) all.push(saying("timelineOverlap", "warn"));
      if (expiryChanged) all.push(saying("timelineExpiry", "plain"));
      if (all.length > 0 || counts) return all;
      return [
        saying(
          outcome === "read" ? "timelineRead" : outcome === "touched" ? "timelineTouched" : "timelineSaved",
          "dim",
        ),
      ];
    },
    overlap(request) {
      const found = overlapOf(request, requests.value);
      if (found === null) return null;
      const { others, keys } = found;
      const names = new Set(others.map(words.name));
      const [first = ""] = names;
      const more = () => text("sessionByTwo", first, text("sessionByMore", count(names.size - 1)));
      return {
        other: others[0]!,
        who: names.size === 1 ? first : more(),
        sentence: text("timelineOverlapWhy", placeholder, visible(shortened(keys.join(", "), longest))),
      };
    },
    expiry({ expiryBefore, expiryAfter }) {
      const ruleOf = (ending: RequestDetail["expiryAfter"]) =>
        ending === null ? text("factNoKey") : expiryRule(ending.expiry, hello.peek()!, text);
      return text("timelineExpiryMoved", ruleOf(expiryBefore), ruleOf(expiryAfter));
    },
    failure({ outcome, failure }, message) {
      const id = failure !== null ? failures[failure][1] : outcome === "not-saved" ? "timelineNotSavedWhy" : null;
      if (id === null) return null;
      return message === null ? text(id) : `${text(id)} ${visible(message)}`;
    },
  };
  return words;
}
