import { getServerSession } from "next-auth-4";
import { authConfig } from "../auth-config.js";

export default async function Page() {
  const session = await getServerSession(authConfig);
  return (
    <p>
      <output id="name">{session?.user.name ?? "stranger"}</output>
      <output id="color">{session?.color}</output>
    </p>
  );
}
