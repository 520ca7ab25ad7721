/** Shown in the dictionary's place while there are no keys: there is no session, it is gone, or it is empty. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import type { SessionTab } from "../state.ts";

export function NoKeys({ tab }: { tab: SessionTab }): VNode | null {
  const { reader, panel, commands, rowActions } = tab;
  const { text } = panel;
  const name = panel.hello.value?.cookie.name ?? "";
  switch (reader.reading.value?.state) {
    case "none":
      return (
        <Empty
          icon="logo"
          title={text("noSessionTitle")}
          code="req.session.visits = 1"
          actions={
            <>
              <Button
                kind="line"
                icon="cycle"
                label={text("reloadPage")}
                onClick={() => panel.platform.page.reload()}
              />
              <Button label={text("noSessionTest")} onClick={() => void commands.setTestCookie()} />
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
          code="req.session.setExpiry({ days: 14 })"
          actions={<Button kind="line" label={text("goneDelete")} onClick={() => void commands.run("deleteCookie")} />}
        >
          {text("goneText", name)}
        </Empty>
      );
    case "live":
      return (
        <Empty
          icon="type-dict"
          title={text("noKeysTitle")}
          actions={<Button kind="line" icon="plus" label={text("sessionAdd")} onClick={() => rowActions.add(null)} />}
        />
      );
    default:
      return null;
  }
}
