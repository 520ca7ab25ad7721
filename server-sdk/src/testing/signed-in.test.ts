import { expect, test } from "vitest";
import { RecordingExchange } from "../../tests/histories/visitor.ts";
import { createSessions } from "../create-sessions.ts";
import { signedIn } from "./signed-in.ts";

test("a request with that cookie has the session", async () => {
  const sessions = await createSessions<{ name?: string }>({ store: "memory:" });
  const cookie = await signedIn(sessions, { name: "ada" }, "user 1");
  const session = await sessions.open(new RecordingExchange(cookie));
  expect(session.name).toBe("ada");
  expect(session.boundUser).toBe("user 1");
});

test("without values there is nothing to sign in with, and it says so", async () => {
  const sessions = await createSessions<{ name?: string }>({ store: "memory:" });
  await expect(signedIn(sessions, {})).rejects.toThrow(/at least one value/);
});
