/** An app that types all its sessions by augmentation. types.test.ts compiles it; nothing runs it. */

import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { createSessions, type Session } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { honoSessions, type SessionEnv } from "sessionscope/hono";
import { koaSessions } from "sessionscope/koa";
import { signedIn } from "sessionscope/testing";

interface Cart {
  items: { id: number; quantity: number }[];
}

declare module "sessionscope" {
  interface SessionData {
    user?: { name: string; roles: string[] };
    visits?: number;
    cart?: Cart;
    /** A key with the name of a method: only get and set reach it. */
    size?: "small" | "large";
  }
}

const sessions = await createSessions();

export function dictionary(session: Session): void {
  const name: string | undefined = session.user?.name;
  const visits: number = session.get("visits", 0);
  const maybe: number | undefined = session.get("visits");
  const roles: string[] = session.pop("user").roles;
  const cart: Cart = session.setDefault("cart", { items: [] });
  session.visits = visits + 1;
  session.cart?.items.push({ id: 1, quantity: 2 });
  session.update({ visits: 3, "not declared": true });
  session.update(new Map([["visits", 3]]));
  session.update(Object.entries({ "not declared": true }));
  session.update("visits", (before) => (before ?? 0) + 1);
  session.set("size", "large");
  const keys: number = session.size;
  delete session.visits;
  for (const [key, value] of session) console.log(key satisfies "user" | "visits" | "cart" | "size", value);
  const all: { visits?: number } = { ...session.toJSON() };
  console.log(name, maybe, roles, cart, keys, all, "user" in session);

  // @ts-expect-error a user is a string
  session.user = 1;
  // @ts-expect-error the key may be absent
  const sure: number = session.visits;
  // @ts-expect-error get without a fallback may return undefined
  const asSure: number = session.get("visits");
  // @ts-expect-error the key is not declared
  session.basket = [];
  // @ts-expect-error an undeclared key cannot be read as a property
  session.basket;
  // @ts-expect-error the wrong type of a declared key
  session.set("visits", "3");
  // @ts-expect-error the wrong type, among right ones
  session.update({ visits: "3" });
  // @ts-expect-error the updater must return the key's type
  session.update("visits", () => "3");
  // @ts-expect-error the property has the method's type, not the key's
  session.size = "large";
  // @ts-expect-error only two words are allowed
  session.set("size", "medium");
  // @ts-expect-error an app cannot choose the session key
  session.sessionKey = "abc";
  // @ts-expect-error not an expiry
  session.setExpiry("tomorrow");
  console.log(sure, asSure);
}

/** An undeclared key holds some JSON: the app must check its type before it uses it. */
export function undeclared(session: Session): void {
  const value = session.get("not declared");
  session.set("not declared", { any: ["JSON", null, 1] });
  // @ts-expect-error JSON is not necessarily a string
  const text: string = value;
  if (typeof value === "string") console.log(value.length, text);
  // @ts-expect-error a Date does not come back as a Date
  session.set("not declared", new Date());
  // @ts-expect-error a Map is not JSON
  session.flash("news", new Map());
  const [first] = session.takeFlash("news");
  const byKind = session.takeFlash();
  console.log(first, byKind.news?.[0]);
}

const expressApp = express();
expressApp.use(expressSessions(sessions));
expressApp.get("/", (request) => {
  request.session.visits = 1;
  dictionary(request.session);
  // @ts-expect-error typed in handlers too
  request.session.visits = "1";
});

const fastifyApp = fastify();
await fastifyApp.register(fastifySessions(sessions));
fastifyApp.get("/", async (request) => {
  request.session.visits = 1;
  dictionary(request.session);
  // @ts-expect-error typed in handlers too
  request.session.visits = "1";
});

const koaApp = new Koa();
koaApp.use(koaSessions(sessions)).use((context) => {
  context.session.visits = 1;
  dictionary(context.session);
  // @ts-expect-error typed in handlers too
  context.session.visits = "1";
});

const honoApp = new Hono<SessionEnv>();
honoApp.use(honoSessions(sessions));
honoApp.get("/", (c) => {
  c.var.session.visits = 1;
  dictionary(c.get("session"));
  // @ts-expect-error typed in handlers too
  c.var.session.visits = "1";
  return c.text("");
});

export const cookie: string = await signedIn(sessions, { visits: 1 });
// @ts-expect-error tests are typed as well
await signedIn(sessions, { visits: "1" });
