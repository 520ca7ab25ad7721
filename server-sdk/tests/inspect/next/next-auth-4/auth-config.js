import credentials from "next-auth-4/providers/credentials";

export const authConfig = {
  secret: "a secret of at least thirty-two characters",
  providers: [credentials({ credentials: { name: {} }, authorize: ({ name }) => ({ id: name, name }) })],
  callbacks: { session: ({ session, token }) => ({ ...session, color: token.color ?? "none" }) },
};
