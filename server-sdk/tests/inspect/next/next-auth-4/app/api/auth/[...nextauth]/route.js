import NextAuth from "next-auth-4";
import { authConfig } from "../../../../auth-config.js";

const handler = NextAuth(authConfig);

export { handler as GET, handler as POST };
