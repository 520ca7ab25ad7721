/** Leads from a change to the request that made it, in the Timeline tab. */

import type { ComponentChildren, VNode } from "preact";
import type { Cause } from "sessionscope/protocol";
import { whyNot } from "../../engine.ts";
import type { Panel } from "../../state.ts";
import "./timeline-link.css";

/** Does the server record requests? */
export const hasTimeline = (panel: Panel): boolean =>
  panel.hello.value !== null && whyNot(panel, "timeline.list") === null;

interface TimelineLinkProps {
  readonly panel: Panel;
  readonly cause: Cause;
  /** The key that it changed. */
  readonly sessionKey: string;
  /** Who made the change, in full. */
  readonly who: string;
  readonly class?: string;
  readonly tabIndex?: number;
  readonly children: ComponentChildren;
}

export function TimelineLink(props: TimelineLinkProps): VNode {
  const { panel, cause, sessionKey, who, class: extra = "", tabIndex, children } = props;
  if (!hasTimeline(panel)) {
    return (
      <span class={`cut ${extra}`} title={who}>
        {children}
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`cut to-timeline ${extra}`}
      title={`${who} · ${panel.text("timelineShowIn")}`}
      tabIndex={tabIndex}
      onClick={() => panel.open("timeline", { cause, key: sessionKey })}
    >
      {children}
    </button>
  );
}
