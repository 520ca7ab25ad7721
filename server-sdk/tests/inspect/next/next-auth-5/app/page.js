import { auth, signIn } from "../auth.js";

async function enter(form) {
  "use server";
  await signIn("credentials", { name: form.get("name"), redirect: false });
}

export default async function Page() {
  const session = await auth();
  return (
    <form action={enter}>
      <output id="name">{session?.user.name ?? "stranger"}</output>
      <output id="color">{session?.color}</output>
      <input name="name" />
    </form>
  );
}
