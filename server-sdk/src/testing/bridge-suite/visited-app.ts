/** The app of the suite: small pages that use their session in the ways that apps do. */

import type { Answer } from "../adapter-suite/trial.ts";
import { Gate } from "../adapter-suite/watched-store.ts";
import type { AppVisit, VisitedApp } from "./subject.ts";

/** Pages that wait, so that a panel can write while their request is under way. */
export class SlowPages {
  #gate = new Gate();

  /** Resolves once a request waits at `/slow`. */
  get reached(): Promise<void> {
    return this.#gate.reached;
  }

  /** Lets it go on; the next one waits anew. */
  open(): void {
    const gate = this.#gate;
    this.#gate = new Gate();
    gate.open();
  }

  wait(): Promise<void> {
    return this.#gate.pass();
  }
}

type Page = (visit: AppVisit, query: URLSearchParams) => Answer | Promise<Answer>;

const json = (value: unknown): Answer => ({
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});

const setAll = ({ session }: AppVisit, query: URLSearchParams): void => {
  for (const [key, text] of query) session.set(key, JSON.parse(text));
};

export function visitedApp(slow: SlowPages): VisitedApp {
  const pages: Readonly<Record<string, Page>> = {
    "/static": () => ({ headers: { "Content-Type": "text/css", "Cache-Control": "max-age=60" }, body: "body {}" }),
    "/read": ({ session }) => json(session.all()),
    /** `/set?color="red"`: JSON texts. */
    "/set": (visit, query) => {
      setAll(visit, query);
      return json(visit.session.all());
    },
    "/delete": ({ session }, query) => {
      for (const key of query.keys()) session.delete(key);
      return { status: 204, body: null };
    },
    "/login": async ({ session }, query) => {
      await session.renew?.();
      session.set("name", query.get("name"));
      return { status: 303, headers: { Location: "/read" }, body: null };
    },
    "/logout": async ({ session }) => {
      await session.end();
      return { headers: { "Set-Cookie": "theme=dark; Path=/" }, body: "bye" };
    },
    "/slow": async (visit, query) => {
      // An app that looks at its session first, and changes it later.
      visit.session.all();
      await slow.wait();
      setAll(visit, query);
      return json(visit.session.all());
    },
    "/slow-logout": async ({ session }) => {
      session.all();
      await slow.wait();
      await session.end();
      return { body: "bye" };
    },
    "/stream": ({ session }) => {
      session.set("streamed", true);
      return { body: chunks() };
    },
    "/fail": ({ session }) => {
      session.set("failed", true);
      // Frameworks show the stack, which tells of the line that inspects.
      throw Object.assign(new Error("the page is broken"), { stack: "Error: the page is broken" });
    },
  };
  return async (visit) => {
    const { pathname, searchParams } = new URL(visit.target, "http://localhost");
    const page = pages[pathname];
    return page ? page(visit, searchParams) : { status: 404, body: "no such page" };
  };
}

async function* chunks(): AsyncGenerator<string> {
  yield "one ";
  yield "two";
}
