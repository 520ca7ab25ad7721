/** Shown in the dictionary's place while there are no keys: there is no session, it is gone, or it is empty. */

import type { VNode } from "preact";
import { isForeignCookie, whyNot } from "../../../engine.ts";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import type { SessionTab } from "../state.ts";

export function NoKeys({ tab }: { tab: SessionTab }): VNode | null {
  const { reader, panel, commands, rowActions } = tab;
  const { text } = panel;
  const { value: hello } = panel.hello;
  // In the code of another library's app it would be another line.
  const isOwn = hello?.engine === undefined;
  const name = hello?.cookie.name ?? "";
  switch (reader.reading.value?.state) {
    case "none":
      return (
        <Empty
          icon="logo"
          title={text("noSessionTitle")}
          code={isOwn ? "req.session.visits = 1" : undefined}
          actions={
            <>
              <Button
                kind="line"
                icon="cycle"
                label={text("reloadPage")}
                onClick={() => panel.platform.page.reload()}
              />
              {whyNot(panel, "testCookie.set") === null && (
                <Button label={text("noSessionTest")} onClick={() => void commands.setTestCookie()} />
              )}
            </>
          }
        >
          {text("noSessionText")}
        </Empty>
      );
    case "gone":
      return (
        <Empty
          icon="expire"
          title={text("goneTitle")}
          code={isOwn ? "req.session.setExpiry({ days: 14 })" : undefined}
          actions={<Button kind="line" label={text("goneDelete")} onClick={() => void commands.run("deleteCookie")} />}
        >
          {text(isOwn ? "goneText" : isForeignCookie(hello) ? "goneCookieText" : "goneOtherText", name)}
        </Empty>
      );
    case "live":
      return (
        <Empty
          icon="type-dict"
          title={text("noKeysTitle")}
          actions={
            rowActions.whyNoKey.value === null && (
              <Button kind="line" icon="plus" label={text("sessionAdd")} onClick={() => rowActions.add(null)} />
            )
          }
        />
      );
    default:
      return null;
  }
}
