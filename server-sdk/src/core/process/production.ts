/** Where the app runs, as its environment says it. */

const names = ["production", "prod"];

/** Whether `NODE_ENV` means production, however it is spelled: " Production" on a server is no wish for a debug endpoint. */
export function isProduction({ NODE_ENV = "" }: NodeJS.ProcessEnv): boolean {
  return names.includes(NODE_ENV.trim().toLowerCase());
}

/** Whether nobody reads what is printed: continuous integration says so. */
export function isUnattended({ CI = "" }: NodeJS.ProcessEnv): boolean {
  return !["", "0", "false"].includes(CI.toLowerCase());
}
