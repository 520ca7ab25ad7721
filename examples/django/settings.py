"""The settings of a Django project as `startproject` makes them, and one line for the panel."""

import os
from pathlib import Path

folder = Path(__file__).parent

DEBUG = True
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-this-example-never-for-a-real-shop")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "shop"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "sessionscope_django.Middleware",  # the line that shows the sessions in the panel
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("SHOP_DATABASE", folder / "shop.db")}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
