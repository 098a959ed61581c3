"""The settings that tests run with: those of production, less what would slow them down or need HTTPS.

Each run has a folder of its own, so that several may run side by side on one computer.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        pass  # another person's, or no folder of ours
    return True


if "ACTIONPLAN_TEST_FOLDER" not in os.environ:
    # Memory where the computer has a file system in it. Worker processes inherit the variable.
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    for left in place.glob("actionplan-tests-*-*"):  # by a run that was killed
        if not _runs(left.name.split("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"actionplan-tests-{os.getpid()}-", dir=place)
    os.environ["ACTIONPLAN_TEST_FOLDER"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

FOLDER = Path(os.environ["ACTIONPLAN_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
for name in ("ACTIONPLAN_DEMO", "ACTIONPLAN_TODAY", "ACTIONPLAN_TRUST_PROXY"):
    os.environ.pop(name, None)
os.environ.update(
    ACTIONPLAN_SECRET_KEY="tests only " * 6,
    ACTIONPLAN_ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    ACTIONPLAN_VAR=str(FOLDER),
    # pytest-playwright runs an event loop in the thread that also talks to the database.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/db.sqlite3")

from actionplan.settings import *  # noqa: E402, F403
from actionplan.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and a live server see the locks that production has.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
else:
    # Connections that outlive a request would keep the test database from being dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
LANGUAGE_COOKIE_NAME = "language"
