/** Our own sessions in apps of Next.js: the files of docs/frameworks.md, in development and built. It runs where NEXT_SESSIONS is "all". */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Guest } from "../../src/testing/bridge-suite/trial.ts";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { sectionOf } from "../frameworks/framework-page.ts";
import { installProject } from "./bundled-project.ts";
import { buildNext, serveNext } from "./next-program.ts";

const wanted = process.env.NEXT_SESSIONS === "all";
const token = { SESSIONSCOPE_TOKEN: "the-token-of-the-bridge-suite" };

const page = sectionOf("frameworks.md", "Next.js");

const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["instrumentation.js", "app/visits/route.js", "app/page.js"].map((file) => [file, page.files.get(file)!]),
  ),
  // Debugged when it is built, too: a token is configured.
  "sessions.js": page.files.get("sessions.js")!.replace('process.env.NODE_ENV !== "production"', "{}"),
  "app/layout.js": `
    export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }`,
  "app/late/page.js": `
    import { Suspense } from "react";
    import { getSession } from "sessionscope/next";
    async function Late() {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const session = await getSession();
      try { session.late = true; return <output id="late">saved</output>; }
      catch (error) { return <output id="late">{session.get("visits", 0) + " " + error.code}</output>; }
    }
    export default function Page() { return <Suspense fallback={<p>Wait</p>}><Late /></Suspense>; }`,
  "app/still/page.js": `
    export default function Page() { return <p>The same for everybody.</p>; }`,
  "app/bump/page.js": `
    import { redirect } from "next/navigation";
    import { getSession, saveSession } from "sessionscope/next";
    async function bump() {
      "use server";
      const session = await getSession();
      session.bumps = session.get("bumps", 0) + 1;
      await saveSession();
      redirect("/bump");
    }
    export default async function Page() {
      const session = await getSession();
      return <form action={bump}>{"Bumped " + session.get("bumps", 0)}</form>;
    }`,
  "app/fail/route.js": `
    import { getSession } from "sessionscope/next";
    export async function GET() {
      const session = await getSession();
      session.visits = 1000;
      throw new Error("The page fails.");
    }`,
};

const proxy = `
  import { NextResponse } from "next/server";
  import { getSession } from "sessionscope/next";
  export async function proxy() {
    const session = await getSession();
    session.proxied = session.get("proxied", 0) + 1;
    return NextResponse.next();
  }
  export const config = { matcher: "/visits" };`;

let built: BuiltPackage;
beforeAll(() => {
  if (wanted) built = buildPackage();
}, 120_000);
afterAll(() => {
  if (wanted) rmSync(built.folder, { recursive: true, force: true });
});

function visit(origin: string): Guest {
  const guest = new Guest({ origin, close: async () => {} });
  onTestFinished(() => guest.close());
  return guest;
}

describe.skipIf(!wanted).each([
  ["next-16", { "proxy.js": proxy }],
  ["next-15", {}],
] as const)("%s", (version, more) => {
  let project: string;
  beforeAll(() => {
    project = installProject(built, version);
    for (const [file, text] of Object.entries({ ...files, ...more })) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
  }, 300_000);
  afterAll(() => rmSync(join(project, ".."), { recursive: true, force: true }));

  test.each(["dev", "start"] as const)(
    "next %s: the session in every part of the app, and edits of it",
    async (how) => {
      const environment = { ...token, NODE_ENV: how === "dev" ? "development" : "production" };
      if (how === "start") await buildNext(project, environment);
      const { origin, said } = await serveNext(project, how, environment);
      // Requests that come before Next has loaded instrumentation.js are not announced.
      await expect
        .poll(async () => (await visit(origin).get("/still")).headers.sessionscope, { timeout: 20_000 })
        .toBeDefined();
      const ada = visit(origin);
      expect((await ada.get("/visits")).body).toBe("Visit 1");
      expect((await ada.get("/visits")).body).toBe("Visit 2");
      const proxied = version === "next-16" ? { proxied: "2" } : {};
      expect(await ada.texts()).toEqual({ visits: "2", ...proxied });

      // The action, as a browser without JavaScript calls it, and as Next's own script does: the page that follows comes with the answer.
      const page = (await ada.get("/")).body;
      expect(page).toContain("<output>none</output>");
      const [, action] = /\$ACTION_ID_([0-9a-f]+)/.exec(page)!;
      const form = (fields: Record<string, string>) => ({
        method: "POST",
        headers: { "Content-Type": "multipart/form-data; boundary=part", Origin: origin },
        body: `${Object.entries(fields)
          .map(([name, value]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join("")}--part--\r\n`,
      });
      expect((await ada.get("/", form({ [`$ACTION_ID_${action}`]: "", color: "red" }))).status).toBe(303);
      expect((await ada.get("/")).body).toContain("<output>red</output>");
      const [, bump] = /\$ACTION_ID_([0-9a-f]+)/.exec((await ada.get("/bump")).body)!;
      const answered = await ada.get("/bump", {
        method: "POST",
        headers: { "Content-Type": "text/plain", Origin: origin, "Next-Action": bump!, Accept: "text/x-component" },
        body: "[]",
      });
      expect(answered.headers["x-action-redirect"]).toMatch(/^\//);
      expect(answered.body).toContain("Bumped 1");

      await ada.edit("visits", "41", "2");
      expect((await ada.get("/visits")).body).toBe("Visit 42");
      expect((await ada.get("/late")).body).toMatch(/42 SESSION_HEADERS_SENT/);
      expect((await ada.get("/fail")).status).toBe(500);
      expect((await ada.get("/visits")).body).toBe("Visit 43");
      const { entries } = await ada.call("timeline.list", { limit: 50 });
      const paths = entries.filter(({ outcome }) => outcome === "stored").map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(["/visits", "/"]));
      // Strangers get no session, and Next none of the endpoint's calls.
      const stranger = await visit(origin).get("/");
      expect(stranger.setCookies).toEqual([]);
      expect((await visit(origin).get("/__sessionscope__")).headers["x-powered-by"]).toBeUndefined();
      expect(said()).not.toMatch(/HeadersSentError|UnsupportedError/);
    },
  );
});
