import { expect, test } from "vitest";
import { FakeServer } from "../../../../playground/fake-server.ts";
import { plainLines, sessionLines } from "./test-line.ts";

const path = "/__sessionscope__";
const { hello } = new FakeServer();
const cookie = (more: Partial<typeof hello.cookie>) => ({ ...hello, cookie: { ...hello.cookie, ...more } });

test("the session cookie is asked for under another name, with all its attributes", () => {
  expect(sessionLines(hello, path)).toEqual({
    name: "ss_lab_session",
    set: "ss_lab_session=worked; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600",
    clear: "ss_lab_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
  });
  const every = cookie({ name: "sid", domain: "shop.test", secure: true, sameSite: "None", partitioned: true });
  expect(sessionLines(every, path).set).toBe(
    "ss_lab_session=worked; Path=/; Domain=shop.test; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=1209600",
  );
  expect(sessionLines(cookie({ httpOnly: false, sameSite: null }), path).set).toBe(
    "ss_lab_session=worked; Path=/; Max-Age=1209600",
  );
});

test.each([
  ["__Host-sid", "__Host-ss_lab_session"],
  ["__Secure-sid", "__Secure-ss_lab_session"],
  ["__Host-Http-sid", "__Host-Http-ss_lab_session"],
  ["__hostile", "ss_lab_session"],
])("%s keeps its prefix: %s", (name, shown) => {
  expect(sessionLines(cookie({ name }), path).name).toBe(shown);
});

test("a path that the lab's loads are not below gives way to that of the endpoint", () => {
  expect(sessionLines(cookie({ path: "/shop" }), path).set).toContain("; Path=/__sessionscope__;");
  expect(sessionLines(cookie({ path: "/shop" }), "/shop/debug").set).toContain("; Path=/shop;");
});

test("a cookie that ends with the browser gets no age", () => {
  expect(sessionLines({ ...hello, expireAtBrowserClose: true }, path).set).not.toContain("Max-Age");
});

test("the plain one has nothing but its name and value", () => {
  expect(plainLines().set).toBe("ss_lab_plain=worked");
});
