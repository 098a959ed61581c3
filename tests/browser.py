"""Which browser tests and pictures are made with, and how it is started."""

import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def find_browser() -> str | None:
    """The path of the one that is named, or of the first that is there."""
    given = os.environ.get("ACTIONPLAN_CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)
