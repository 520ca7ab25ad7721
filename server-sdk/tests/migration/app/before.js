const connectFlash = require("connect-flash");
const { RedisStore } = require("connect-redis");
const csurf = require("csurf");
const express = require("express");
const session = require("express-session");
const { passport } = require("./sign-in.js");
const { createClient } = require("redis");

const app = express();
const client = createClient({ url: process.env.REDIS_URL });
client.connect().catch(console.error);

app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    store: new RedisStore({ client, prefix: "shop:" }),
    secret: process.env.SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 24 * 60 * 60 * 1000, sameSite: "lax" },
  }),
);
app.use(connectFlash());
app.use(csurf());
app.use(passport.initialize());
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

app.post("/cart", (req, res, next) => {
  req.session.cart = req.session.cart || [];
  req.session.cart.push(req.body.item);
  req.flash("info", `Added ${req.body.item}`);
  req.session.save((err) => (err ? next(err) : res.redirect("/")));
});

app.post("/login", passport.authenticate("local", { successRedirect: "/", failureRedirect: "/", failureFlash: true }));

app.post("/remember", (req, res) => {
  req.session.cookie.maxAge = 30 * 24 * 60 * 60 * 1000;
  res.redirect("/");
});

app.post("/logout", (req, res, next) => {
  req.logout((err) => (err ? next(err) : res.redirect("/")));
});

app.post("/forget", (req, res, next) => {
  req.session.destroy((err) => {
    if (err) return next(err);
    res.clearCookie("connect.sid");
    res.redirect("/");
  });
});

app.use((err, _req, res, _next) => res.status(err.status || 500).json({ error: err.code || err.message }));

app.listen(process.env.PORT, () => console.log("listening"));
