/** An app that is only compiled: it must compile with the types of each version. */

import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import { Keyv } from "keyv";
import Koa from "koa";
import { createClient, createCluster } from "redis";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { honoSessions, type SessionEnv } from "sessionscope/hono";
import { koaSessions, type SessionContext } from "sessionscope/koa";
import { passportSessions } from "sessionscope/passport";
import { CacheStore } from "sessionscope/stores/cache";
import { RedisStore } from "sessionscope/stores/redis";

interface Data {
  user?: string;
}
const sessions = createSessions<Data>();

const onExpress = express();
onExpress.use(expressSessions(createSessions()));
onExpress.use(passportSessions());
onExpress.post("/logout", (request, response, next) => {
  request.session.flush().then(() => response.redirect("/"), next);
});

const onFastify = fastify();
onFastify.register(fastifySessions(createSessions()));
onFastify.get("/", (request) => request.session.get("user", "nobody"));

const onKoa = new Koa<object, SessionContext<Data>>();
onKoa.use(koaSessions(sessions));
onKoa.use((context) => {
  context.body = context.session.user?.toUpperCase();
});

const onHono = new Hono<SessionEnv<Data>>();
onHono.use(honoSessions(sessions));
onHono.get("/", (c) => c.text(c.var.session.user ?? "nobody"));

export const stores = [
  new RedisStore(createClient()),
  new RedisStore(createCluster({ rootNodes: [] })),
  CacheStore.keyv(new Keyv()),
];
