import { defineConfig } from "vitest/config";

const condition = "@sessionscope/source";
const tests = "server-sdk/tests";
const minutes = process.env.SOAK_MINUTES ?? "30";

interface Content {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** The databases, unless said. */
  readonly setup?: string;
}

/** `npm run test:long`: the tests of which `npm test` runs a short form, at full length. */
const contents: readonly Content[] = [
  {
    name: "a million dead sessions are cleared while an app serves",
    file: `${tests}/cli/clearing.test.ts`,
    env: { DEAD_SESSIONS: "1000000" },
  },
  {
    name: "sessions of express-session in Redis and PostgreSQL are adopted",
    file: `${tests}/adopt/express-session.test.ts`,
    env: { ADOPT: "all" },
  },
  {
    name: "sessions of Django 3.2 and the newest, in SQLite, PostgreSQL and MariaDB, are adopted",
    file: `${tests}/adopt/django.test.ts`,
    env: { ADOPT: "all" },
  },
  {
    name: "sessions under socket.io, as its page says",
    file: `${tests}/frameworks/socket-io.test.ts`,
    env: { FRAMEWORKS: "all" },
  },
  {
    name: "sessions under tRPC, as its page says",
    file: `${tests}/frameworks/trpc.test.ts`,
    env: { FRAMEWORKS: "all" },
  },
  {
    name: "the site made of docs/ builds, and no link on it is dead",
    file: "site/site.test.ts",
    env: {},
  },
  {
    name: "sessions of iron-session are adopted",
    file: `${tests}/adopt/cookies.test.ts`,
    env: { ADOPT: "all" },
  },
  {
    name: "thousands of random interleavings of requests, at every step of every store",
    file: `${tests}/histories/interleavings.test.ts`,
    env: { HISTORIES: "50" },
  },
  {
    name: "processes make thousands of requests at once for the same visitors",
    file: `${tests}/histories/processes.test.ts`,
    env: { HISTORY_REQUESTS: "3000" },
  },
  {
    name: "apps built by Next 15 and 16, with webpack and Turbopack",
    file: `${tests}/bundlers/next.test.ts`,
    env: { NEXT_BUILDS: "all" },
  },
  {
    name: "our own sessions in Next 15 and 16, in development and built",
    file: `${tests}/bundlers/next-sessions.test.ts`,
    env: { NEXT_SESSIONS: "all" },
  },
  {
    name: "every session engine of Django, on both versions, under WSGI and ASGI",
    file: `${tests}/inspect/django/protocol.test.ts`,
    env: { DJANGO_SUBJECTS: "all" },
  },
  {
    name: "Astro, Nuxt, React Router and SvelteKit as their pages say, in development and built",
    file: `${tests}/frameworks/web-frameworks.test.ts`,
    env: { FRAMEWORKS: "all" },
  },
  {
    name: "the bridge to iron-session, on both of its versions",
    file: `${tests}/inspect/iron-session/iron-session.test.ts`,
    env: { IRON_SESSION: "all" },
  },
  {
    name: "other libraries' sessions in Next.js, in development and built",
    file: `${tests}/inspect/next/next.test.ts`,
    env: { NEXT_INSPECT: "all" },
  },
  {
    name: "the bridge to NextAuth, on both of its versions",
    file: `${tests}/inspect/next/next-auth.test.ts`,
    env: { NEXT_INSPECT: "all" },
  },
  {
    name: "the bridge to better-auth, on a database, with a cookie cache, in secondary storage",
    file: `${tests}/inspect/better-auth/better-auth.test.ts`,
    env: { BETTER_AUTH: "all" },
  },
  {
    name: "the bridge to Auth.js",
    file: `${tests}/inspect/auth-js/auth-js.test.ts`,
    env: { AUTH_JS: "all" },
  },
  {
    name: "the bridge to session storages of React Router 7 and 8 and Remix",
    file: `${tests}/inspect/react-router/react-router.test.ts`,
    env: { REACT_ROUTER: "all" },
  },
  {
    name: "the bridge to koa-session, with stores and in cookies, on Koa 2 and 3",
    file: `${tests}/inspect/koa-session/koa-session.test.ts`,
    env: { KOA_SESSION: "all" },
  },
  {
    name: "the bridge to @fastify/session, in memory and on Redis",
    file: `${tests}/inspect/fastify-session/fastify-session.test.ts`,
    env: { FASTIFY_SESSIONS: "all" },
  },
  {
    name: "the bridge to @fastify/secure-session",
    file: `${tests}/inspect/fastify-session/fastify-secure-session.test.ts`,
    env: { FASTIFY_SESSIONS: "all" },
  },
  {
    name: "the bridge to h3 2 and 1",
    file: `${tests}/inspect/h3/h3.test.ts`,
    env: { H3: "all" },
  },
  {
    name: "the bridge to h3 in an app that Nuxt has built, and under its development server",
    file: `${tests}/inspect/nuxt/nuxt.test.ts`,
    env: { NUXT: "all" },
  },
  {
    name: "the bridge to hono-sessions, in stores and in its cookie",
    file: `${tests}/inspect/hono-sessions/hono-sessions.test.ts`,
    env: { HONO_SESSIONS: "all" },
  },
  {
    name: "the bridge to @adonisjs/session, in memory, in files, on Redis and in a store of the app's own",
    file: `${tests}/inspect/adonisjs/adonisjs.test.ts`,
    env: { ADONISJS: "all" },
  },
  {
    name: "both browsers treat every case of the cookie corpus as recorded",
    file: "tests/e2e/cookie-corpus.test.ts",
    env: { CORPUS: "all" },
    setup: "tests/e2e/setup.ts",
  },
  {
    name: "what a session costs beside a peer's",
    file: "bench/check.test.ts",
    env: { BENCH_CHECK: "all" },
  },
  {
    name: "every state of the panel is measured at every width",
    file: "tests/e2e/playground/measured.test.ts",
    env: { WIDTHS: "all" },
    setup: "tests/e2e/setup.ts",
  },
  {
    name: "the panel in Chromium on an app of each library",
    file: "tests/e2e/libraries.test.ts",
    env: { LIBRARIES: "all" },
    setup: "tests/e2e/setup.ts",
  },
  {
    name: "two minutes with express-session, as docs/inspect.md has them",
    file: "tests/e2e/two-minutes.test.ts",
    env: { TWO_MINUTES: "all" },
    setup: "tests/e2e/setup.ts",
  },
  {
    name: "the tours of apps on express-session and Django",
    file: "tests/e2e/tour.test.ts",
    env: { TOURS: "all" },
    setup: "tests/e2e/setup.ts",
  },
  {
    name: `${minutes} minutes of mixed load, while servers, apps and networks fail`,
    file: `${tests}/long/soak.test.ts`,
    env: { SOAK_MINUTES: minutes },
  },
];

export default defineConfig({
  resolve: { conditions: [condition, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [condition, "module", "node", "development|production"] } },
  test: {
    reporters: ["verbose"],
    fileParallelism: false,
    projects: contents.map(({ name, file, env, setup = "scripts/services/services-setup.ts" }) => ({
      extends: true,
      test: {
        name,
        include: [file],
        env,
        globalSetup: ["scripts/test-setup/cache-setup.ts", setup],
        testTimeout: 1_200_000,
      },
    })),
  },
});
