"""The application as the races run it: writing takes a while, and guards can be taken off for the controls.

GUARDS_OFF names them: `version` (a save is based on what stands), `state` (a move starts from its states),
`key` (a request that is sent again is known).
"""

import os
import time
from typing import Any

from actionplan.wsgi import application
from tasks import review

__all__ = ["application"]

record = review._record


def slowly(*args: Any, **kwargs: Any) -> Any:
    time.sleep(0.2)
    return record(*args, **kwargs)


review._record = slowly
OFF = os.environ.get("GUARDS_OFF", "").split(",")
if "version" in OFF:
    review._continues = lambda row, sitting, by: True
if "state" in OFF:
    review.state_of = lambda report: "submitted"
if "key" in OFF:
    review._repeats = lambda *request: False
