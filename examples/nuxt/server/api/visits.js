/** Counts a visit; with `?name=` remembers a name. */

export default defineEventHandler(async (event) => {
  const session = await useSession(event, useRuntimeConfig(event).session);
  const { name = session.data.name } = getQuery(event);
  const { visits = 0 } = session.data;
  await session.update({ visits: visits + 1, name });
  return session.data;
});
