/** Checks that docs/django.md covers every method, setting, engine and test of Django, and every member of ours. */

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SessionDictionary } from "../src/core/session/dictionary.ts";
import { SessionBase } from "../src/core/session/session.ts";
import { type SettingName, settingRows } from "../src/core/settings.ts";
import { storeSchemes } from "../src/open-store.ts";
import { lifecycleCases } from "./lifecycle/cases.ts";
import { djangoTests, here } from "./lifecycle/django-tests.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/django.md", root), "utf8");

/** The rows of the table under a heading, each as its cells. */
function tableUnder(heading: string): string[][] {
  const [, part] = page.split(`## ${heading}\n`);
  if (part === undefined) throw new Error(`docs/django.md has no section "${heading}".`);
  const lines = part.split(/^## /m)[0]!.split("\n");
  const rows = lines.filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const column = (heading: string, index: number): string[] => tableUnder(heading).flatMap((row) => codeIn(row[index]!));

const ours = [SessionDictionary, SessionBase].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));

/** The public names of `SessionBase`, of its five engines and of their exceptions in Django 5.2. */
const djangoNames = `
  get pop setdefault update has_key keys values items clear is_empty flush cycle_key create save delete exists load encode
  decode set_test_cookie test_cookie_worked delete_test_cookie set_expiry get_expiry_age get_expiry_date
  get_expire_at_browser_close get_session_cookie_age clear_expired session_key accessed modified serializer key_salt
  TEST_COOKIE_NAME TEST_COOKIE_VALUE aget aset SessionInterrupted UpdateError CreateError InvalidSessionKey
  SuspiciousSession get_decoded`
  .trim()
  .split(/\s+/);

/** All that Django 5.2 and 6.0 have, by their documentation. */
const djangoSettings = `
  SESSION_CACHE_ALIAS SESSION_COOKIE_AGE SESSION_COOKIE_DOMAIN SESSION_COOKIE_HTTPONLY SESSION_COOKIE_NAME
  SESSION_COOKIE_PATH SESSION_COOKIE_SAMESITE SESSION_COOKIE_SECURE SESSION_ENGINE SESSION_EXPIRE_AT_BROWSER_CLOSE
  SESSION_FILE_PATH SESSION_SAVE_EVERY_REQUEST SESSION_SERIALIZER`
  .trim()
  .split(/\s+/);

describe("methods", () => {
  test.each(djangoNames)("the page names the counterpart of Django's %s, or says that there is none", (name) => {
    const words = column("Methods", 0).flatMap((code) => code.match(/\w+/g) ?? []);
    expect(words).toContain(name);
  });

  test.each(ours.filter((name) => name !== "constructor"))("the page names our %s", (name) => {
    const [methods] = page.split("## Settings\n");
    expect(codeIn(methods!).flatMap((code) => code.match(/\w+/g) ?? [])).toContain(name);
  });
});

describe("settings", () => {
  const rows = tableUnder("Settings");

  test.each(djangoSettings)("the page has a row for %s", (name) => {
    expect(rows.filter(([django]) => codeIn(django!).includes(name))).toHaveLength(1);
  });

  test("the page's settings exist and have the defaults it says", () => {
    const said = rows.filter((row) => row[3] !== "").map((row) => [codeIn(row[2]!)[0], codeIn(row[3]!)[0]]);
    const are = said.map(([name]) => [name, JSON.stringify(settingRows[name as SettingName]?.fallback)]);
    expect(said).toEqual(are);
    expect(said).toHaveLength(10);
  });

  test("the defaults are Django's, except for the engine", () => {
    const inPython: Readonly<Record<string, string>> = { None: "null", True: "true", False: "false" };
    for (const [django, theirs, , ours] of rows.filter((row) => row[3] !== "" && !row[0]!.includes("ENGINE"))) {
      const [value] = codeIn(theirs!);
      expect(codeIn(ours!)[0], django).toBe(inPython[value!] ?? value);
    }
  });
});

test("the page names a store for each of Django's engines, with existing URL schemes", () => {
  const rows = tableUnder("Engines");
  const engines = ["db", "file", "cache", "cached_db", "signed_cookies"];
  const paths = engines.map((engine) => `django.contrib.sessions.backends.${engine}`);
  expect(column("Engines", 0)).toEqual(paths);
  const schemes = rows.flatMap((row) => codeIn(row[2]!)).map((url) => url.slice(0, url.indexOf(":")));
  expect(schemes.filter((scheme) => !storeSchemes.includes(scheme))).toEqual([]);
});

describe("Django's own tests", () => {
  const all = Object.entries(djangoTests).flatMap(([suite, tests]) =>
    Object.entries(tests).map(([name, counterpart]) => ({ name: `${suite}.${name}`, counterpart })),
  );
  const ported = new Set(lifecycleCases.flatMap(({ ports = [] }) => ports));

  test.each(all)("$name has its counterpart", ({ name, counterpart }) => {
    expect(ported.has(name)).toBe(counterpart === here);
    if (typeof counterpart !== "string") expect(page).toContain(counterpart.differs);
    else if (counterpart !== here) expect(existsSync(new URL(counterpart, root)), counterpart).toBe(true);
  });

  test("no case refers to a test that Django does not have", () => {
    expect([...ported].filter((name) => !all.some((one) => one.name === name))).toEqual([]);
  });
});
