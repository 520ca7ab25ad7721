/** React Router without a bundler: routes that answer whole pages, a visitor's name and number of visits. Reads `PORT`. */

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createStaticHandler, redirect } from "react-router";
import { commitSession, destroySession, getSession } from "./sessions.server.js";

const { PORT = "3000" } = process.env;

const sessionOf = (request) => getSession(request.headers.get("Cookie"));

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

async function home({ request }) {
  const session = await sessionOf(request);
  session.set("visits", (session.get("visits") ?? 0) + 1);
  const page = `<!doctype html>
<title>Sessions of React Router</title>
<h1>Hello, <span id="name">${escaped(session.get("name") ?? "stranger")}</span></h1>
<p>You were here <output id="visits">${session.get("visits")}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
`;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Set-Cookie": await commitSession(session) };
  return new Response(page, { headers });
}

async function name({ request }) {
  const session = await sessionOf(request);
  session.set("name", String((await request.formData()).get("name")));
  return redirect("/", { headers: { "Set-Cookie": await commitSession(session) } });
}

async function forget({ request }) {
  const headers = { "Set-Cookie": await destroySession(await sessionOf(request)) };
  return redirect("/about", { headers });
}

const about = () => new Response("This page leaves your session alone.\n");

const { queryRoute } = createStaticHandler([
  { path: "/", loader: home },
  { path: "/name", action: name },
  { path: "/forget", action: forget },
  { path: "/about", loader: about },
]);

const server = createServer(async (request, response) => {
  const { method, headers } = request;
  const body = method === "POST" ? { body: Readable.toWeb(request), duplex: "half" } : {};
  const url = new URL(request.url, "http://localhost");
  const answer = await queryRoute(new Request(url, { method, headers, ...body })).catch(answerOf);
  response.writeHead(answer.status, [...answer.headers].flat());
  await pipeline(answer.body ?? [], response);
});

function answerOf(error) {
  return error instanceof Response ? error : new Response("Something is missing.\n", { status: error.status ?? 500 });
}

server.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
