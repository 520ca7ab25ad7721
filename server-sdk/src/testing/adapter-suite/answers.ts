/** Answers of every kind arrive whole, and unchanged except for the session's headers. */

import { deepEqual, equal } from "node:assert/strict";
import type { AdapterTest } from "./trial.ts";

export const answerTests: readonly AdapterTest[] = [
  {
    name: "HEAD gets the headers of GET, and its session is saved",
    run: async (trial) => {
      const ada = await trial.visit(({ session, method }) => {
        session.set("method", method);
        return { headers: { "X-App": "1" }, body: "page" };
      });
      const reply = await ada.get("/", { method: "HEAD" });
      deepEqual([reply.status, reply.body, reply.headers["x-app"]], [200, "", "1"]);
      equal(reply.setCookies.length, 1);
      await trial.assertStored({ method: "HEAD" });
    },
  },
  {
    name: "304 has no body, keeps its headers, and its session is saved",
    run: async (trial) => {
      const ada = await trial.visit(({ session }) => {
        session.set("name", "Ada");
        return { status: 304, headers: { ETag: '"v1"' }, body: null };
      });
      const reply = await ada.get("/", { headers: { "If-None-Match": '"v1"' } });
      deepEqual([reply.status, reply.body, reply.headers.etag], [304, "", '"v1"']);
      equal(reply.setCookies.length, 1);
      await trial.assertStored({ name: "Ada" });
      equal((await ada.get("/")).status, 304, "the connection is in order afterwards");
    },
  },
  {
    name: "a long answer arrives whole, in one chunk or in many",
    run: async (trial) => {
      const long = "0123456789abcdef".repeat(65_536);
      async function* pieces() {
        for (let start = 0; start < long.length; start += 30_000) yield long.slice(start, start + 30_000);
      }
      const ada = await trial.visit(({ session, path }) => {
        session.set("path", path);
        return { body: path === "/pieces" ? pieces() : long };
      });
      equal((await ada.get("/whole")).body === long, true, "in one piece");
      equal((await ada.get("/pieces")).body === long, true, "in many");
    },
  },
  {
    name: "the status and headers of the app are as the app set them",
    run: async (trial) => {
      const ada = await trial.visit(({ session }) => {
        session.set("name", "Ada");
        return {
          status: 418,
          headers: { "X-One": "1", "X-Two": ["a", "b"], "Content-Type": "text/plain" },
          body: "tea",
        };
      });
      const reply = await ada.get("/");
      deepEqual([reply.status, reply.body], [418, "tea"]);
      deepEqual([reply.headers["x-one"], reply.headers["x-two"]], ["1", "a, b"]);
      equal(reply.headers["content-type"]?.startsWith("text/plain"), true);
      await trial.assertStored({ name: "Ada" });
    },
  },
  {
    name: "events name the path and method of the request",
    run: async (trial) => {
      const seen: string[] = [];
      const ada = await trial.visit(({ method, path }) => {
        seen.push(`${method} ${path}`);
        return { body: "" };
      });
      await ada.get("/a/b?c=d", { method: "PUT", body: "x" });
      deepEqual(seen, ["PUT /a/b"]);
    },
  },
];
