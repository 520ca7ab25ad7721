// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, render } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { FromNow } from "./countdown.tsx";
import { TextContext } from "./text.ts";

afterEach(cleanup);

test.each([
  [-2000, "timeAgo 2 s"],
  [0, "timeAgo 0 s"],
  [400, "timeAgo 0 s"],
  [54_000, "timeAhead 54 s"],
])("a moment %i ms from now is %s", (from, says) => {
  const { container } = render(
    <TextContext.Provider value={(id, time) => `${id} ${time}`}>
      <FromNow at={1e12 + from} now={signal(1e12)} />
    </TextContext.Provider>,
  );
  expect(container.textContent).toBe(says);
});
