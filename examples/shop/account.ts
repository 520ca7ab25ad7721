/** Signing in and out, and whether the browser keeps cookies. */

import { randomBytes } from "node:crypto";
import { Router } from "express";
import type { Session, Sessions } from "sessionscope";
import { plainPage, visitorPage } from "./layout.ts";
import { accountPage, cookieCheckPage, cookieResultPage, goodbyePage, signInPage } from "./pages.ts";

const thirtyDays = 30 * 86_400;

export function accountRoutes(sessions: Sessions): Router {
  const routes = Router();

  routes.get("/login", (request, response) => {
    request.session.setTestCookie();
    response.send(visitorPage(request.session, signInPage));
  });

  routes.post("/login", async (request, response) => {
    const { session, body } = request;
    const name = String(body.name ?? "")
      .trim()
      .slice(0, 60);
    // The first of two clicks on "Sign in" moved the test value to a new session key. The second still sends a cookie.
    const cookieSent = request.headers.cookie?.includes(`${sessions.settings.cookieName}=`) ?? false;
    if (!session.testCookieWorked() && !cookieSent) {
      response.redirect(303, "/cookies/result");
      return;
    }
    if (session.testCookieWorked()) session.deleteTestCookie();
    if (name === "") {
      session.flash("error", "Please tell us a name.");
      response.redirect(303, "/login");
      return;
    }
    // A new key: the one from before the sign-in may be known to somebody else.
    await session.cycleKey();
    const remember = body.remember === "on";
    session.update({
      user_id: userIdOf(name),
      user_name: name,
      remember_me: remember,
      api_token: `demo_${randomBytes(16).toString("hex")}`,
    });
    session.bindUser(String(userIdOf(name)));
    session.setExpiry(remember ? thirtyDays : 0);
    session.flash("success", `Welcome, ${name}.`);
    response.redirect(303, "/");
  });

  routes.post("/logout", async (request, response) => {
    await request.session.flush();
    response.redirect(303, "/goodbye");
  });

  routes.get("/goodbye", (_request, response) => {
    response.send(plainPage(goodbyePage));
  });

  routes.get("/account", async (request, response) => {
    const { session } = request;
    const name = session.user_name;
    if (typeof name !== "string") {
      response.redirect(303, "/login");
      return;
    }
    const ends = session.getExpireAtBrowserClose() ? null : session.getExpiryDate();
    const others = await otherSessions(sessions, session);
    response.send(visitorPage(session, accountPage({ name, ends, others })));
  });

  routes.post("/account/sign-out-elsewhere", async (request, response) => {
    const ended = await sessions.destroyOthers(request.session);
    request.session.flash("success", ended === 1 ? "Ended 1 other session." : `Ended ${ended} other sessions.`);
    response.redirect(303, "/account");
  });

  routes.get("/cookies", (request, response) => {
    response.send(visitorPage(request.session, cookieCheckPage));
  });

  routes.post("/cookies/check", (request, response) => {
    request.session.setTestCookie();
    response.redirect(303, "/cookies/result");
  });

  routes.get("/cookies/result", (request, response) => {
    const worked = request.session.testCookieWorked();
    if (worked) request.session.deleteTestCookie();
    response.send(visitorPage(request.session, cookieResultPage(worked)));
  });

  return routes;
}

/** Every name is a user of this demo: a number made from the name stands in for a table of users. */
export function userIdOf(name: string): number {
  if (name === "Ada Lovelace") return 42;
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9000, 7) + 100;
}

/** How many other sessions this user has; `null` when the store cannot list them. */
async function otherSessions(sessions: Sessions, session: Session): Promise<number | null> {
  const user = session.boundUser;
  if (user === null || sessions.store.kind !== "server" || !sessions.store.list) return null;
  let count = 0;
  for await (const _ of sessions.ofUser(user)) count++;
  return count - 1;
}
