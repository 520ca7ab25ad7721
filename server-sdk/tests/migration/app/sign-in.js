const passport = require("passport");
const { Strategy } = require("passport-local");

const users = [{ id: 7, name: "ada", password: "lovelace" }];

passport.use(
  new Strategy((name, password, done) => {
    const user = users.find((each) => each.name === name && each.password === password);
    done(null, user || false, user ? undefined : { message: "Wrong name or password" });
  }),
);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) =>
  done(
    null,
    users.find((user) => user.id === id),
  ),
);

module.exports = { passport };
