import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cookie } from "./cookie.ts";
import { exampleCookie } from "./fixtures/example-cookie.ts";
import { cookieHeader } from "./formats/cookie-header.ts";
import { curl } from "./formats/curl.ts";
import { fetchCall } from "./formats/fetch-call.ts";
import type { ReadableFormat } from "./formats/format.ts";
import { json } from "./formats/json.ts";
import { netscape } from "./formats/netscape.ts";
import { setCookieHeader } from "./formats/set-cookie-header.ts";
import { storageState } from "./formats/storage-state.ts";
import { type FormatName, importCookies } from "./formats.ts";

const url = new URL("http://localhost:3000/account");
const now = Date.UTC(2026, 10, 23, 10, 56);
const context = { url, now, rules: "chromium" } as const;
const cookie = (fields: Partial<Cookie> = {}): Cookie =>
  exampleCookie({ value: "b", sameSite: "unspecified", ...fields });
const read = (text: string) => importCookies(text, context).rows.map((row) => row.cookie ?? row.problem);

test.each<[string, FormatName]>([
  ['[{"name":"a"}]', "json"],
  ['  {"cookies":[]}', "json"],
  ["curl 'http://localhost' -b a=b", "curl"],
  ["$ curl http://localhost", "curl"],
  ["# Netscape HTTP Cookie File\n", "netscape"],
  ["localhost\tFALSE\t/\tFALSE\t0\ta\tb", "netscape"],
  ["#HttpOnly_localhost\tFALSE\t/\tFALSE\t0\ta\tb", "netscape"],
  ["Set-Cookie: a=b", "set-cookie"],
  ["a=b; Path=/", "set-cookie"],
  ["a=b; secure", "set-cookie"],
  ["a=b; c=d", "header"],
  ["Cookie: a=b", "header"],
])("%j is %s", (text, format) => expect(importCookies(text, context).format.name).toBe(format));

const session = { sameSite: "unspecified", session: true };
test.each<[string, object, Partial<Cookie>]>([
  [
    "Cookie-Editor",
    { domain: "localhost", hostOnly: true, sameSite: "no_restriction", secure: true },
    { sameSite: "none", secure: true },
  ],
  ["a capital letter", { sameSite: "Lax" }, { sameSite: "lax" }],
  ["null", { sameSite: null, secure: null }, {}],
  ["a leading dot", { domain: ".shop.test" }, { domain: "shop.test", hostOnly: false }],
  ["hostOnly against the dot", { domain: ".shop.test", hostOnly: true }, { domain: "shop.test" }],
  ["an IDN", { domain: "bücher.example" }, { domain: "xn--bcher-kva.example" }],
  ["an address in hexadecimal", { domain: "0x7f.1" }, { domain: "127.0.0.1" }],
  [
    "a partition by origin",
    { secure: true, partitionKey: "https://www.shop.test:8443" },
    { secure: true, partition: { topLevelSite: "https://shop.test", crossSiteAncestor: false } },
  ],
  ["a single name with a dot", { domain: ".localhost" }, {}],
  ["seconds", { expirationDate: now / 1000 + 60.5 }, { expiresAt: now + 60_500 }],
  ["milliseconds", { expires: now + 60_000 }, { expiresAt: now + 60_000 }],
  ["an ISO date", { expires: new Date(now + 60_000).toISOString() }, { expiresAt: now + 60_000 }],
  ["seconds as text", { expiry: String(now / 1000 + 60) }, { expiresAt: now + 60_000 }],
  ["Playwright's -1", { expires: -1 }, {}],
  ["Firefox's Session", { expires: "Session" }, {}],
  ["session beats a date", { ...session, expirationDate: now / 1000 + 60 }, {}],
  ["Selenium's httpOnly", { httpOnly: "true" }, { httpOnly: true }],
  ["a url", { url: "https://pay.test/x" }, { domain: "pay.test" }],
  ["a number as value", { value: 7 }, { value: "7" }],
  [
    "a partition",
    { secure: true, partitionKey: { topLevelSite: "https://shop.test", hasCrossSiteAncestor: true } },
    { secure: true, partition: { topLevelSite: "https://shop.test", crossSiteAncestor: true } },
  ],
  [
    "Playwright's partition",
    { secure: true, partitionKey: "https://shop.test" },
    { secure: true, partition: { topLevelSite: "https://shop.test", crossSiteAncestor: false } },
  ],
])("JSON with %s", (_, fields, expected) => {
  expect(read(JSON.stringify([{ name: "a", value: "b", ...fields }]))).toEqual([cookie(expected)]);
});

test("Playwright's storage state is read as the list of cookies inside it", () => {
  expect(read('{"cookies":[{"name":"a","value":"b","domain":"localhost","path":"/"}],"origins":[]}')).toEqual([
    cookie(),
  ]);
});

test.each<[string, string, unknown]>([
  ["broken JSON", '[{"name":', ["importNotJson", expect.any(String)]],
  ["no object", "[3]", ["importNotObject"]],
  ["no name", '[{"value":"b"}]', ["importNoName"]],
  ["no value", '[{"name":"a","value":{}}]', ["importNoValue"]],
  ["past", '[{"name":"a","value":"b","expires":5}]', ["importExpired"]],
  [
    "a day that does not exist",
    '[{"name":"a","value":"b","expires":"2027-02-30"}]',
    ["importNoSuchDate", "2027-02-30"],
  ],
  [
    "prefix",
    '[{"name":"__Host-a","value":"b","secure":true,"domain":".shop.test"}]',
    ["refusalPrefixDomain", "__Host-"],
  ],
  ["a semicolon", '[{"name":"a","value":"b; Secure"}]', ["refusalValueForm"]],
  ["an equals sign", '[{"name":"a=b","value":"c"}]', ["refusalNameForm"]],
  ["a path with attributes", '[{"name":"a","value":"c","path":"/; Secure"}]', ["refusalPathForm"]],
  ["no host", '[{"name":"a","value":"c","domain":"a b"}]', ["refusalDomainForm", "a b"]],
  ["a port", '[{"name":"a","value":"c","domain":"localhost:3000"}]', ["refusalDomainBare", "localhost:3000"]],
  ["a URL in cookies.txt", "http://x.test\tFALSE\t/\tFALSE\t0\ta\tb", ["refusalDomainBare", "http://x.test"]],
  [
    "a partition without a scheme",
    '[{"name":"a","value":"c","secure":true,"partitionKey":"shop.test"}]',
    ["refusalPartitionForm", "shop.test"],
  ],
  ["a line break", '[{"name":"a","value":"c\\nd"}]', ["refusalCharacter", "U+000A"]],
  ["Netscape with words", "# HTTP Cookie File\nhello", ["importNotNetscape"]],
  ["no pair", "Cookie: hello", ["importNotPair"]],
  ["curl without cookies", "curl http://localhost", ["importCurlEmpty"]],
  ["a string of the console", "'a=b; c=d'", ["importQuoted"]],
  ["fetch", 'fetch("http://localhost/", { "headers": { "cookie": "a=b; c=d" } });', ["importCopyAsCurl"]],
  ["PowerShell", '$session = New-Object X\n$session.Cookies.Add("a=b")', ["importCopyAsCurl"]],
  ["another header", "Content-Type: text/html; charset=utf-8", ["importOtherHeader"]],
  ["refused line", "Set-Cookie: a=b; SameSite=None", ["refusalNoneInsecure"]],
])("a row with a problem: %s", (_, text, problem) => expect(read(text)).toEqual([problem]));

test("in the head of a request or response only the lines with cookies are read", () => {
  const other = ["importOtherHeader"];
  expect(read("HTTP/1.1 200 OK\r\nDate: Mon\r\nSet-Cookie: a=b\r\n\r\n")).toEqual([
    other,
    other,
    cookie({ path: "/" }),
  ]);
  expect(read("GET /?a=b HTTP/1.1\nCookie: a=b\nReferer: /?c=d")).toEqual([other, cookie(), other]);
});

test("a row notes what was guessed", () => {
  const notes = (text: string) => importCookies(text, context).rows.flatMap((row) => row.notes);
  expect(notes('[{"name":"a","value":"b","expires":"soon","sameSite":"often"}]')).toEqual([
    ["importExpiryUnread"],
    ["importSameSiteUnread", "often"],
  ]);
  expect(notes("a=b; Path=/; Foo=1; SameSite=x")).toEqual([
    ["importIgnored", "Foo=1"],
    ["importIgnored", "SameSite=x"],
  ]);
  expect(notes("a=b; Max-Age=9223372036854775807")).toEqual([["importExpiryShortened"]]);
  expect(notes("a=b")).toEqual([["importAttributesUnknown"]]);
});

test("cookies.txt may count microseconds since 1601, as Chromium does", () => {
  const at = now + 60_000;
  const line = `localhost\tFALSE\t/\tFALSE\t${at * 1000 + 11_644_473_600_000_000}\ta\tb`;
  const [row] = importCookies(line, context).rows;
  expect(row).toMatchObject({ cookie: cookie({ expiresAt: at }), notes: [["importExpiry1601"]] });
});

test("of cookies that replace each other only the last is imported", () => {
  expect(read("a=1; c=2; a=3")).toEqual([
    ["importRepeated"],
    cookie({ name: "c", value: "2" }),
    cookie({ value: "3" }),
  ]);
});

test.each<[string, readonly Partial<Cookie>[]]>([
  [
    "curl 'https://shop.test/x' -H 'Cookie: a=b; c=d'",
    [{ domain: "shop.test" }, { domain: "shop.test", name: "c", value: "d" }],
  ],
  ["curl -b a=b http://localhost", [{}]],
  ["curl -ba=b http://localhost", [{}]],
  ['curl --cookie "a=x \\"y\\"" http://localhost', [{ value: 'x "y"' }]],
  ["curl --cookie=a=b \\\n  -H 'Accept: */*' \\\n  http://localhost", [{}]],
  ["curl http://localhost -H $'cookie: a=it\\'s\\u0021'", [{ value: "it's!" }]],
  ["curl http://localhost -b a=it\\'s", [{ value: "it's" }]],
  ["curl -e http://ref.test/ -x http://proxy.test:8080 http://localhost -b a=b", [{}]],
  ["curl --referer http://ref.test/ --compressed http://localhost -b a=b", [{}]],
  ["curl -X POST -d -bc=d http://localhost -sb a=b", [{}]],
  ["curl localhost:3000 -b a=b", [{}]],
  ["curl http://localhost -H $'Cookie: a=\\041\\x21\\xe9\\U0001F600'", [{ value: "!!é😀" }]],
  ["curl http://localhost -b 'a=b' ;\ncurl 'https://shop.test/' -b 'a=b'", [{}, { domain: "shop.test" }]],
  [
    'curl ^"https://shop.test/?q=^%^7B^" ^\r\n  -H ^"accept: */*^" ^\r\n  -b ^"a=^%^7B^\\^"x^\\^"; c=^%^d^"',
    [
      { domain: "shop.test", value: '%7B"x"' },
      { domain: "shop.test", name: "c", value: "%d" },
    ],
  ],
])("%s", (text, expected) => expect(read(text)).toEqual(expected.map(cookie)));

test("cookies.txt is read with tabs or blanks, with and without HttpOnly", () => {
  const text = [
    "# Netscape HTTP Cookie File",
    "#HttpOnly_.shop.test\tTRUE\t/\tTRUE\t1795434603\tsid\tx=y z",
    "",
    "localhost FALSE /cart FALSE 0 cart 3",
    "localhost\tFALSE\t/\tFALSE\t0\tempty\t",
  ].join("\r\n");
  expect(read(text)).toEqual([
    cookie({
      name: "sid",
      value: "x=y z",
      domain: "shop.test",
      hostOnly: false,
      secure: true,
      httpOnly: true,
      expiresAt: 1795434603000,
    }),
    cookie({ name: "cart", value: "3", path: "/cart" }),
    cookie({ name: "empty", value: "" }),
  ]);
});

test("a header and a curl command hold the cookies that a request would carry, longer paths first", () => {
  const cookies = [
    cookie({ name: "root", value: "it's" }),
    cookie({ name: "deep", path: "/account" }),
    cookie({ name: "elsewhere", path: "/cart" }),
    cookie({ name: "foreign", domain: "pay.test" }),
    cookie({ name: "secure", secure: true }),
  ];
  expect(cookieHeader.write(cookies, url)).toBe("Cookie: deep=b; root=it's; secure=b\n");
  expect(curl.write(cookies, url)).toBe("curl 'http://localhost:3000/account' -b 'deep=b; root=it'\\''s; secure=b'\n");
});

test("a call of fetch sends the bytes of the cookies, whatever they are", async () => {
  const cookies = [cookie({ name: "größe", value: `it's "€"\u2028` }), cookie({ name: "elsewhere", path: "/cart" })];
  const code = fetchCall.write(cookies, url);
  const sent: unknown[] = [];
  await new Function("fetch", `return (async () => { ${code} })()`)((...call: readonly unknown[]) =>
    sent.push(...call),
  );
  const [address, { headers }] = sent as [string, { headers: Record<string, string> }];
  expect(address).toBe(url.href);
  expect(Buffer.from(new Headers(headers).get("cookie")!, "latin1").toString()).toBe(`größe=it's "€"\u2028`);
  expect(code).toMatch(/^[\n -~]*$/);
  expect(fetchCall.write([], url)).toBe(`await fetch("${url.href}");\n`);
});

test("an exported storageState has the fields of Playwright, and is read back", () => {
  const cookies = [
    cookie({ name: "sid", httpOnly: true, sameSite: "strict", expiresAt: now + 60_500 }),
    cookie({ name: "wide", domain: "shop.test", hostOnly: false, sameSite: "lax" }),
  ];
  const state = storageState.write([...cookies, cookie()]);
  expect(JSON.parse(state)).toEqual({
    cookies: [
      {
        name: "sid",
        value: "b",
        domain: "localhost",
        path: "/",
        expires: (now + 60_500) / 1000,
        httpOnly: true,
        secure: false,
        sameSite: "Strict",
      },
      {
        name: "wide",
        value: "b",
        domain: ".shop.test",
        path: "/",
        expires: -1,
        httpOnly: false,
        secure: false,
        sameSite: "Lax",
      },
      {
        name: "a",
        value: "b",
        domain: "localhost",
        path: "/",
        expires: -1,
        httpOnly: false,
        secure: false,
        sameSite: "Lax",
      },
    ],
    origins: [],
  });
  expect(read(state).slice(0, 2)).toEqual(cookies);
});

const text = fc.stringMatching(/^[!#$%&'()*+./0-9:<>?@A-Z[\]^_`a-z{|}~-]{1,16}$/);
const anyCookie: fc.Arbitrary<Cookie> = fc.record({
  name: text,
  value: fc.oneof(text, fc.constant("")),
  domain: fc.constantFrom("shop.test", "www.shop.test"),
  hostOnly: fc.boolean(),
  path: fc.constantFrom("/", "/cart", "/a/b"),
  secure: fc.constant(true),
  httpOnly: fc.boolean(),
  sameSite: fc.constantFrom("strict", "lax", "none", "unspecified"),
  expiresAt: fc.option(fc.integer({ min: 1, max: 30_000_000 }).map((seconds) => now + seconds * 1000)),
  partition: fc.option(fc.record({ topLevelSite: fc.constant("https://shop.test"), crossSiteAncestor: fc.boolean() })),
});

test("JSON gives back every cookie with all attributes", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyCookie, { selector: ({ name }) => name }), (cookies) => {
      expect(read(json.write(cookies))).toEqual(cookies);
    }),
  );
});

test("cookies.txt gives back every attribute that it can hold", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyCookie, { selector: ({ name }) => name, minLength: 1 }), (cookies) => {
      const kept = cookies.map((one) => ({ ...one, sameSite: "unspecified", partition: null }));
      expect(read(netscape.write(cookies))).toEqual(kept);
    }),
  );
});

test("curl commands, Cookie headers and Set-Cookie lines are read back", () => {
  const page = new URL("https://shop.test/");
  const plain = cookie({ domain: "shop.test", secure: true });
  const own = anyCookie.map((one) => ({ ...one, domain: "shop.test", hostOnly: true, path: "/", partition: null }));
  fc.assert(
    fc.property(fc.uniqueArray(own, { selector: ({ name }) => name, minLength: 1 }), (cookies) => {
      const again = (format: ReadableFormat) =>
        importCookies(format.write(cookies, page), { ...context, url: page }).rows.map((row) => row.cookie);
      const pairs = (list: readonly (Cookie | null)[]) => list.map((one) => [one?.name, one?.value]);
      expect(pairs(again(cookieHeader))).toEqual(pairs(cookies));
      expect(pairs(again(curl))).toEqual(pairs(cookies));
      expect(again(setCookieHeader)).toEqual(cookies);
    }),
    {
      examples: [
        [
          [
            { ...plain, name: "-b]", value: "" },
            { ...plain, name: "*", value: "]" },
          ],
        ],
      ],
    },
  );
});

test("any text is read without an error", () => {
  const piece = fc.constantFrom("curl ", "'", '"', "$'", "\\", "[", '{"name":', "\t", "TRUE", "=", ";", "\n", "a");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
      for (const row of importCookies(pieces.join(""), context).rows)
        expect(row.cookie === null).toBe(row.problem !== null);
    }),
    { numRuns: 1000 },
  );
});
