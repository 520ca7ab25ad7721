/** An app on Auth.js whose sessions the panel shows: a visitor's name, and a colour in the token. Reads `PORT`. */

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Auth } from "@auth/core";
import credentials from "@auth/core/providers/credentials";
import { inspect } from "sessionscope/inspect/auth-js";

const { PORT = "3000", AUTH_SECRET = "not so secret" } = process.env;

const config = {
  secret: AUTH_SECRET,
  trustHost: true,
  basePath: "/auth",
  providers: [credentials({ credentials: { name: { label: "Name" } }, authorize: ({ name }) => ({ id: name, name }) })],
  callbacks: { session: ({ session, token }) => ({ ...session, color: token.color ?? "not known" }) },
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const page = (session) => `<!doctype html>
<title>Sessions of Auth.js</title>
<h1>Hello, <span id="name">${escaped(session?.user?.name ?? "stranger")}</span></h1>
<p>Your colour is <output id="color">${escaped(session?.color ?? "not known")}</output>.</p>
<p><a href="/auth/signin">Sign in</a> or <a href="/auth/signout">sign out</a>.</p>
`;

async function answer(request) {
  const { pathname, origin } = new URL(request.url);
  if (pathname.startsWith("/auth/")) return Auth(request, config);
  const headers = { cookie: request.headers.get("cookie") ?? "" };
  const session = await (await Auth(new Request(`${origin}/auth/session`, { headers }), config)).json();
  return new Response(page(session), { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

const inspected = inspect(Auth, config);
const server = createServer((request, response) => {
  inspected(request, response, async () => {
    const { method, headers, url } = request;
    const body = method === "POST" ? { body: Readable.toWeb(request), duplex: "half" } : {};
    const answered = await answer(new Request(`http://${headers.host}${url}`, { method, headers, ...body }));
    for (const line of answered.headers.getSetCookie()) response.appendHeader("Set-Cookie", line);
    answered.headers.delete("Set-Cookie");
    response.setHeaders(answered.headers).writeHead(answered.status);
    await pipeline(answered.body ?? [], response);
  });
});

server.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
