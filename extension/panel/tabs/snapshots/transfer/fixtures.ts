/** A snapshot as code for tests: each text runs as it stands, once the app's own modules are named in it. */

import { literal } from "../../../../json/code.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { indented, sessionText } from "./snapshot-file.ts";

/** An import of the copied text; this file itself imports none of it. */
const taken = (names: string, module: string) => `import ${names} from "${module}";`;

type Given = Pick<KeptSnapshot, "entries" | "user">;

/** The session alone. */
export const jsonFixture = (snapshot: Given): string => indented(sessionText(snapshot));

/** A test with `sessionscope/testing`, for `node --test`. */
export const testFixture = (name: string, snapshot: Given): string => `${taken("assert", "node:assert/strict")}
${taken("{ test }", "node:test")}
${taken("{ createSessions }", "sessionscope")}
${taken("{ signedIn }", "sessionscope/testing")}

const session = ${literalOf(snapshot)};

test(${JSON.stringify(name)}, async () => {
  const sessions = await createSessions({ store: "memory:" });
  const cookie = await signedIn(sessions, session${userOf(snapshot)});

  // A request of this visitor to your app: fetch(url, { headers: { cookie } })
  assert.match(cookie, /^sessionid=/);

  await sessions.close();
});
`;

/** A fixture for Playwright: its pages carry the session. */
export const playwrightFixture = (snapshot: Given): string => `${taken("{ test as base }", "@playwright/test")}
${taken("{ signedIn }", "sessionscope/testing")}
${taken("{ sessions }", "./sessions.ts")} // your app's createSessions(…)

const session = ${literalOf(snapshot)};

export const test = base.extend({
  context: async ({ context, baseURL }, use) => {
    const cookie = await signedIn(sessions, session${userOf(snapshot)});
    const [name = "", value = ""] = cookie.split(/=(.*)/s);
    await context.addCookies([{ name, value, url: baseURL ?? "http://localhost:3000" }]);
    await use(context);
  },
});
`;

const literalOf = (snapshot: Given) => literal(indented(sessionText(snapshot)));
const userOf = ({ user }: Given) => (user === null ? "" : `, ${JSON.stringify(user)}`);
