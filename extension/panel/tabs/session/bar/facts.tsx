/** The strip of facts: where the session is kept, its key, its times, its size, when it ends. */

import type { ComponentChildren, VNode } from "preact";
import type { Expiry, Hello, SessionState } from "sessionscope/protocol";
import { visible } from "../../../../json/visible.ts";
import { countsRevisions, engineName, mayLoseEdits, promiseOf } from "../../../engine.ts";
import { Meter } from "../../../widgets/badge.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Countdown, FromNow } from "../../../widgets/countdown.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { bytes, count, duration, fullMoment, iso, moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import type { SessionTab } from "../state.ts";
import "./facts.css";

interface FactProps {
  readonly id: string;
  readonly name: string;
  readonly mono?: boolean;
  readonly children: ComponentChildren;
}

const Fact = ({ id, name, mono = false, children }: FactProps): VNode => (
  <div class={`fact f-${id}`}>
    <dt>{name}</dt>
    <dd class={mono ? "mono" : ""}>{children}</dd>
  </div>
);

export function Facts({ tab }: { tab: SessionTab }): VNode {
  const { panel, reader, words } = tab;
  const { text, hello, now } = panel;
  const { value: session } = reader.session;
  const { value: ended } = reader.ended;
  const name = visible(engineName(hello.value));
  const [engine, detail] = splitName(name);
  const key = reader.reading.value?.state === "none" ? null : (panel.sessionCookie.value?.value ?? null);
  return (
    <dl class="facts">
      <Fact id="engine" name={text("factEngine")}>
        <span class="cut" title={name}>
          {engine} {detail !== "" && <span class="dim">{detail}</span>}
        </span>
      </Fact>
      <EditsPromise tab={tab} />
      <Fact id="key" name={text("factKey")}>
        {key === null ? (
          <span class="dim">{text("factNoKey")}</span>
        ) : (
          <>
            <span class="mono" title={text("factKeyTitle")}>
              {shortKey(key)}
            </span>
            <CopyButton value={key} label={text("factCopyKey")} />
          </>
        )}
      </Fact>
      {session !== null && session.createdAt !== null && (
        <Fact id="created" name={text("factCreated")}>
          <time dateTime={iso(session.createdAt)} title={iso(session.createdAt)}>
            {moment(session.createdAt, now.value)}
          </time>
          <span class="dim">
            <FromNow at={session.createdAt} now={now} />
          </span>
        </Fact>
      )}
      {session !== null ? (
        <Modified tab={tab} session={session} />
      ) : (
        ended !== null && (
          <Fact id="mod" name={text({ flushed: "factFlushed", expired: "factExpired", ended: "factEnded" }[ended.how])}>
            <CutLine class={ended.cause.by === "request" ? "mono" : ""}>{words.by(ended.cause)}</CutLine>
          </Fact>
        )
      )}
      {session !== null && <Size tab={tab} session={session} />}
      {session !== null && <Expires tab={tab} session={session} />}
      {session !== null && countsRevisions(hello.value) && (
        <Fact id="rev" name={text("factRevision")} mono>
          {count(session.revision)}
        </Fact>
      )}
    </dl>
  );
}

/** What an edit can promise, where the sessions are another library's, or why there can be none. */
function EditsPromise({ tab }: { tab: SessionTab }): VNode | null {
  const { text, hello } = tab.panel;
  const { value: readOnly } = tab.source.readOnly;
  const said = readOnly ?? (hello.value && promiseOf(hello.value, text));
  if (said === null) return null;
  const icon = readOnly !== null ? "lock" : mayLoseEdits(hello.value!) ? "warning" : null;
  return (
    <Fact id="edits" name={text("factEdits")}>
      {icon !== null && <Icon name={icon} class={icon === "warning" ? "c-warn" : "dim"} />}
      <CutLine>{said}</CutLine>
    </Fact>
  );
}

/** Where the library keeps no time, that of the last change that the server has seen. */
function Modified({ tab, session }: { tab: SessionTab; session: SessionState }): VNode | null {
  const { text, now } = tab.panel;
  const { lastChange } = session;
  const at = session.modifiedAt ?? lastChange?.at ?? null;
  if (at === null) return null;
  return (
    <Fact id="mod" name={text("factModified")}>
      <span class="since">
        <FromNow at={at} now={now} />
      </span>
      {lastChange !== null && (
        <CutLine class={`dim ${lastChange.by === "request" ? "mono" : ""}`}>{tab.words.by(lastChange)}</CutLine>
      )}
    </Fact>
  );
}

function Size({ tab, session }: { tab: SessionTab; session: SessionState }): VNode {
  const { text, hello } = tab.panel;
  const limit = hello.value?.store.limit ?? null;
  const full = limit === null ? 0 : session.size / limit;
  const says = limit === null ? bytes(session.size) : `${bytes(session.size)} ${text("factOf", bytes(limit))}`;
  return (
    <Fact id="size" name={text("size")}>
      {bytes(session.size)}
      {limit !== null && <span class="dim">{text("factOf", bytes(limit))}</span>}
      {limit !== null && (
        <Meter
          label={text("size")}
          value={full}
          says={says}
          kind={full >= 0.95 ? "err" : full >= 0.8 ? "warn" : "plain"}
        />
      )}
    </Fact>
  );
}

function Expires({ tab, session }: { tab: SessionTab; session: SessionState }): VNode | null {
  const { text, hello, now } = tab.panel;
  const { expiresAt, modifiedAt, expiry } = session;
  const closes = expiry.kind === "browser-close" || (expiry.kind === "policy" && hello.value?.expireAtBrowserClose);
  if (expiresAt === null) {
    return closes ? (
      <Fact id="exp" name={text("cookieExpires")}>
        {text("cookieBrowserClose")}
      </Fact>
    ) : null;
  }
  const left = expiresAt - now.value;
  const whole = modifiedAt !== null ? expiresAt - modifiedAt : lifetimeOf(expiry, hello.value);
  const share = whole === null ? null : left / Math.max(1, whole);
  return (
    <Fact id="exp" name={text("factExpires")}>
      <Countdown until={expiresAt} now={now} over={text("expired")} />
      <CutLine class="dim">{closes ? text("factOrClose") : fullMoment(expiresAt)}</CutLine>
      {share !== null && (
        <Meter
          label={text("factLifetime")}
          value={share}
          says={duration(left)}
          kind={left < 60_000 || share < 0.02 ? "err" : share < 0.1 ? "warn" : "accent"}
        />
      )}
    </Fact>
  );
}

/** Milliseconds that a session of this expiry lives; null: not known. */
function lifetimeOf(expiry: Expiry, hello: Hello | null): number | null {
  if (expiry.kind === "moment" || hello === null) return null;
  const seconds = expiry.kind === "seconds" ? expiry.seconds : hello.cookieAge;
  return seconds > 0 ? seconds * 1000 : null;
}

/** "Database (SQLite)" → "Database" and "SQLite". */
function splitName(name: string): [string, string] {
  const [, first, second] = /^(.*?)(?: \((.*)\))?$/.exec(name) ?? [];
  return [first ?? name, second ?? ""];
}

/** The first 6 and the last 4 characters; a short key whole. */
const shortKey = (key: string): string => (key.length <= 12 ? key : `${key.slice(0, 6)}…${key.slice(-4)}`);
