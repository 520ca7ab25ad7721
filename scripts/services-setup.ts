/** Vitest's global set-up of the tests that need real services. */

export function setup(): void {}
