/** Says hello to a debug endpoint, so that what keeps every call from it is said once, in a sentence. */

import * as v from "../core/valibot.ts";
import { tokenVariable } from "../debug/choose-token.ts";
import { Answer, type CallError, protocolVersion, Versions } from "../protocol.ts";
import { UsageError } from "./command.ts";

/** Milliseconds that the greeting may take. */
const patienceMs = 10_000;

/** What must be known before anything else can be asked; the rest of the greeting may be wrong. */
const Greeting = v.object({
  versions: Versions,
  store: v.object({ kind: v.picklist(["server", "client"]), limit: v.optional(v.unknown()) }),
  engine: v.optional(v.object({ expiry: v.array(v.string()) })),
});

/** @throws UsageError with what to do */
export async function reachEndpoint(url: string, token: string): Promise<v.InferOutput<typeof Greeting>> {
  const response = await greet(url, token);
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), Answer), response.body);
  if (!answer.success) {
    throw response.status === 404
      ? noEndpoint(url)
      : new UsageError(
          `What answers at ${url} does not speak the debug protocol: HTTP ${response.status}, and no answer of it in the body.`,
        );
  }
  if (!answer.output.ok) throw refusal(url, answer.output.error);
  const greeting = v.safeParse(Greeting, answer.output.result);
  if (!greeting.success) {
    throw new UsageError(`The greeting (hello) of ${url} does not fit the protocol: ${greeting.issues[0].message}`);
  }
  const { versions } = greeting.output;
  if (!versions.includes(protocolVersion)) throw otherVersion(url, versions);
  return greeting.output;
}

async function greet(url: string, token: string): Promise<{ readonly status: number; readonly body: string }> {
  const call = { protocol: protocolVersion, command: "hello", cookie: null, params: {} };
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const { cause = error } = error as Error;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      `No server answers at ${url} (${code ?? message}). Is the app running, and is this its address?`,
    );
  }
}

function refusal(url: string, { code, message, server }: CallError): UsageError {
  if (code === "not-found") return noEndpoint(url);
  if (code === "wrong-version") return new UsageError(`${url}: ${message}`);
  if (code !== "token-refused" && code !== "token-required" && code !== "too-many-guesses") {
    return new UsageError(`${url} refuses to say hello (${code}): ${message}`);
  }
  const where = server === undefined ? "" : " In the app's folder, npx sessionscope token prints it.";
  return new UsageError(`The server refuses the token in ${tokenVariable}: ${message}${where}`);
}

const noEndpoint = (url: string) =>
  new UsageError(
    `There is no debug endpoint at ${url}. Switch debug on in the app; the header Sessionscope of its responses names the path.`,
  );

const otherVersion = (url: string, versions: readonly number[]) =>
  new UsageError(
    `${url} speaks version ${versions.join(", ")} of the protocol, and this sessionscope checks version ${protocolVersion}. Use the version of sessionscope that the server has.`,
  );
