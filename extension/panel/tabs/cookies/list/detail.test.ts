import { describe, expect, test } from "vitest";
import { row, scenes, setCookie, settle } from "../test-scene.ts";

const open = scenes();

describe("the detail", () => {
  test("decodes the value of the current row", async () => {
    const scene = await open();
    scene.state.list.table.choose(row(scene, "cart").id);
    expect(scene.state.detail.decoded.value).toMatchObject({
      layers: ["URL", "JSON"],
      content: { json: { text: '{"n":3}' } },
    });
  });

  test("lists what changed, and who changed it", async () => {
    const scene = await open();
    scene.state.list.table.choose(row(scene, "theme").id);
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    await settle();
    scene.browser.putCookie({ name: "theme", value: "auto" });
    await settle();
    scene.browser.putCookie({ name: "theme", value: "sepia" });
    scene.browser.respond(setCookie("theme=sepia; Path=/; SameSite=Lax", { at: Date.now() }));
    await settle();
    expect(scene.state.detail.changes.value.map(({ kind, by, after }) => [kind, by, after?.value])).toEqual([
      ["set", { method: "GET", path: "/cart" }, "sepia"],
      ["changed", "unseen", "auto"],
      ["changed", "you", "light"],
    ]);
  });

  test("masks secrets until they are revealed", async () => {
    const scene = await open();
    const session = row(scene, "sessionid");
    expect([scene.state.masking.isMasked(session), scene.state.masking.isMasked(row(scene, "theme"))]).toEqual([
      true,
      false,
    ]);
    scene.state.masking.reveal(session);
    expect(scene.state.masking.isMasked(session)).toBe(false);
  });
});
