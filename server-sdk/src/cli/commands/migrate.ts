import { type Command, serverStore } from "../command.ts";

export const migrate: Command = {
  usage: "migrate",
  summary: "bring the store's schema up to date",
  example: "migrate --store postgres://localhost/shop",
  makesStore: true,
  async run(context) {
    const store = await serverStore(context);
    const steps = (await store.migrate?.()) ?? [];
    if (context.json) context.print(JSON.stringify({ applied: steps }));
    else
      context.print(
        steps.length === 0 ? `${store.name}: nothing to do.` : `${store.name}: applied ${steps.join(", ")}.`,
      );
    return 0;
  },
};
