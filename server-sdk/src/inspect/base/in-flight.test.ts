import { expect, test } from "vitest";
import { InFlight } from "./in-flight.ts";

const long = 2_000_000;

test("a change waits for the requests of its session alone, and is done when the last one has ended", async () => {
  const inFlight = new InFlight(long);
  const [end, endOther] = [inFlight.begin("a"), inFlight.begin("a")];
  inFlight.begin("b");
  let done = false;
  const change = inFlight.alone("a", async () => {
    done = true;
    return "changed";
  });
  end();
  end();
  await new Promise(setImmediate);
  expect(done).toBe(false);
  endOther();
  expect(await change).toBe("changed");
});

test("the next request finds the change that it is to wait for, and knows one that came while it was loading", async () => {
  const inFlight = new InFlight(long);
  const before = performance.now();
  expect([inFlight.change("a"), inFlight.changedSince("a", before)]).toEqual([undefined, false]);
  const end = inFlight.begin("a");
  const change = inFlight.alone("a", async () => {});
  expect(inFlight.change("b")).toBe(undefined);
  const held = inFlight.change("a");
  end();
  await held;
  await change;
  expect(inFlight.change("a")).toBe(undefined);
  expect(inFlight.changedSince("a", before)).toBe(true);
  expect(inFlight.changedSince("a", performance.now() + 1)).toBe(false);
});

test("a request that goes on is waited for no longer than there is patience", async () => {
  const inFlight = new InFlight(1);
  inFlight.begin("a");
  expect(await inFlight.alone("a", async () => "changed")).toBe("changed");
});

test("a change that fails holds nobody", async () => {
  const inFlight = new InFlight(long);
  await expect(inFlight.alone("a", () => Promise.reject(new Error("no store")))).rejects.toThrow("no store");
  expect(inFlight.change("a")).toBe(undefined);
});
