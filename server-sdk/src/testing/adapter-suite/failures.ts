/** Failures reach the app's own error handler, before anything is sent. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { NotSavedError, SessionInterruptedError, StoreError } from "../../core/errors.ts";
import type { Session } from "../../core/session/property-access.ts";
import { type AdapterTest, storeManners } from "./trial.ts";

class Teapot extends Error {
  readonly status = 418;
  override readonly name = "Teapot";
}

export const failureTests: readonly AdapterTest[] = [
  {
    name: "an answer with status 500 or above saves nothing, whether returned or thrown; one below saves",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        session.set("path", path);
        if (path === "/throw") throw new Error("broken");
        if (path === "/teapot") throw new Teapot("short and stout");
        return { status: Number(path.slice(1)), body: "answer" };
      });
      for (const path of ["/500", "/503", "/throw"]) {
        const reply = await ada.get(path);
        deepEqual([reply.status, reply.setCookies], [path === "/503" ? 503 : 500, []], path);
        await trial.assertStored();
      }
      for (const path of ["/404", "/teapot"]) {
        const reply = await ada.get(path);
        deepEqual([reply.status, reply.setCookies.length], [path === "/404" ? 404 : 418, 1], path);
        await trial.assertStored({ path });
      }
      deepEqual(trial.errors.map(String), ["Error: broken", "Teapot: short and stout"]);
    },
  },
  ...storeManners.map(
    (manner): AdapterTest => ({
      name: `an error handler that changes a session which could not be saved gets an error that says why (${manner} store)`,
      run: async (trial) => {
        let seen: Session<object> | undefined;
        const ada = await trial.visit(
          ({ session }) => {
            session.set("user", "ada");
            seen = session;
            return { body: "answer" };
          },
          { manner },
        );
        let refused: unknown;
        trial.onError = () => {
          try {
            seen?.flash("error", "try again");
          } catch (error) {
            refused = error;
          }
        };
        trial.store.failure = new Error("the disk is full");
        equal((await ada.get("/")).status, 503);
        ok(refused instanceof NotSavedError, `a change throws NotSavedError, not ${refused}`);
        ok(refused.message.includes("the disk is full"), refused.message);
        equal(refused.status, 503);
        equal(seen?.get("user"), "ada", "reading works");
      },
    }),
  ),
  ...storeManners.map(
    (manner): AdapterTest => ({
      name: `a store that cannot save is an error for the app: its answer is dropped and no cookie set (${manner} store)`,
      run: async (trial) => {
        const ada = await trial.visit(
          ({ session, path }) => {
            session.set("path", path);
            if (path === "/redirect") return { status: 302, headers: { Location: "/elsewhere" }, body: "" };
            const headers = {
              "Set-Cookie": "theme=dark",
              ETag: '"v1"',
              "Cache-Control": "public, max-age=600",
              "Content-Type": "text/csv",
              "Content-Disposition": "attachment",
              "Last-Modified": "Mon, 05 Oct 2026 14:13:20 GMT",
              "X-App": "stays",
            };
            return { headers, body: path === "/stream" ? stream() : "a,b,c,d,e,f,g,h,i,j,k" };
          },
          { manner },
        );
        trial.store.failure = new Error("the disk is full");
        for (const path of ["/page", "/redirect", "/stream"]) {
          const reply = await ada.get(path);
          deepEqual(
            [reply.status, reply.body, reply.headers["x-error"]],
            [503, "error: StoreError", "StoreError"],
            path,
          );
          for (const name of ["location", "etag", "cache-control", "content-disposition", "last-modified"]) {
            // A framework may give the error page a validator of its own.
            ok(
              reply.headers[name] === undefined || (name === "etag" && reply.headers.etag !== '"v1"'),
              `${path}: ${name}`,
            );
          }
          ok(!reply.headers["content-type"]?.startsWith("text/csv"), path);
          deepEqual(reply.setCookies, [], path);
        }
        equal(trial.errors.length, 3);
        for (const error of trial.errors) ok(error instanceof StoreError, String(error));
        trial.store.failure = null;
        equal((await ada.get("/page")).setCookies.length, 2, "the app works again when the store does");
        await trial.assertStored({ path: "/page" });
      },
    }),
  ),
  ...storeManners.map(
    (manner): AdapterTest => ({
      name: `a store that cannot load is an error for the handler that looks, and for no other (${manner} store)`,
      run: async (trial) => {
        const ada = await trial.visit(
          ({ session, path }) => {
            if (path === "/set") session.set("name", "Ada");
            return { body: path === "/look" ? String(session.get("name")) : "page" };
          },
          { manner },
        );
        await ada.get("/set");
        trial.store.failure = new Error("connection refused");
        const looking = await ada.get("/look");
        deepEqual([looking.status, looking.body], [503, "error: StoreError"]);
        equal((await ada.get("/")).body, "page");
        trial.store.failure = null;
        equal((await ada.get("/look")).body, "Ada", "nobody was logged out");
      },
    }),
  ),
  {
    name: "a session that ended meanwhile is a 400 for the app, and nothing comes back to life",
    run: async (trial) => {
      const entered = Promise.withResolvers<void>();
      const flushed = Promise.withResolvers<void>();
      const ada = await trial.visit(async ({ session, path }) => {
        if (path === "/out") {
          await session.flush();
          return { body: "bye" };
        }
        session.set("user", "ada");
        if (path === "/slow") {
          entered.resolve();
          await flushed.promise;
        }
        return { headers: { Location: "/home" }, status: path === "/slow" ? 302 : 200, body: "" };
      });
      await ada.get("/in");
      const elsewhere = trial.visitor();
      elsewhere.cookies.set("sessionid", ada.cookies.get("sessionid")!);
      const pending = elsewhere.ask("/slow");
      await entered.promise;
      await ada.get("/out");
      flushed.resolve();
      const reply = await pending.reply;
      deepEqual([reply.status, reply.body, reply.setCookies], [400, "error: SessionInterruptedError", []]);
      equal(reply.headers.location, undefined);
      ok(trial.errors[0] instanceof SessionInterruptedError);
      await trial.assertStored();
    },
  },
  {
    name: "a value that cannot be stored is an error for the app, and the other values are not stored either",
    run: async (trial) => {
      const ada = await trial.visit(({ session }) => {
        const items: unknown[] = [];
        session.set("other", 1);
        session.set("items", items as []);
        items.push(new Date(0));
        return { body: "page" };
      });
      const reply = await ada.get("/");
      deepEqual([reply.status, reply.body, reply.setCookies], [500, "error: NotSerializableError", []]);
      await trial.assertStored();
    },
  },
];

async function* stream(): AsyncGenerator<string> {
  yield "a,b,c";
  yield "d,e,f";
}
