// @vitest-environment happy-dom
/** The screen without an endpoint names the line to add, whoever keeps the sessions. */

import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { sceneOfEachTest } from "../tabs/store/test-scene.ts";
import { NoEndpoint } from "./no-endpoint.tsx";

const scene = sceneOfEachTest();
afterEach(cleanup);

function show(more: { readonly announced?: boolean; readonly refused?: boolean } = {}) {
  const endpoint = { origin: "http://localhost:3000", path: "/__sessionscope__" };
  const at = {
    state: "no-endpoint",
    endpoint,
    status: 404,
    announced: false,
    refused: false,
    violation: null,
  } as const;
  const { container } = render(<NoEndpoint title="No session endpoint" panel={scene.panel} at={{ ...at, ...more }} />);
  return () => [...container.querySelectorAll(".codeline code")].map((code) => code.textContent);
}

test("the app's own sessions, another library and Django each have their line", () => {
  const lines = show();
  expect(lines()).toEqual(["createSessions({ secret, debug: true })"]);
  expect(screen.getByRole("group", { name: "Whose sessions the app has" })).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Another library" }));
  expect(lines()).toEqual(["app.use(inspect(session({ … })))"]);
  fireEvent.click(screen.getByRole("button", { name: "Django" }));
  expect(lines()).toEqual(['MIDDLEWARE = ["sessionscope_django.Middleware", *MIDDLEWARE]']);
  expect(screen.getByRole("button", { name: "Django" }).getAttribute("aria-pressed")).toBe("true");
});

test("an endpoint that is there has no line to switch it on", () => {
  const lines = show({ announced: true });
  expect(lines()).toEqual([]);
  expect(screen.queryByRole("group")).toBeNull();
});

test("one that refuses the extension has the line that lets it in", () => {
  expect(show({ refused: true })()).toEqual([`debug: { origins: ["${location.origin}"] }`]);
});
