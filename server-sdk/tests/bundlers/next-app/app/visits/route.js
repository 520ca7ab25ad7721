import { createSessions, packageVersion } from "sessionscope";
import { fetchSessions } from "sessionscope/fetch";

const sessions = createSessions({ store: process.env.STORE });

export const GET = fetchSessions(sessions, (_, session) => {
  session.visits = session.get("visits", 0) + 1;
  return new Response(`${packageVersion}: ${session.visits}`);
});
