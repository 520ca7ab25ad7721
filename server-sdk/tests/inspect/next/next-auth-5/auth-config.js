import credentials from "next-auth/providers/credentials";

export const authConfig = {
  secret: "a secret of at least thirty-two characters",
  trustHost: true,
  providers: [credentials({ credentials: { name: {} }, authorize: ({ name }) => ({ id: name, name }) })],
  callbacks: { session: ({ session, token }) => ({ ...session, color: token.color ?? "none" }) },
};
