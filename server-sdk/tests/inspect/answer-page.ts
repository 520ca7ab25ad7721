/** Answers a request of the bridge suite's app, by the means of `node:http`. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "../../src/testing/adapter-suite/trial.ts";
import type { AppSession, VisitedApp } from "../../src/testing/bridge-suite/subject.ts";

/** `save`: what an app does with its session before the answer leaves. */
export async function answerPage(
  app: VisitedApp,
  request: IncomingMessage,
  response: ServerResponse,
  session: AppSession,
  save: () => Promise<void> = async () => {},
): Promise<void> {
  const { method = "GET", url: target = "/" } = request;
  const { status = 200, headers = {}, body = "" } = await page(app({ method, target, session }), save);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) response.appendHeader(name, one);
  }
  if (typeof body === "string" || body === null) {
    response.end(body ?? "");
    return;
  }
  for await (const chunk of body) response.write(chunk);
  response.end();
}

async function page(answering: Promise<Answer>, save: () => Promise<void>): Promise<Answer> {
  try {
    const answer = await answering;
    await save();
    return answer;
  } catch (error) {
    return { status: 500, body: `${error}` };
  }
}
