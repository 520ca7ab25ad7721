/** The command that creates the tables of this database. Messages end up in logs, so PASSWORD stands for the password. */
export function migrateCommand(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "PASSWORD";
  if (shown.searchParams.has("password")) shown.searchParams.set("password", "PASSWORD");
  return `npx sessionscope migrate --store '${shown.href.replaceAll("'", "%27")}'`;
}
