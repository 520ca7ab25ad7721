/** What to type to have the tables of this database made; messages end up in logs, so a word stands for its password. */
export function migrateCommand(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "PASSWORD";
  if (shown.searchParams.has("password")) shown.searchParams.set("password", "PASSWORD");
  return `npx sessionscope migrate --store '${shown.href.replaceAll("'", "%27")}'`;
}
