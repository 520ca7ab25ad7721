/** An app on better-auth whose sessions the panel shows: a visitor's name, and a colour that a session keeps. Reads `PORT`. */

import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { sessionscope } from "sessionscope/inspect/better-auth";

const { PORT = "3000", BETTER_AUTH_SECRET = "not so secret, but of thirty-two characters" } = process.env;

const options = {
  database: new DatabaseSync("better-auth.db"),
  secret: BETTER_AUTH_SECRET,
  emailAndPassword: { enabled: true },
  session: { additionalFields: { color: { type: "string", required: false } } },
  plugins: [sessionscope()],
};
const auth = betterAuth(options);
await (await getMigrations(options)).runMigrations();

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const page = (found) => `<!doctype html>
<title>Sessions of better-auth</title>
<h1>Hello, <span id="name">${escaped(found?.user.name ?? "stranger")}</span></h1>
<p>Your colour is <output id="color">${escaped(found?.session.color ?? "not known")}</output>.</p>
<form action="sign-up/email"><label>Name <input name="name" required></label> <button>Sign up</button></form>
<form action="update-session"><label>Colour <input name="color" required></label> <button>Keep it</button></form>
<form action="sign-out"><button>Sign out</button></form>
<script type="module">
  const call = (path, init) => fetch("/api/auth/" + path, init);
  const headers = { "Content-Type": "application/json" };
  for (const form of document.forms) form.onsubmit = async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    if (fields.name) Object.assign(fields, { email: Date.now() + "@example.test", password: crypto.randomUUID() });
    await call(form.getAttribute("action"), { method: "POST", headers, body: JSON.stringify(fields) });
    location.reload();
  };
  // As the library's client does; the panel hears of the endpoint by it, once the answer has been read.
  await (await call("get-session")).text();
</script>
`;

const handleAuth = toNodeHandler(auth);
const server = createServer(async (request, response) => {
  if (request.url.startsWith("/api/auth/")) return handleAuth(request, response);
  const found = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  response.setHeader("Content-Type", "text/html; charset=utf-8").end(page(found));
});

server.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
