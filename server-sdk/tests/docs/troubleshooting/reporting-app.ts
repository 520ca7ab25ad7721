/** A small app that something is wrong with, and what it reports: where docs/troubleshooting.md tells the reader to look. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import express, { type Express } from "express";
import { createSessions, type RejectedEvent, type RequestEvent, type Sessions, type SettingsInput } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { listen } from "sessionscope/testing";
import { onTestFinished, vi } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";

export interface ReportingApp {
  readonly origin: string;
  readonly port: number;
  readonly browser: TestBrowser;
  readonly sessions: Sessions;
  /** The reasons on `sessionscope:rejected`, and the events on `sessionscope:request`, since this app started. */
  readonly rejected: readonly string[];
  readonly requests: readonly RequestEvent[];
  /** Ends it before the end of the test. */
  close(): Promise<void>;
}

type Mount = (app: Express, sessions: Sessions) => void;

/** `GET /` counts a visitor's visits. */
export const visits: Mount = (app) => {
  app.get("/", ({ session }, response) => {
    const count = (session.get("visits", 0) as number) + 1;
    session.set("visits", count);
    response.send(`Visit ${count}`);
  });
};

/** @param mount the routes, behind the sessions. @param before what stands before them. */
export async function reportingApp(
  settings: SettingsInput,
  mount = visits,
  before: Mount = () => {},
): Promise<ReportingApp> {
  const rejected: string[] = [];
  const requests: RequestEvent[] = [];
  const hearRejected = (event: unknown) => void rejected.push((event as RejectedEvent).reason);
  const hearRequest = (event: unknown) => void requests.push(event as RequestEvent);
  subscribe("sessionscope:rejected", hearRejected);
  subscribe("sessionscope:request", hearRequest);
  const sessions = (await createSessions({ store: "memory:", ...settings })) as Sessions;
  const app = express();
  before(app, sessions);
  app.use(expressSessions(sessions));
  mount(app, sessions);
  // Express logs errors that nobody handles.
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const server = await listen(createServer(app));
  let closed: Promise<void> | undefined;
  const close = async () => {
    await server.close();
    await sessions.close();
    unsubscribe("sessionscope:rejected", hearRejected);
    unsubscribe("sessionscope:request", hearRequest);
    logged.mockRestore();
  };
  const closeOnce = () => (closed ??= close());
  onTestFinished(closeOnce);
  const port = Number(new URL(server.origin).port);
  const origin = `http://localhost:${port}`;
  return { origin, port, browser: new TestBrowser(origin), sessions, rejected, requests, close: closeOnce };
}

/** What `GET /` says at two visits of one browser. */
export async function twoVisits({ browser }: { readonly browser: TestBrowser }): Promise<readonly string[]> {
  return [(await browser.get("/")).text, (await browser.get("/")).text];
}
