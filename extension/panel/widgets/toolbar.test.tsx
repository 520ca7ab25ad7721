// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { Button } from "./button.tsx";
import { TabList } from "./tab-list.tsx";
import { Toolbar } from "./toolbar.tsx";

afterEach(cleanup);

const named = (name: string) => screen.getByRole("button", { name }) as HTMLButtonElement;
const press = (key: string) => fireEvent.keyDown(document.activeElement!, { key });

test("a toolbar is one tab stop; arrows move over its enabled buttons", () => {
  const bar = (disabled: boolean) => (
    <Toolbar label="Session">
      <input aria-label="Filter" />
      <Button label="One" />
      <Button label="Two" disabled={disabled} />
      <Button label="Three" />
    </Toolbar>
  );
  const { rerender } = render(bar(true));
  expect(["One", "Two", "Three"].map((name) => named(name).tabIndex)).toEqual([0, -1, -1]);
  named("One").focus();
  press("ArrowRight");
  expect(document.activeElement).toBe(named("Three"));
  expect([named("One").tabIndex, named("Three").tabIndex]).toEqual([-1, 0]);
  press("ArrowRight");
  expect(document.activeElement).toBe(named("One"));
  press("End");
  expect(document.activeElement).toBe(named("Three"));
  rerender(bar(false));
  press("ArrowLeft");
  expect(document.activeElement).toBe(named("Two"));
  press("Home");
  expect(document.activeElement).toBe(named("One"));
});

test("arrow keys in a field of the toolbar move its caret only", () => {
  render(
    <Toolbar label="Session">
      <input aria-label="Filter" />
      <Button label="One" />
    </Toolbar>,
  );
  const field = screen.getByLabelText("Filter");
  field.focus();
  expect(fireEvent.keyDown(field, { key: "ArrowRight" })).toBe(true);
  expect(document.activeElement).toBe(field);
});

test("tabs: arrows move and select, one tab stop, names and counts", () => {
  const chosen: string[] = [];
  const list = (selected: string) => (
    <TabList
      label="Panel"
      class="list"
      prefix="t"
      selected={selected}
      items={[
        { id: "a", name: "Session" },
        { id: "b", name: "Cookies", count: 11 },
      ]}
      onSelect={(id) => chosen.push(id)}
    />
  );
  const { rerender } = render(list("a"));
  const tab = (name: string) => screen.getByRole("tab", { name: new RegExp(`^${name}`) });
  expect([tab("Session").tabIndex, tab("Cookies").tabIndex]).toEqual([0, -1]);
  expect(tab("Cookies").textContent).toBe("Cookies 11");
  tab("Session").focus();
  press("ArrowLeft");
  expect(chosen).toEqual(["b"]);
  expect(document.activeElement).toBe(tab("Cookies"));
  rerender(list("b"));
  expect(tab("Cookies").getAttribute("aria-selected")).toBe("true");
  press("ArrowRight");
  expect(chosen).toEqual(["b", "a"]);
});
