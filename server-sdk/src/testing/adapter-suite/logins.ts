/** Logins whose answer arrives after that of another request: the visitor stays signed in. */

import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type AdapterTest, type Answer, storeManners, type Visit } from "./trial.ts";
import { Gate } from "./watched-store.ts";

/** An app with a login: every page names the user that it sees. */
async function app({ session, path }: Visit): Promise<Answer> {
  if (path === "/cart") session.set("cart", ["tea"]);
  if (path === "/fresh") session.clear();
  if (path === "/login") {
    await session.cycleKey();
    session.set("user", "ada");
  }
  if (path === "/logout") await session.flush();
  return { body: path === "/asset" ? "" : `${session.get("user")}` };
}

export const loginTests: readonly AdapterTest[] = [
  ...storeManners.flatMap((manner) =>
    [false, true].map(
      (saveEveryRequest): AdapterTest => ({
        name: `a request with the key from before a login leaves the cookie of the login alone (${manner} store, saveEveryRequest: ${saveEveryRequest})`,
        run: async (trial) => {
          const ada = await trial.visit(app, { manner, settings: { saveEveryRequest } });
          await ada.get("/cart");
          const before = ada.cookies.get("sessionid")!;
          await ada.get("/login");
          const late = trial.visitor();
          for (const path of ["/", "/asset", "/fresh"]) {
            late.cookies.set("sessionid", before);
            const { status, setCookies } = await late.get(path);
            deepEqual([status, setCookies], [200, []], path);
          }
          equal((await ada.get("/")).body, "ada");
          match((await late.get("/logout")).setCookies[0]!, /^sessionid=; Max-Age=0/);
          await trial.assertStored({ cart: ["tea"], user: "ada" });
        },
      }),
    ),
  ),
  {
    name: "two clicks on Sign in: the second is interrupted and the visitor is signed in; without the first answer, another try signs in",
    run: async (trial) => {
      const ada = await trial.visit(app);
      await ada.get("/cart");
      const secondClick = trial.visitor();
      secondClick.cookies.set("sessionid", ada.cookies.get("sessionid")!);
      const gate = new Gate();
      trial.store.gate = gate;
      const asked = () => trial.store.asked.filter((operation) => operation === "rotate").length;
      const both = Promise.withResolvers<void>();
      trial.store.onAsked = () => {
        if (asked() === 2) both.resolve();
      };
      const replies = [ada.ask("/login").reply, secondClick.ask("/login").reply];
      await both.promise;
      trial.store.gate = null;
      gate.open();
      const answers = await Promise.all(replies);
      deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
      const [lost] = answers.filter(({ status }) => status === 400);
      deepEqual(lost!.setCookies, [], "whatever comes last takes nothing from the first");
      const [signedIn, other] = answers[0]!.status === 200 ? [ada, secondClick] : [secondClick, ada];
      equal((await signedIn.get("/")).body, "ada");
      const again = await other.get("/login");
      deepEqual([again.status, again.body, again.setCookies.length], [200, "ada", 1]);
      notEqual(other.cookies.get("sessionid"), signedIn.cookies.get("sessionid"));
    },
  },
  {
    name: "a login with two cookies of the session's name deletes the host's own before it sets the one of the domain",
    run: async (trial) => {
      const ada = await trial.visit(
        async (visit) => ({ ...(await app(visit)), headers: { "Set-Cookie": ["theme=dark; Path=/", "seen=1"] } }),
        { settings: { cookieDomain: "shop.example" } },
      );
      const cookie = `sessionid=${"a".repeat(32)}; sessionid=${"b".repeat(32)}`;
      const { setCookies } = await ada.get("/login", { headers: { cookie } });
      equal(setCookies.length, 4);
      deepEqual(setCookies.slice(0, 2), ["theme=dark; Path=/", "seen=1"]);
      match(setCookies[2]!, /^sessionid=; Max-Age=0; Path=\/; (?!.*Domain)/);
      match(setCookies[3]!, /^sessionid=[a-z0-9]{32}; Max-Age=\d+; Domain=shop\.example; Path=\//);
    },
  },
];
