/** An app that types its sessions by a generic, beside another app in one program. types.test.ts compiles it; nothing runs it. */

import { createServer } from "node:http";
import { Hono } from "hono";
import Koa from "koa";
import { createSessions, openStore, type Session, type Sessions, type Store } from "sessionscope";
import { honoSessions, type SessionEnv } from "sessionscope/hono";
import { koaSessions } from "sessionscope/koa";
import { nodeSessions } from "sessionscope/node-http";
import { MemoryStore } from "sessionscope/stores/memory";

interface Shop {
  cart?: string[];
}
interface Admin {
  role: "editor" | "owner";
}

const shop: Sessions<Shop> = await createSessions<Shop>({ store: "memory:" });
const admin = await createSessions<Admin>({ store: new MemoryStore(), cookieName: "admin", cookiePath: "/admin" });

createServer(
  nodeSessions(shop, (_, response, session) => {
    session.cart = [...(session.cart ?? []), "teapot"];
    // @ts-expect-error a cart is a list
    session.cart = "teapot";
    // @ts-expect-error the key belongs to the other app
    session.role = "owner";
    response.end();
  }),
);

/** A session begins empty whatever its type says: declared keys are optional to read. */
export function roleOf(session: Session<Admin>): string {
  // @ts-expect-error the key may be absent
  const sure: Admin["role"] = session.role;
  return session.role ?? session.get("role", "nobody") ?? sure;
}

/** Methods that other libraries call with callbacks are awaited here, or not needed. */
export async function noCallbacks(session: Session<Shop>): Promise<void> {
  await session.flush();
  // @ts-expect-error flush takes no callback
  session.flush(() => {});
  // @ts-expect-error there is no save: the session is saved before the response leaves
  session.save();
  // @ts-expect-error the method is called cycleKey
  session.regenerate(() => {});
  // @ts-expect-error the method is called flush
  session.destroy(() => {});
}

const koa = new Koa();
koa.use(koaSessions(admin)).use((context) => {
  context.session.role = "owner";
  // @ts-expect-error neither of the two
  context.session.role = "guest";
  roleOf(context.session);
});

const hono = new Hono<SessionEnv<Admin>>();
hono.use(honoSessions(admin));
hono.get("/", (c) => c.text(roleOf(c.var.session)));

// @ts-expect-error there is no such setting
await createSessions({ ttl: 3600 });
// @ts-expect-error the setting has no such value
await createSessions({ cookieSameSite: "lax" });
// @ts-expect-error seconds are a number
await createSessions({ cookieAge: "1h" });

const opened = await openStore("sqlite:./sessions.db");
// @ts-expect-error the store may keep sessions in cookies
const server: Store = opened;
if (opened.kind === "server") console.log(await opened.list?.({ limit: 1 }), server);
// @ts-expect-error an id is not a plain string, so that a key cannot take its place
await shop.stored.read("abc");
for await (const [id, stored] of shop.stored.ofUser("7")) console.log(await shop.stored.delete(id), stored.user);
