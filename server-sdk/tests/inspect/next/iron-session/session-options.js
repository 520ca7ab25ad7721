export const sessionOptions = {
  cookieName: "iron",
  password: "a password of at least thirty-two characters",
  cookieOptions: { secure: false },
};
