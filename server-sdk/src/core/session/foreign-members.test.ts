import { afterEach, describe, expect, test, vi } from "vitest";
import { managerOf, request, visitor } from "../../../tests/requests.ts";
import { MemoryStore } from "../../stores/memory.ts";

const methods: [name: string, ours: string][] = [
  ["save", "before the answer leaves"],
  ["destroy", "session.flush()"],
  ["regenerate", "session.cycleKey()"],
  ["reload", "session.update("],
  ["touch", "session.modified = true"],
];

describe.each(methods)("session.%s, which other libraries have", (name, ours) => {
  test("can be looked for, and its call names ours", async () => {
    const sessions = managerOf(new MemoryStore());
    await request(sessions, undefined, (session) => {
      const call = session[name] as () => void;
      expect(call).toThrow(TypeError);
      expect(() => call()).toThrow(ours);
      expect(() => call()).toThrow(`session.${name}()`);
      expect([name in session, session.get(name), session.has(name), Object.keys(session)]).toEqual([
        false,
        undefined,
        false,
        [],
      ]);
    });
  });

  test("is a key like any other where one is stored", async () => {
    const sessions = managerOf(new MemoryStore());
    const key = await visitor(sessions, { [name]: "mine" });
    await request(sessions, key, (session) => {
      expect(session[name]).toBe("mine");
      session[name] = 2;
      expect(session[name]).toBe(2);
      delete session[name];
      expect(() => (session[name] as () => void)()).toThrow(TypeError);
    });
  });
});

describe("session.id and session.cookie", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  /** The warnings of a process in which they were read twice. */
  async function warningsOf(environment: string, data: Record<string, unknown>): Promise<string[]> {
    vi.stubEnv("NODE_ENV", environment);
    vi.resetModules();
    const { createSession } = await import("./property-access.ts");
    const { OpenSession } = await import("./open-session.ts");
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const session = createSession<Record<string, unknown>>(new OpenSession({ policy: {} } as never, false, false));
    session.update(data);
    for (let time = 0; time < 2; time++) expect([session.id, session.cookie]).toEqual([data.id, data.cookie]);
    const texts = emitted.mock.calls.map(([text]) => `${text}`);
    emitted.mockRestore();
    return texts;
  }

  test("are absent like any other key, which is told once", async () => {
    expect(await warningsOf("development", {})).toEqual([
      expect.stringContaining("session.sessionKey"),
      expect.stringContaining("session.setExpiry(seconds)"),
    ]);
  });

  test("are keys like any other where they are stored", async () => {
    expect(await warningsOf("development", { id: 7, cookie: "chocolate" })).toEqual([]);
  });

  test.each(["production", "Production "])("go without a word where NODE_ENV is %o", async (environment) => {
    expect(await warningsOf(environment, {})).toEqual([]);
  });
});
