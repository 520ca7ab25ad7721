import { expect, test } from "vitest";
import { rowOf, scenes } from "../test-scene.ts";
import { browserName } from "./browser-name.ts";
import { jsonReport, markdownReport, type Report } from "./report.ts";

const open = scenes();

async function ran(): Promise<Report> {
  const scene = await open();
  const { state, panel } = scene;
  await state.runner.run(["test", "matrix"]);
  const rows = ["lax", "none", "ten_years", "tab", "frame_part"].map((id) => rowOf(scene, id));
  return {
    browser: "Chromium 156",
    origin: "http://localhost:3000",
    at: Date.UTC(2026, 10, 30),
    tests: state.runner.tests.value,
    rows,
    text: panel.text,
  };
}

test("Markdown has the browser, the steps and a row for each case", async () => {
  const report = markdownReport(await ran());
  expect(report).toContain("http://localhost:3000 in Chromium 156, 2026-11-30T00:00:00.000Z");
  expect(report).toContain(
    "1. The server asks for a cookie: passed. The page loaded an address of the lab. `Set-Cookie: ss_lab_session=worked; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600`",
  );
  expect(report).toContain(
    "| SameSite=Lax | `ss_lab_lax=1; SameSite=Lax` | Kept | Kept |  | fetch of the page: yes; image of the page: yes | Sent by this site, and by links of others (5.6.7) |",
  );
  // A tab would break the row.
  expect(report).toContain("`ss_lab_tab=a b`");
});

test("JSON has the same as data", async () => {
  const report = JSON.parse(jsonReport(await ran()));
  expect(report).toMatchObject({ browser: "Chromium 156", at: "2026-11-30T00:00:00.000Z" });
  expect(report.testCookie.plain.map(({ state }: { state: string }) => state)).toEqual(Array(5).fill("passed"));
  expect(report.cases[1]).toMatchObject({
    expected: "refused",
    verdict: "refused",
    stored: null,
    againstTheRules: false,
  });
  expect(report.cases[2]).toMatchObject({ verdict: "changed", storedOtherwise: ["Max-Age=34560000"], rule: "5.5" });
});

test.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Chromium 156",
  ],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge 156"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox 153.0"],
  ["curl/8", "curl/8"],
])("%s is %s", (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
