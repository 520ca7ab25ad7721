/** What happened to the cookie while the panel watched. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Ago } from "../../../widgets/countdown.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import { domainShown, mask, sameSiteShown } from "../known/attribute-text.ts";
import type { Happening } from "../known/change-log.ts";
import type { CookiesState } from "../state.ts";

const kinds = {
  set: "storySet",
  changed: "storyChanged",
  removed: "storyRemoved",
  expired: "expired",
  refused: "storyRefused",
} as const satisfies Readonly<Record<Happening["kind"], string>>;

export function StoryPane({ state }: { readonly state: CookiesState }): VNode {
  const { text, clock } = state.panel;
  const { value: story } = state.story;
  if (story.length === 0) return <p class="sect sub">{text("storyEmpty")}</p>;
  return (
    <ul class="story">
      {story.map((happening, index) => (
        <li key={index}>
          <Ago at={happening.at} now={clock} />
          <span>{text(kinds[happening.kind])}</span>
          <By state={state} happening={happening} />
          <What state={state} happening={happening} />
        </li>
      ))}
    </ul>
  );
}

function By({ state, happening: { kind, by } }: { state: CookiesState; happening: Happening }): VNode {
  const { text } = state.panel;
  if (kind === "expired") return <span class="by" />;
  if (by === "unknown") {
    return (
      <span class="by cut" title={text("storyUnknownWhy")}>
        {text("storyUnknown")}
      </span>
    );
  }
  const name = by === "you" ? text("you") : by === "unseen" ? text("storyUnseen") : `${by.method} ${by.path}`;
  return (
    <span class="by cut" title={name}>
      {name}
    </span>
  );
}

/** What is different afterwards. */
function What({ state, happening: { before, after } }: { state: CookiesState; happening: Happening }): VNode | null {
  const { text } = state.panel;
  const { value: row } = state.table.current;
  const masked = row !== null && state.isMasked(row);
  const value = (text: string) => (masked ? mask(text) : text);
  if (after === null) return null;
  if (before === null || before.value !== after.value) {
    return (
      <span class="what wrap-mono">
        {before !== null && before.value !== after.value && (
          <>
            <del>
              <Visible text={value(before.value)} />
            </del>{" "}
            {"→ "}
          </>
        )}
        <Visible text={value(after.value)} />
      </span>
    );
  }
  const changes = [
    domainShown(before) !== domainShown(after) && `${text("cookieDomain")} ${domainShown(after)}`,
    before.path !== after.path && `${text("path")} ${after.path}`,
    before.expiresAt !== after.expiresAt && text("storyExpiry"),
    before.httpOnly !== after.httpOnly && `${text("cookieHttpOnly")}: ${text(after.httpOnly ? "yes" : "no")}`,
    before.secure !== after.secure && `${text("cookieSecure")}: ${text(after.secure ? "yes" : "no")}`,
    before.sameSite !== after.sameSite && `${text("cookieSameSite")}: ${sameSiteShown(after) ?? text("cookieNotSet")}`,
  ].filter((change) => change !== false);
  return changes.length === 0 ? null : <span class="what sub">{visible(changes.join(", "))}</span>;
}
