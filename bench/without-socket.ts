/** Sends requests to an app without a socket, to measure an adapter and a session without the network. */

import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import express, { type RequestHandler } from "express";
import { createSessions, type Session } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { nodeSessions } from "sessionscope/node-http";
import { dataOf } from "./data.ts";

type Data = Record<string, unknown>;
export type Handler = (session: Session<Data>) => void;
export type App = (request: IncomingMessage, response: ServerResponse) => void;

const idle = new Socket();
/** What answers are written to: one for each request that is under way. */
export const newNowhere = (tell?: (bytes: Buffer) => void): Socket =>
  new Writable({
    write: (bytes, _encoding, done) => {
      tell?.(bytes);
      done();
    },
  }) as Socket;
const oneNowhere = newNowhere();
export const answer = (response: ServerResponse): void => {
  response.setHeader("Content-Type", "text/plain");
  response.end("ok");
};

/** Resolves when the app has ended the response. */
export function ask(app: App, cookie: string, nowhere = oneNowhere): Promise<ServerResponse> {
  const request = Object.assign(new IncomingMessage(idle), { method: "GET", url: "/", headers: { host: "x", cookie } });
  const response = new ServerResponse(request);
  response.assignSocket(nowhere);
  return new Promise((resolve) => {
    response.once("finish", () => {
      response.detachSocket(nowhere);
      resolve(response);
    });
    app(request, response);
  });
}

/** The Cookie header that a browser would send after its first request. */
export async function cookieFrom(app: App): Promise<string> {
  let answer = "";
  await ask(
    app,
    "",
    newNowhere((bytes) => (answer += bytes)),
  );
  return [...answer.matchAll(/^set-cookie: ([^;\r]+)/gim)].map(([, cookie]) => cookie).join("; ");
}

/** Stands in for our middleware: a call of any middleware costs Express something. */
const nothing: RequestHandler = (_request, _response, next) => next();

/** A framework's app without sessions, and the same with ours in memory. */
export interface Pair {
  readonly framework: string;
  readonly bare: App;
  readonly ours: (handler: Handler) => App;
}

export async function pairs(): Promise<readonly [Pair, Pair]> {
  const sessions = await createSessions<Data>({ store: "memory:" });
  const onExpress = (...handlers: RequestHandler[]): App => {
    const app = express().disable("x-powered-by");
    for (const handler of handlers) app.use(handler);
    return app as unknown as App;
  };
  return [
    {
      framework: "node:http",
      bare: (_, response) => answer(response),
      ours: (handler) =>
        nodeSessions(sessions, (_, response, session) => {
          handler(session);
          answer(response);
        }),
    },
    {
      framework: "Express",
      bare: onExpress(nothing, (_, response) => answer(response)),
      ours: (handler) =>
        onExpress(expressSessions(sessions), (request, response) => {
          handler(request.session as Session<Data>);
          answer(response);
        }),
    },
  ];
}

export async function signIn(app: (handler: Handler) => App): Promise<string> {
  const response = await ask(
    app((session) => session.update(dataOf("small"))),
    "",
  );
  return `${response.getHeader("set-cookie")}`.split(";")[0]!;
}
