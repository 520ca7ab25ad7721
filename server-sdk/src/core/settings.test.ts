import { describe, expect, test } from "vitest";
import { SettingError } from "./errors.ts";
import { parseSettings, type SettingsInput } from "./settings.ts";

test("the defaults are Django's", () => {
  expect(parseSettings({})).toMatchObject({
    cookieName: "sessionid",
    cookieAge: 1_209_600,
    cookieDomain: null,
    cookiePath: "/",
    cookieSecure: false,
    cookieHttpOnly: true,
    cookieSameSite: "Lax",
    expireAtBrowserClose: false,
    saveEveryRequest: false,
  });
});

describe("a setting that cannot work fails at once, named, with the fix", () => {
  test.each<[SettingsInput, string, RegExp]>([
    [{ cookieAge: 0 }, "cookieAge", /at least 1/],
    [{ cookieAge: Number.NaN }, "cookieAge", /seconds/],
    [{ cookieAge: "1d" } as never, "cookieAge", /"1d" cannot be used/],
    [{ cookieName: "a b" }, "cookieName", /sessionid/],
    [{ cookieName: "" }, "cookieName", /sessionid/],
    ...["a;b", "a=b", "a,b", "a\tb", "sid\n", "a\r\nX-Evil: 1", "sidé", '"sid"'].map(
      (cookieName): [SettingsInput, string, RegExp] => [{ cookieName }, "cookieName", /sessionid/],
    ),
    ...["/a\r\nX-Evil: 1", "/é", "/a\0", "/a\n", "/; Domain=evil.example"].map(
      (cookiePath): [SettingsInput, string, RegExp] => [{ cookiePath }, "cookiePath", /begins with/],
    ),
    ...["x.example; Secure", "x.example\r\nX-Evil: 1", "x.example\n", "é.example", "x..example", "*.example"].map(
      (cookieDomain): [SettingsInput, string, RegExp] => [{ cookieDomain }, "cookieDomain", /host name/],
    ),
    [{ cookieName: "n".repeat(1025) }, "cookieName", /a cookie can have/],
    [{ cookiePath: `/${"p".repeat(1024)}` }, "cookiePath", /begins with/],
    [{ cookieDomain: "d".repeat(1025) }, "cookieDomain", /host name/],
    [{ cookiePath: "app" }, "cookiePath", /begins with/],
    [{ cookiePath: "/a;b" }, "cookiePath", /begins with/],
    [{ cookieDomain: "http://x.example" }, "cookieDomain", /host name/],
    [{ cookieSameSite: "lax" } as never, "cookieSameSite", /"Lax"/],
    [{ cookieSameSite: "None" }, "cookieSameSite", /cookieSecure: true/],
    [{ cookiePartitioned: true }, "cookiePartitioned", /cookieSecure: true/],
    [{ cookieName: "__Host-sid" }, "cookieSecure", /demands Secure/],
    [{ cookieName: "__host-sid" }, "cookieSecure", /demands Secure/],
    [{ cookieName: "__Secure-sid" }, "cookieSecure", /demands Secure/],
    [{ cookieName: "__Host-sid", cookieSecure: true, cookieDomain: "x.example" }, "cookieDomain", /forbids Domain/],
    [{ cookieName: "__Host-sid", cookieSecure: true, cookiePath: "/app" }, "cookiePath", /demands the path/],
    [{ cookieName: "__HOST-sid", cookieSecure: true, cookiePath: "/app" }, "cookiePath", /demands the path/],
    [{ cookieName: "__Http-sid", cookieSecure: true, cookieHttpOnly: false }, "cookieHttpOnly", /demands HttpOnly/],
    [
      { cookieName: "__Host-Http-sid", cookieSecure: true, cookieHttpOnly: false },
      "cookieHttpOnly",
      /demands HttpOnly/,
    ],
    [{ cookieName: "__Host-Http-sid", cookieSecure: true, cookiePath: "/app" }, "cookiePath", /demands the path/],
    [{ secret: "short" }, "secret", /openssl rand/],
    [{ secret: [] }, "secret", /openssl rand/],
    [{ store: {} } as never, "store", /URL such as/],
    [{ debug: { tokn: "x" } } as never, "debug", /requireToken/],
    [{ debug: { token: "short" } }, "debug", /16 characters/],
    [{ debug: { path: "no-slash" } }, "debug", /path/],
    [{ renewAfter: 2 }, "renewAfter", /share/],
    ...(["cookieAge", "idleTimeout", "absoluteTimeout"] as const).flatMap((name) =>
      [0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12, 2.6e11].map((value): [SettingsInput, string, RegExp] => [
        { [name]: value },
        name,
        new RegExp(`${value < 1e12 ? value : ""}.* cannot be used.*seconds.*year 10000`),
      ]),
    ),
    [{ renewAfter: Number.NaN }, "renewAfter", /NaN.*share/],
    [{ renewAfter: -0.1 }, "renewAfter", /share/],
    ...[Number.NaN, Number.POSITIVE_INFINITY, -1, 64.5].map((maxSize): [SettingsInput, string, RegExp] => [
      { maxSize },
      "maxSize",
      /bytes/,
    ]),
    [{ maxSize: 1 }, "maxSize", /bytes/],
    ...["resave", "saveUninitialized", "rolling", "unset", "proxy"].map((name): [SettingsInput, string, RegExp] => [
      { [name]: true } as never,
      name,
      /there is no such setting/,
    ]),
    [{ cookieNane: "x" } as never, "cookieNane", /Those that exist: .*cookieName/],
  ])("%j", (input, setting, fix) => {
    const parse = () => parseSettings(input);
    expect(parse).toThrow(SettingError);
    expect(parse).toThrow(`Setting ${setting}:`);
    expect(parse).toThrow(fix);
  });

  test("a secret is never repeated in the message", () => {
    expect(() => parseSettings({ secret: "hunter2" })).not.toThrow(/hunter2/);
  });
});

test("the settings of a session are read-only", () => {
  expect(Object.isFrozen(parseSettings({}))).toBe(true);
});
