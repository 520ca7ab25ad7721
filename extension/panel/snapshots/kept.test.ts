import { expect, test } from "vitest";
import { fakeBrowser, type Messages } from "../../platform/fake.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import {
  addAutomatic,
  addSnapshots,
  automaticLimits,
  type KeptSnapshot,
  readSnapshots,
  removeSnapshots,
  renameSnapshot,
  StorageFull,
  storageKey,
} from "./kept.ts";

const origin = "http://localhost:3000";
const open = (quota?: number) =>
  fakeBrowser({ messages: messages as Messages, url: origin, ...(quota !== undefined && { quota }) });
const kept = (id: string, more: Partial<KeptSnapshot> = {}): KeptSnapshot => ({
  id,
  name: id,
  before: null,
  takenAt: Number(/\d+/.exec(id)?.[0] ?? 0),
  project: null,
  entries: { visits: `${id.length}` },
  expiry: { kind: "policy" },
  user: null,
  hidden: 0,
  ...more,
});
const automatic = (number: number, more: Partial<KeptSnapshot> = {}) =>
  kept(`auto ${number}`, { name: null, before: "flush", entries: { number: `${number}` }, ...more });

test("keeps snapshots by origin, the newest first", async () => {
  const { storage } = open().platform;
  await addSnapshots(storage, origin, [kept("first 1"), kept("second 2")]);
  await addSnapshots(storage, "http://other.example", [kept("theirs 3")]);
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["second 2", "first 1"]);
  await renameSnapshot(storage, origin, "first 1", "Empty cart");
  await removeSnapshots(storage, origin, new Set(["second 2"]));
  expect((await readSnapshots(storage, origin)).map(({ name }) => name)).toEqual(["Empty cart"]);
  expect(await readSnapshots(storage, "http://other.example")).toHaveLength(1);
});

test("of those taken by themselves the oldest go, and a name keeps one", async () => {
  const { storage } = open().platform;
  for (let number = 1; number <= automaticLimits.count; number++)
    await addAutomatic(storage, origin, automatic(number));
  await renameSnapshot(storage, origin, "auto 1", "Mine");
  for (let number = 21; number <= 23; number++) await addAutomatic(storage, origin, automatic(number));
  const ids = (await readSnapshots(storage, origin)).map(({ id }) => id);
  expect(ids).toHaveLength(automaticLimits.count + 1);
  expect(ids).toContain("auto 1");
  expect(ids).not.toContain("auto 3");
  expect(ids).toContain("auto 4");
});

test("all that are taken by themselves have a common limit in bytes; the newest stays however large it is", async () => {
  const { storage } = open().platform;
  const large = JSON.stringify("x".repeat(600_000));
  for (const number of [1, 2])
    await addAutomatic(storage, origin, automatic(number, { entries: { [`k${number}`]: large } }));
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["auto 2"]);
  await addAutomatic(storage, origin, automatic(3, { entries: { all: JSON.stringify("x".repeat(1_200_000)) } }));
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["auto 3"]);
});

test("the same state again takes no place of its own", async () => {
  const { storage } = open().platform;
  await addAutomatic(storage, origin, automatic(1));
  await addAutomatic(storage, origin, automatic(2, { entries: { number: "1" }, before: "clear" }));
  expect(await readSnapshots(storage, origin)).toMatchObject([{ id: "auto 2", before: "clear" }]);
});

test("at the end of the quota those taken by themselves give way, then it says so, and nothing is lost", async () => {
  const { storage } = open(12_000).platform;
  const large = JSON.stringify("x".repeat(3000));
  for (const number of [1, 2])
    await addAutomatic(storage, origin, automatic(number, { entries: { [`k${number}`]: large } }));
  await addSnapshots(storage, origin, [kept("named 3", { entries: { cart: large } })]);
  await addSnapshots(storage, origin, [kept("named 4", { entries: { cart: large } })]);
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["named 4", "named 3", "auto 2"]);
  await expect(
    addSnapshots(storage, origin, [kept("named 5", { entries: { cart: JSON.stringify("x".repeat(9000)) } })]),
  ).rejects.toThrow(StorageFull);
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["named 4", "named 3", "auto 2"]);
});

test("what cannot be read in the storage is neither shown nor deleted", async () => {
  const browser = open();
  const later = { id: "later", version: 9 };
  browser.stored.set(storageKey, { [origin]: [later, 17, kept("named 1")] });
  const { storage } = browser.platform;
  expect((await readSnapshots(storage, origin)).map(({ id }) => id)).toEqual(["named 1"]);
  await removeSnapshots(storage, origin, new Set(["named 1"]));
  expect(browser.stored.get(storageKey)).toEqual({ [origin]: [later, 17] });
  browser.stored.set(storageKey, "nonsense");
  await addSnapshots(storage, origin, [kept("named 2")]);
  expect(await readSnapshots(storage, origin)).toHaveLength(1);
});

test("keys such as constructor and __proto__ are kept like any other", async () => {
  const { storage } = open().platform;
  const entries = JSON.parse('{"__proto__":"1","constructor":"2"}') as Record<string, string>;
  await addSnapshots(storage, origin, [kept("named 1", { entries })]);
  const [read] = await readSnapshots(storage, origin);
  expect(Object.entries(read!.entries)).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
});
