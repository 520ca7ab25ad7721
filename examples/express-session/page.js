/** The one page of this example. */

export function page(name, visits) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions on express-session</title>
<style>body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>Hello, <span id="name">${escaped(name ?? "stranger")}</span></h1>
<p>You were here <output id="visits">${escaped(String(visits))}</output> times.</p>
<form method="post" action="/name">
  <label>Name <input name="name" required maxlength="60"></label>
  <button id="remember">Remember me</button>
</form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
