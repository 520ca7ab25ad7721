/** An AdonisJS app in one file whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT` and `APP_KEY`. */

import { pathToFileURL } from "node:url";
import { Ignitor } from "@adonisjs/core";
import { defineConfig as defineBodyParser } from "@adonisjs/core/bodyparser";
import { drivers as ciphers, defineConfig as defineEncryption } from "@adonisjs/core/encryption";
import { defineConfig as defineHash, drivers as hashes } from "@adonisjs/core/hash";
import { defineConfig as defineHttp } from "@adonisjs/core/http";
import { defineConfig as defineLogger } from "@adonisjs/core/logger";
import { defineConfig, stores } from "@adonisjs/session";
import { inspect } from "sessionscope/inspect/adonisjs";

const { APP_KEY = "not so secret, but thirty-two characters", HOST = "localhost", PORT = "3000" } = process.env;
Object.assign(process.env, { HOST, PORT });

const config = {
  app: { appUrl: "http://localhost", http: defineHttp({ cookie: { secure: false } }) },
  bodyparser: defineBodyParser({}),
  encryption: defineEncryption({ default: "gcm", list: { gcm: ciphers.aes256gcm({ id: "gcm", keys: [APP_KEY] }) } }),
  hash: defineHash({ default: "scrypt", list: { scrypt: hashes.scrypt({}) } }),
  logger: defineLogger({ default: "app", loggers: { app: { enabled: false } } }),
  session: defineConfig({
    store: "cookie",
    stores: { cookie: stores.cookie() },
    cookie: { httpOnly: true, sameSite: "lax" },
  }),
  validator: {},
};

const providers = [
  () => import("@adonisjs/core/providers/app_provider"),
  () => import("@adonisjs/core/providers/hash_provider"),
  () => import("@adonisjs/session/session_provider"),
  inspect(),
];

async function routes(app) {
  const router = await app.container.make("router");
  router.use([
    () => import("@adonisjs/core/bodyparser_middleware"),
    () => import("@adonisjs/session/session_middleware"),
  ]);
  router.get("/", ({ session }) => {
    session.increment("visits");
    return page(session.get("name", "stranger"), session.get("visits"));
  });
  router.post("/name", ({ request, response, session }) => {
    session.regenerate();
    session.put("name", request.input("name"));
    response.redirect("/");
  });
  router.post("/forget", ({ response, session }) => {
    session.clear();
    response.redirect("/");
  });
}

const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions of AdonisJS</title>
<h1>Hello, <span id="name">${escaped(String(name))}</span></h1>
<p>You were here <output id="visits">${Number(visits)}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

const ignitor = new Ignitor(pathToFileURL(`${process.cwd()}/`)).tap((app) => {
  app.rcContents({ providers });
  app.useConfig(config);
  app.booted(() => routes(app));
  app.listen("SIGTERM", () => app.terminate());
});
await ignitor.httpServer().start();
const server = await ignitor.getApp().container.make("server");
console.log(`Example listening on http://localhost:${server.getNodeServer().address().port}`);
