"""Evidence as a person attaches it, takes it away and opens it."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tasks.moves import find
from tests.tasks.page import client

PART = {"HTTP_X_PART": "evidence"}


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def attach(cast, who, *files, ref="1.1", unit="", period=10, key="", script=True, **fields):
    """Sends files as the page's script does, or as the form itself."""
    data = {
        "unit": unit or who,
        "period": period,
        "version": find(cast, unit or who, ref, period).version,
        "key": key or uuid.uuid4(),
        "files": [SimpleUploadedFile(name, data) for name, data in files],
    } | fields
    return client(cast, who).post(
        f"/measures/{cast.measures[ref].pk}/evidence/", data, **(PART if script else {})
    )


def remove(cast, who, file, *, unit="", script=True, **fields):
    """Takes a file away from the report of October."""
    data = {"unit": unit or who, "period": 10, "version": 1} | fields
    return client(cast, who).post(f"/evidence/{file.pk}/remove/", data, **(PART if script else {}))


def opens(cast, who, file) -> int:
    """The status of its download, read to its end."""
    answer = client(cast, who).get(f"/evidence/{file.pk}/")
    if answer.status_code == 200:
        b"".join(answer.streaming_content)
    return answer.status_code


def stored() -> list[Path]:
    """All that lies in the storage."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
