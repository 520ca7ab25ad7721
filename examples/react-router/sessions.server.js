/** The sessions of the app, and the line that shows them in the panel. */

import { createCookieSessionStorage } from "react-router";
import { inspect } from "sessionscope/inspect/react-router";

const { SESSION_SECRET = "not so secret" } = process.env;

export const { getSession, commitSession, destroySession } = inspect(
  createCookieSessionStorage({
    cookie: { name: "__session", secrets: [SESSION_SECRET], path: "/", httpOnly: true, sameSite: "lax", maxAge: 3600 },
  }),
);
