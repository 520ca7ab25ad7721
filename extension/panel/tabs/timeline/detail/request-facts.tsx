/** The facts of a request in a line or two. */

import type { ComponentChildren, VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { countsRevisions } from "../../../engine.ts";
import { milliseconds, shortened } from "../../../widgets/format.ts";
import type { KnownRequest, RequestDetail } from "../known/request.ts";
import type { TimelineState } from "../state.ts";

interface Props {
  readonly state: TimelineState;
  readonly request: KnownRequest;
  /** null: not loaded. */
  readonly detail: RequestDetail | null;
}

/** UTF-16 units of a list of names that are shown. */
const longest = 500;

export function RequestFacts({ state, request, detail }: Props): VNode {
  const { text } = state.panel;
  const { revision, revisionBefore, loadTime, commitTime, setCookie, handle, previousHandle } = request;
  const fact = (name: string, children: ComponentChildren, title?: string) => (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
  const seen = state.known.seen.of(request.request);
  return (
    <dl class="request-facts">
      {revision !== null &&
        countsRevisions(state.panel.hello.value) &&
        fact(
          text("factRevision"),
          <>
            {revisionBefore !== null && revisionBefore !== revision && (
              <>
                <span class="mono">{revisionBefore}</span>
                {" → "}
              </>
            )}
            <span class="mono">{revision}</span>
          </>,
        )}
      {loadTime !== null && fact(text("timelineLoad"), milliseconds(loadTime))}
      {commitTime !== null && fact(text("timelineCommit"), milliseconds(commitTime))}
      {detail !== null &&
        detail.read.length > 0 &&
        fact(text("timelineReadKeys"), <span class="mono">{visible(shortened(detail.read.join(", "), longest))}</span>)}
      {request.by === "request" &&
        fact(
          text("setCookie"),
          setCookie === null ? text("factNoKey") : text(setCookie === "set" ? "changeLogSet" : "timelineCookieDeleted"),
          detail?.cookieLine ?? undefined,
        )}
      {detail !== null && request.expiryChanged && fact(text("sessionExpiry"), state.words.expiry(detail))}
      {handle !== null && fact(text("session"), <span class="mono">{visible(handle)}</span>)}
      {previousHandle !== null &&
        previousHandle !== handle &&
        fact(text("timelineBefore"), <span class="mono">{visible(previousHandle)}</span>)}
      {seen !== null && fact(text("timelineSeen"), <span class="mono">{visible(shortened(seen.url, longest))}</span>)}
    </dl>
  );
}
