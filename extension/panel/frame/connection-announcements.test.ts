import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeBrowser, type Messages } from "../../platform/fake.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import { textFrom } from "../language.ts";
import { createMemory } from "../remembered.ts";
import type { Connection } from "../server/connection.ts";
import { followConnection, lastOrigin } from "./connection-announcements.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const at = (origin: string) => ({ origin, path: "/p" });
const away = (tries: number): Connection => ({
  state: "away",
  endpoint: at("http://localhost:4000"),
  answeredAt: 1,
  nextTryAt: tries,
  tries,
});

async function follow() {
  const { platform } = fakeBrowser({ messages: messages as Messages, url: "http://localhost/" });
  const end = new AbortController();
  const connection = signal<Connection>({ state: "looking" });
  const said: string[] = [];
  const remember = await createMemory(platform.storage, end.signal);
  const panel = {
    connection,
    remember,
    text: textFrom(platform),
    announce: (sentence: string) => void said.push(sentence),
  };
  followConnection(panel, end.signal);
  return { connection, said, panel, end };
}

test("announces a lost server once, not at each retry, and its return once", async () => {
  const { connection, said, end } = await follow();
  connection.value = { state: "live", endpoint: at("http://localhost:4000"), server: null };
  for (const tries of [1, 2, 3]) connection.value = away(tries);
  connection.value = { state: "live", endpoint: at("http://localhost:4000"), server: null };
  expect(said).toEqual(["localhost:4000 stopped answering", "localhost:4000 answers again."]);
  end.abort();
  connection.value = { state: "no-page" };
  expect(said).toHaveLength(2);
});

test("announces another project at the lost address as its return, and another address as a new connection", async () => {
  const { connection, said } = await follow();
  connection.value = away(1);
  connection.value = { state: "looking" };
  connection.value = { state: "live", endpoint: at("http://localhost:4000"), server: "two" };
  expect(said).toEqual(["localhost:4000 stopped answering", "localhost:4000 answers again."]);
  connection.value = away(1);
  connection.value = { state: "looking" };
  connection.value = { state: "live", endpoint: at("http://localhost:5000"), server: null };
  expect(said.slice(2)).toEqual(["localhost:4000 stopped answering", "Connected to localhost:5000."]);
  connection.value = { state: "token-required", endpoint: at("http://localhost:5000"), server: "two" };
  connection.value = { state: "live", endpoint: at("http://localhost:5000"), server: "two" };
  expect(said.slice(4)).toEqual(["This server asks for its token", "Connected to localhost:5000."]);
});

test("remembers an app on this machine, but not one elsewhere", async () => {
  const { connection, panel } = await follow();
  expect(lastOrigin(panel).value).toBe("http://localhost:3000");
  connection.value = { state: "live", endpoint: at("http://localhost:4000"), server: null };
  connection.value = { state: "no-page" };
  connection.value = { state: "live", endpoint: at("https://shop.example"), server: null };
  expect(lastOrigin(panel).value).toBe("http://localhost:4000");
});
