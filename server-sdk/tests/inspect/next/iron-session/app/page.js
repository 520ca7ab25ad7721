import { getIronSession } from "iron-session";
import { cookies } from "next/headers";
import { sessionOptions } from "../session-options.js";

async function paint(form) {
  "use server";
  const session = await getIronSession(await cookies(), sessionOptions);
  session.color = form.get("color");
  await session.save();
}

export default async function Page() {
  const { visits = 0, color = "none", proxied = 0 } = await getIronSession(await cookies(), sessionOptions);
  return (
    <form action={paint}>
      <output id="visits">{visits}</output>
      <output id="color">{color}</output>
      <output id="proxied">{proxied}</output>
      <input name="color" />
    </form>
  );
}
