import { getIronSession } from "iron-session";
import { NextResponse } from "next/server";
import { sessionOptions } from "./session-options.js";

export async function proxy(request) {
  const response = NextResponse.next();
  const session = await getIronSession(request, response, sessionOptions);
  session.proxied = (session.proxied ?? 0) + 1;
  await session.save();
  return response;
}

export const config = { matcher: "/proxied" };
