import { getIronSession } from "iron-session";
import { cookies } from "next/headers";
import { sessionOptions } from "../../session-options.js";

export async function GET() {
  const session = await getIronSession(await cookies(), sessionOptions);
  session.visits = (session.visits ?? 0) + 1;
  await session.save();
  return new Response(`Visit ${session.visits}`);
}
