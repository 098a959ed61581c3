"""Settings, read from the environment (docs/operating.md lists the variables).

Two modes: a demonstration (ACTIONPLAN_DEMO=1) that runs as it is on this computer, and production, which
refuses to start while anything that guards it is missing.
"""

import datetime
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("ACTIONPLAN_DEMO", default=False)
TODAY = env.str("ACTIONPLAN_TODAY", default="")
TRUST_PROXY = env.bool("ACTIONPLAN_TRUST_PROXY", default=False)
VAR = Path(env.str("ACTIONPLAN_VAR", default=str(BASE_DIR / "var")))
DEBUG = False


if TODAY:
    try:
        datetime.date.fromisoformat(TODAY)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"ACTIONPLAN_TODAY must be a day, such as 2022-10-26. It is {TODAY!r}."
        ) from error


def _demo_key() -> str:
    """The demonstration's own key, made once and kept beside its database."""
    VAR.mkdir(parents=True, exist_ok=True)
    path = VAR / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64))
        path.chmod(0o600)
    return path.read_text().strip()


if DEMO:
    SECRET_KEY = env.str("ACTIONPLAN_SECRET_KEY", default="") or _demo_key()
    ALLOWED_HOSTS = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        *env.list("ACTIONPLAN_ALLOWED_HOSTS", default=[]),
    ]
else:
    SECRET_KEY = env.str("ACTIONPLAN_SECRET_KEY", default="")
    ALLOWED_HOSTS = env.list("ACTIONPLAN_ALLOWED_HOSTS", default=[])
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "ACTIONPLAN_SECRET_KEY must hold a random key of 50 characters or more. "
            "For a demonstration set ACTIONPLAN_DEMO=1 or use ./do run."
        )
    if not ALLOWED_HOSTS or any(host.strip() in ("*", ".") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured(
            "ACTIONPLAN_ALLOWED_HOSTS must name the hosts that this system answers for, separated by "
            "commas. '*' is not accepted."
        )

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "actionplan",
    "actionplan.shared",
    "departments",
    "tasks",
    "importers",
    "departments.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "simple_history",
    "csp",
    "axes",
]

MIDDLEWARE = [
    # First what concerns every answer, those of static files and of refused requests too.
    "actionplan.shared.middleware.ReferenceMiddleware",
    "actionplan.shared.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "actionplan.shared.middleware.NoStoreMiddleware",
    "actionplan.shared.middleware.BodyLimitMiddleware",
    "actionplan.shared.middleware.BusyMiddleware",
    "departments.middleware.SignInRequiredMiddleware",
    "departments.middleware.PasswordAgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "actionplan.urls"
WSGI_APPLICATION = "actionplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasks.navigation.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "actionplan.shared.templatetags.ui",
                "tasks.templatetags.lights",
            ],
        },
    }
]

# Databases
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'actionplan.sqlite3'}")}
if not DATABASES["default"].get("ENGINE", "").endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured(
        "DATABASE_URL must start with postgres:// or sqlite:///, such as sqlite:////path/to/file."
    )
_options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if DATABASES["default"]["NAME"] != ":memory:":
        Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _options.update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",  # REPLACE would pass by the triggers of append-only tables
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # Compiling the long light expressions would take longer than running them.
    _options.setdefault("options", "-c statement_timeout=60000 -c lock_timeout=10000 -c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR / "files"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MOST_BYTES_IN_A_REQUEST = 22 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "actionplan.shared.formats"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# Sign-in
AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]


def _rule(name: str, **options: object) -> dict[str, object]:
    return {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}


PASSWORD_PROFILES: dict[str, tuple[list[dict[str, object]], int | None]] = {
    "length": ([_rule("MinimumLengthValidator", min_length=12), _rule("NumericPasswordValidator")], None),
    "classes": (
        [_rule("MinimumLengthValidator", min_length=10), {"NAME": "departments.passwords.KindsValidator"}],
        90,
    ),
}  # the rules of its own, and after how many days a password is changed
_profile = env.str("ACTIONPLAN_PASSWORD_PROFILE", default="length")
if _profile not in PASSWORD_PROFILES:
    raise ImproperlyConfigured(
        f"ACTIONPLAN_PASSWORD_PROFILE must be one of: {', '.join(PASSWORD_PROFILES)}. It is {_profile!r}."
    )
_rules, PASSWORD_DAYS = PASSWORD_PROFILES[_profile]
AUTH_PASSWORD_VALIDATORS = [
    *_rules,
    _rule("UserAttributeSimilarityValidator", user_attributes=("username", "name")),
    _rule("CommonPasswordValidator"),
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "departments.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Headers and cookies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "departments.views.csrf_failed"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail: through the server that EMAIL_URL names; with none each message is written into a file
if env.str("EMAIL_URL", default=""):
    _mail = env.email_url("EMAIL_URL")
    EMAIL_BACKEND, EMAIL_FILE_PATH = _mail["EMAIL_BACKEND"], _mail["EMAIL_FILE_PATH"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
    EMAIL_HOST = _mail["EMAIL_HOST"]
    EMAIL_PORT = _mail["EMAIL_PORT"] or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(VAR / "mail")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("ACTIONPLAN_MAIL_FROM", default="actionplan@localhost")
BASE_ADDRESS = env.str("ACTIONPLAN_URL", default="").rstrip("/")

SIMPLE_HISTORY_REVERT_DISABLED = True
DJANGO_TABLES2_TEMPLATE = "_table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "actionplan.shared.middleware.ReferenceFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(reference)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["reference"], "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Whoever asks under a wrong name gets a 400; a traceback of each would let a scanner fill the log.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
