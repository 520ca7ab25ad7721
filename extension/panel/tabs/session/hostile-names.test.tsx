// @vitest-environment happy-dom
/** Whatever a key is called, its name stands in one line, can be seen, and turns nothing around it. */

import { cleanup, render } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { SessionRow } from "../../session/tree/row.tsx";
import { HistoryList } from "./detail/history-list.tsx";
import { sceneOfEachTest } from "./test-scene.ts";

const scene = sceneOfEachTest();
afterEach(cleanup);

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const hostile = "a\u202eb\u200bc\u2028d\u0000e\nf";
const written = "a\\u202eb\\u200bc\\u2028d\\u0000e\\nf";

test("a hostile name stands in one line in rows, previews, tooltips, the history and announcements", async () => {
  await scene.change({ [hostile]: { [hostile]: hostile, שם: 1 }, visits: hostile });
  const { tab } = scene;
  const draw = () =>
    tab.tree.rows.value.map((row) =>
      render(
        <SessionRow
          shown={tab}
          row={row}
          place={{ "data-index": 0, "aria-rowindex": 2, ref: () => {} }}
          edit={() => {}}
          open={() => {}}
          done={() => {}}
        />,
      ),
    );
  draw();
  tab.tree.reveal([hostile, hostile]);
  draw();
  await scene.change({ [hostile]: { [hostile]: "new" }, visits: 1 });
  draw();
  render(<HistoryList tab={tab} changes={tab.changeLog.entries.value} path={[hostile]} />);
  const screen = document.documentElement.outerHTML.replaceAll(/ data-(row|path)="[^"]*"/g, "");
  expect(screen.match(new RegExp(`.{0,80}${unseen.source}`, "u"))?.[0]).toBeUndefined();
  expect(screen).toContain(`title="${written}"`);
  expect(screen).toContain("<bdi>שם</bdi>");
  expect(document.body.textContent).toContain(written);

  tab.tree.select(JSON.stringify([hostile]));
  void tab.rowActions.remove();
  await scene.settle();
  const told = [tab.panel.undo.strip.value?.sentence ?? "", tab.panel.liveRegions.polite.value].join(" ");
  expect(told).not.toMatch(unseen);
});
