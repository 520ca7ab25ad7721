/** A Nuxt app whose sessions the panel shows: a visitor's name and number of visits. `NUXT_SESSION_PASSWORD` is another password. */

export default defineNuxtConfig({
  compatibilityDate: "2026-11-01",
  telemetry: false,
  runtimeConfig: {
    session: { password: "not so secret, but thirty-two characters", maxAge: 1_209_600, cookie: { secure: false } },
  },
});
