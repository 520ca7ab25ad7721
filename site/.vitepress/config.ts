/** The site made of docs/: the pages stay where they are, and stay readable on GitHub. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { type DefaultTheme, defineConfig } from "vitepress";

const repository = "https://github.com/sessionscope/sessionscope";

const page = (text: string, name: string): DefaultTheme.SidebarItem => ({ text, link: `/${name}` });
const part = (text: string, items: DefaultTheme.SidebarItem[]): DefaultTheme.SidebarItem => ({ text, items });
/** Pages below one that lists them; shown when that one, or one of them, is read. */
const folded = (text: string, name: string, items: DefaultTheme.SidebarItem[]): DefaultTheme.SidebarItem => ({
  ...page(text, name),
  collapsed: true,
  items,
});

const parts = [
  part("Start", [
    page("Pick your framework", ""),
    folded("All frameworks", "frameworks", [
      page("NestJS", "frameworks/nestjs"),
      page("SvelteKit", "frameworks/sveltekit"),
      page("Astro", "frameworks/astro"),
      page("Nuxt", "frameworks/nuxt"),
      page("React Router", "frameworks/react-router"),
      page("tRPC", "frameworks/trpc"),
      page("socket.io", "frameworks/socket-io"),
    ]),
    page("Install the panel", "installing-the-panel"),
    page("The panel on the sessions you have", "inspect"),
    page("Troubleshooting", "troubleshooting"),
  ]),
  part("Guides", [
    page("All guides", "guides"),
    page("Login and logout", "guides/login-and-logout"),
    page("Roles", "guides/roles"),
    page("Remember me", "guides/remember-me"),
    page("Log out everywhere", "guides/log-out-everywhere"),
    page("Flash messages", "guides/flash"),
    page("A cart for strangers", "guides/carts"),
    page("Background jobs", "guides/background-jobs"),
    page("Tests", "testing"),
    page("Deploying", "guides/deploying"),
    page("Behind a proxy", "guides/proxy"),
    page("In Docker", "guides/docker"),
    page("Serverless", "guides/serverless"),
    page("Several apps and subdomains", "guides/subdomains"),
    page("Rotating secrets", "guides/rotating-secrets"),
    folded("Moving from another library", "adopting", [
      page("From express-session", "coming-from-express-session"),
      page("From cookie-session", "guides/from-cookie-session"),
      page("From koa-session", "guides/from-koa-session"),
      page("From iron-session", "guides/from-iron-session"),
      page("From connect-flash", "guides/from-connect-flash"),
      page("Passport", "guides/passport"),
      page("From Django", "django"),
    ]),
    page("The panel, tab by tab", "panel"),
  ]),
  part("Reference", [
    page("API", "api"),
    page("Settings", "settings"),
    page("Stores", "stores"),
    page("Errors", "errors"),
    page("Events", "events"),
    page("Command line", "cli"),
    page("Debug protocol", "debug-protocol"),
    page("Snapshots as a file", "snapshots"),
  ]),
  part("Why", [
    page("Security", "security"),
    page("Reliability", "reliability"),
    page("Performance", "performance"),
    page("Architecture", "architecture"),
  ]),
];

/** The link of a part leads to its first page, and is marked on all of its pages. */
function navOf({ text, items = [] }: DefaultTheme.SidebarItem): DefaultTheme.NavItemWithLink {
  const names = items.flatMap(({ link, items: below = [] }) => [link, ...below.map((one) => one.link)]);
  return { text: text!, link: items[0]!.link!, activeMatch: `^(${names.join("|")})(\\.html)?$` };
}

/** In the page, so that it is there without another request. */
const icon = readFileSync(new URL("../../extension/icons/icon.svg", import.meta.url), "utf8");

/** Without the compiler: the pages are compiled by then. */
const renderer = "@vue/server-renderer/dist/server-renderer.esm-bundler.js";

export default defineConfig({
  title: "Sessionscope",
  description: "Django's sessions for Node, and a DevTools panel that shows them.",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: "../docs",
  srcExclude: ["store/**", "releasing.md"],
  outDir: "dist",
  // The pages stand where no package is installed.
  vite: {
    resolve: {
      alias: [
        { find: /^vue$/, replacement: fileURLToPath(import.meta.resolve("vue/dist/vue.runtime.esm-bundler.js")) },
        { find: /^vue\/server-renderer$/, replacement: fileURLToPath(import.meta.resolve(renderer)) },
      ],
    },
  },
  rewrites: { "start.md": "index.md" },
  markdown: {
    // The anchors that GitHub gives: links from page to page hold in both places.
    anchor: { slugify: slug },
    config(markdown) {
      // What is not a page is in the repository.
      markdown.core.ruler.push("repository-links", ({ tokens }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.attrGet("href");
          if (href?.startsWith("../")) token.attrSet("href", `${repository}/blob/main/${href.slice(3)}`);
        }
      });
    },
  },
  themeConfig: {
    sidebar: parts,
    nav: parts.map(navOf),
    outline: [2, 3],
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: repository }],
  },
});
