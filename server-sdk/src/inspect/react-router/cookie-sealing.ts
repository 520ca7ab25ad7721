/** Sessions of `createCookieSessionStorage`: the cookie is the session. */

import { cookieByteLimit } from "../../core/cookie.ts";
import { SessionTooLargeError } from "../../core/errors.ts";
import type { Sealing } from "../base/sealed-bridge.ts";
import { factsOf, headerOf, parseLine } from "../base/set-cookie-lines.ts";
import type { AppCommits } from "./app-commits.ts";
import { emptyLine, type LibraryStorage } from "./library.ts";

export function cookieSealing(storage: LibraryStorage, commits: AppCommits): Sealing {
  let sampling: Promise<string> | undefined;
  const sample = () => (sampling ??= demandLine(storage));
  const nameOf = async () => parseLine(await sample()).name;
  return {
    name: "React Router cookie storage",
    limit: cookieByteLimit,
    cookie: async () => factsOf(parseLine(await sample())),
    async open(sent) {
      const { data } = await storage.getSession(headerOf(sent));
      if (Object.keys(data).length > 0) return { data };
      // A cookie that cannot be opened comes back empty too.
      const empty = parseLine(await sample());
      return sent.get(empty.name) === empty.value ? { data } : null;
    },
    async seal(data, sent) {
      const session = await storage.getSession();
      for (const [key, value] of Object.entries(data)) session.set(key, value);
      const options = commits.optionsOf(sent.get(await nameOf()) ?? "");
      try {
        const line = await storage.commitSession(session, options);
        commits.add(parseLine(line).value, options, data);
        return [line];
      } catch (error) {
        if (!/cookie length/i.test(`${error}`)) throw error;
        const size = Buffer.byteLength(JSON.stringify(data));
        throw new SessionTooLargeError(size, cookieByteLimit, "Encoded, it is longer. Shorten it.");
      }
    },
    async dropLines() {
      await sample();
      return [await storage.destroySession(await storage.getSession())];
    },
  };
}

async function demandLine(storage: LibraryStorage): Promise<string> {
  const line = await emptyLine(storage);
  if (line) return line;
  throw new Error(
    "this storage keeps its sessions elsewhere than in the cookie; make its cookie with createCookie, and give it to inspect too: inspect(storage, { cookie })",
  );
}
