"""The shop: a counter of visits, a cart in the session, a sign-in under any name."""

from django.contrib.auth import get_user_model, login, logout
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

prices = {"Enamel mug": 14.0, "Linen tote": 22.5, "Kite": 31.0}


def home(request):
    session = request.session
    session["visits"] = session.get("visits", 0) + 1
    cart = session.get("cart", [])
    total = sum(item["price"] * item["quantity"] for item in cart)
    shown = {"products": prices, "cart": cart, "total": total, "visits": session["visits"]}
    return render(request, "shop.html", {**shown, "theme": session.get("theme", "light")})


@require_POST
def add(request):
    name = request.POST.get("product", "")
    if name in prices:
        cart = request.session.get("cart", [])
        found = next((item for item in cart if item["name"] == name), None)
        if found is None:
            found = {"name": name, "price": prices[name], "quantity": 0}
            cart.append(found)
        found["quantity"] += 1
        request.session["cart"] = cart
    return redirect("home")


def sign_in(request):
    name = request.POST.get("name", "").strip()[:150]
    if not name:
        return render(request, "login.html")
    user, _ = get_user_model().objects.get_or_create(username=name)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@require_POST
def sign_out(request):
    logout(request)
    return redirect("home")


urlpatterns = [
    path("", home, name="home"),
    path("add", add, name="add"),
    path("login", sign_in, name="login"),
    path("logout", sign_out, name="logout"),
]
