import fc from "fast-check";
import { CookieJar } from "tough-cookie";
import { describe, expect, test } from "vitest";
import { type CookiePolicy, cookieValues, deleteCookieLine, setCookieLine } from "./cookie.ts";
import { parseSettings } from "./settings.ts";

const policy: CookiePolicy = {
  cookieName: "sessionid",
  cookieDomain: null,
  cookiePath: "/",
  cookieSecure: false,
  cookieHttpOnly: true,
  cookieSameSite: "Lax",
  cookiePartitioned: false,
};

/** Whether the settings take it. */
function canBe(input: Partial<CookiePolicy>): boolean {
  try {
    return parseSettings(input) !== null;
  } catch {
    return false;
  }
}

describe("cookieValues", () => {
  test.each([
    [undefined, []],
    ["", []],
    ["other=1", []],
    ["sessionid=abc", ["abc"]],
    ["a=1; sessionid=abc; b=2", ["abc"]],
    ["a=1;sessionid = abc ;b=2", ["abc"]],
    ['sessionid="abc"', ["abc"]],
    ["sessionid=", [""]],
    ["sessionid=a=b", ["a=b"]],
    ["sessionid=abc; sessionid=abc", ["abc", "abc"]],
    ["sessionid=abc; sessionid=def", ["abc", "def"]],
    ["sessionid=%61bc", ["%61bc"]],
    ["xsessionid=abc", []],
    ["SESSIONID=abc", []],
    ["\u2000sessionid=evil; sessionid=good", ["good"]],
    ["\u00a0sessionid=evil", []],
    ["=sessionid=evil", []],
    ['$Version=1; sessionid="a, b"', ["a, b"]],
  ])("%j", (header, values) => {
    expect(cookieValues(header, "sessionid")).toEqual(values);
  });

  // No clock is asked: what is not linear does not come to an end within the time of a test.
  test.each([
    ["separators", `${";".repeat(1_000_000)}sessionid=abc`, "abc"],
    ["blanks in a name", `a${" ".repeat(200_000)}b=1;sessionid=abc`, "abc"],
    ["blanks in the value", `;sessionid=a${"\t ".repeat(100_000)}c`, `a${"\t ".repeat(100_000)}c`],
    ["blanks around name and value", `${" ".repeat(100_000)}sessionid${"\t".repeat(100_000)}= abc `, "abc"],
  ])("a great many %s are read in one pass", (_, header, value) => {
    const values = cookieValues(header, "sessionid");
    expect(values.length === 1 && values[0] === value).toBe(true);
  });

  test("the form of browsers and any other are read alike", () => {
    const piece = fc.constantFrom("sessionid", "=", ";", "; ", " ", "\t", '"', "abc", "x", "SESSIONID", "%61");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const header = pieces.join("");
        // A pair that is nobody's, in front and in another dress, keeps the short cut from being taken.
        const detour = `sessionid;${header}`;
        expect(cookieValues(header, "sessionid")).toEqual(cookieValues(detour, "sessionid"));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("Set-Cookie", () => {
  const at = Date.UTC(2026, 8, 21, 14, 13, 20);

  test("carries Django's attributes", () => {
    expect(setCookieLine(policy, "k1", 1_209_600, at).split("; ").sort()).toEqual(
      [
        "sessionid=k1",
        "Max-Age=1209600",
        "Expires=Mon, 05 Oct 2026 14:13:20 GMT",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
      ].sort(),
    );
  });

  test("without a life when it ends with the browser", () => {
    expect(setCookieLine(policy, "k1", null, at).split("; ").sort()).toEqual([
      "HttpOnly",
      "Path=/",
      "SameSite=Lax",
      "sessionid=k1",
    ]);
  });

  test("a past expiry drops it, without a date before the epoch", () => {
    expect(setCookieLine(policy, "k1", -1e12, at)).toContain("Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  });

  test("is deleted with every attribute it was set with", () => {
    const own = {
      ...policy,
      cookieDomain: "example.com",
      cookiePath: "/app",
      cookieSecure: true,
      cookiePartitioned: true,
    };
    const attributes = (line: string) =>
      line
        .split("; ")
        .filter((part) => !/^(sessionid|Max-Age|Expires)=/.test(part))
        .sort();
    const deletion = deleteCookieLine(own);
    expect(attributes(deletion)).toEqual(attributes(setCookieLine(own, "k1", 60, at)));
    expect(attributes(deletion)).toEqual([
      "Domain=example.com",
      "HttpOnly",
      "Partitioned",
      "Path=/app",
      "SameSite=Lax",
      "Secure",
    ]);
    expect(deletion).toContain("sessionid=;");
    expect(deletion).toContain("Max-Age=0");
  });

  const each = <T>(...values: T[]) => values;
  const matrix = each("sessionid", "__Secure-sid", "__Host-sid", "__Http-sid", "__Host-Http-sid").flatMap(
    (cookieName) =>
      each(null, "shop.example").flatMap((cookieDomain) =>
        each("/", "/app").flatMap((cookiePath) =>
          each(false, true).flatMap((cookieSecure) =>
            each(false, true).flatMap((cookieHttpOnly) =>
              each<CookiePolicy["cookieSameSite"]>("Lax", "Strict", "None", false).flatMap((cookieSameSite) =>
                each(false, true).map((cookiePartitioned) => ({
                  cookieName,
                  cookieDomain,
                  cookiePath,
                  cookieSecure,
                  cookieHttpOnly,
                  cookieSameSite,
                  cookiePartitioned,
                })),
              ),
            ),
          ),
        ),
      ),
  );

  test("set, then deleted: an empty jar, for every combination of attributes that the settings take", () => {
    let kept = 0;
    for (const one of matrix.filter(canBe)) {
      // A jar that, as browsers do, drops what breaks the rules of a prefix.
      const jar = new CookieJar(undefined, { prefixSecurity: "strict" });
      const page = "https://www.shop.example/app/cart";
      const life = { maxAge: 60, now: Date.now() };
      jar.setCookieSync("other=1", page);
      jar.setCookieSync(setCookieLine(one, "k1", life.maxAge, life.now), page);
      expect(
        jar
          .getCookiesSync(page)
          .map(({ key }) => key)
          .sort(),
        JSON.stringify(one),
      ).toEqual([one.cookieName, "other"].sort());
      jar.setCookieSync(deleteCookieLine(one), page);
      expect(
        jar.getCookiesSync(page).map(({ key }) => key),
        JSON.stringify(one),
      ).toEqual(["other"]);
      kept++;
    }
    expect(kept).toBeGreaterThan(150);
  });

  test("leaves SameSite out when told so", () => {
    expect(setCookieLine({ ...policy, cookieSameSite: false }, "k1", null, at)).not.toContain("SameSite");
  });

  test("is made anew for another value, age, moment or policy", () => {
    const lines = [
      setCookieLine(policy, "k1", 60, at),
      setCookieLine(policy, "k2", 60, at),
      setCookieLine(policy, "k1", 61, at),
      setCookieLine(policy, "k1", 60, at + 1000),
      setCookieLine({ ...policy, cookieName: "id" }, "k1", 60, at),
      setCookieLine(policy, "k1", 60, at),
    ];
    expect(new Set(lines).size).toBe(5);
    expect(lines[5]).toBe(lines[0]);
    expect(lines[1]).toBe(lines[0]!.replace("k1", "k2"));
  });
});
