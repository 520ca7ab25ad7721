/** Why the table has no rows, or not all of them, and what the user can do. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { Strip } from "../../../widgets/strip.tsx";
import type { CookiesState } from "../state.ts";

interface Props {
  readonly state: CookiesState;
  readonly page: URL;
}

export function NoCookies({ state: { panel }, page }: Props): VNode {
  const { text, platform } = panel;
  const shows = platform.cookies.shows(page.origin);
  return (
    <Empty icon="cookie" title={shows ? text("noCookies") : text("cookiesClosed", page.hostname)}>
      {text(shows ? "noCookiesText" : "cookiesClosedText")}
    </Empty>
  );
}

/** The extension may not read the cookies of the page. */
export function NotAllowed({ state: { panel }, page }: Props): VNode {
  const { text } = panel;
  return (
    <Empty
      icon="lock"
      title={text("notAllowedTitle", page.hostname)}
      code={`*://${page.hostname}/*`}
      actions={
        <Button kind="primary" label={text("notAllowedAllow", page.hostname)} onClick={() => void panel.allow()} />
      }
    >
      {text("notAllowedText")}
    </Empty>
  );
}

/** The same above a table that has rows: refused cookies, or cookies of other hosts. */
export function NotAllowedStrip({ state: { panel }, page }: Props): VNode {
  const { text } = panel;
  return (
    <Strip kind="warn" icon="lock">
      <CutLine class="grow">{text("notAllowedTitle", page.hostname)}</CutLine>
      <Button kind="line" small label={text("notAllowedAllow", page.hostname)} onClick={() => void panel.allow()} />
    </Strip>
  );
}
