const csurf = require("csurf");
const express = require("express");
const { createSessions } = require("sessionscope");
const { expressSessions } = require("sessionscope/express");
const { passportSessions } = require("sessionscope/passport");
const { passport } = require("./sign-in.js");

const app = express();
const sessions = createSessions({
  store: process.env.REDIS_URL,
  cookieName: "connect.sid",
  cookieAge: 24 * 60 * 60,
  debug: process.env.NODE_ENV !== "production",
});

app.use(express.urlencoded({ extended: false }));
app.use(expressSessions(sessions));
app.use((req, _res, next) => {
  req.flash = (kind, text) => (text === undefined ? req.session.takeFlash(kind) : req.session.flash(kind, text));
  next();
});
app.use(csurf());
app.use(passport.initialize());
app.use(passportSessions());
app.use(passport.session());

app.get("/", (req, res) => {
  req.session.views = (req.session.views || 0) + 1;
  res.json({
    user: req.user ? req.user.name : null,
    views: req.session.views,
    cart: req.session.cart || [],
    messages: req.flash(),
    csrf: req.csrfToken(),
  });
});

app.post("/cart", (req, res) => {
  req.session.cart = req.session.cart || [];
  req.session.cart.push(req.body.item);
  req.flash("info", `Added ${req.body.item}`);
  res.redirect("/");
});

app.post("/login", passport.authenticate("local", { successRedirect: "/", failureRedirect: "/", failureFlash: true }));

app.post("/remember", (req, res) => {
  req.session.setExpiry(30 * 24 * 60 * 60);
  res.redirect("/");
});

app.post("/logout", (req, res, next) => {
  req.logout((err) => (err ? next(err) : res.redirect("/")));
});

app.post("/forget", (req, res, next) => {
  req.session.flush().then(() => res.redirect("/"), next);
});

app.use((err, _req, res, _next) => res.status(err.status || 500).json({ error: err.code || err.message }));

app.listen(process.env.PORT, () => console.log("listening"));
