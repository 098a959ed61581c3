"""The register of units as data."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from departments.choices import UnitKind
from departments.models import GroupMember, Unit, UnitAlias, UnitGroup
from departments.register import Loaded, load

FILE = settings.BASE_DIR / "fixtures" / "units.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))

pytestmark = pytest.mark.django_db


def everything() -> list[list[dict]]:
    return [
        list(model.objects.order_by("pk").values()) for model in (Unit, UnitGroup, GroupMember, UnitAlias)
    ]


def test_the_register_of_the_plan():
    assert load(FILE) == Loaded(27, 3, UnitAlias.objects.count())
    kinds = {kind: Unit.objects.filter(kind=kind).count() for kind in UnitKind.values}
    assert kinds == {"municipal": 10, "district": 16, "area": 1}
    groups = {
        group.name: (group.is_open, group.members.count(), set(group.members.values_list("kind", flat=True)))
        for group in UnitGroup.objects.all()
    }
    assert groups == {
        "各区政府": (False, 16, {"district"}),
        "各区政府(含北京经济技术开发区管委会)": (False, 17, {"district", "area"}),
        "相关区政府": (True, 16, {"district"}),
    }


def test_every_unit_has_its_names_and_place():
    load(FILE)
    units = list(Unit.objects.all())
    assert [unit.name for unit in units] == [row["name"] for row in DATA["units"]]
    assert [unit.order for unit in units] == list(range(1, 28))
    assert all(unit.short_name and unit.full_name for unit in units)


def test_loading_again_adds_nothing_and_changes_nothing():
    load(FILE)
    before = everything()
    assert load(FILE) == Loaded(0, 0, 0)
    assert everything() == before


def test_what_a_person_has_edited_survives():
    load(FILE)
    Unit.objects.filter(code="yuanlin").update(name="市园林和绿化局", order=99)
    group = UnitGroup.objects.get(name="各区政府")
    GroupMember.objects.filter(group=group, unit__code="yanqing").delete()
    alias = UnitAlias.objects.get(name="规自委")
    alias.unit = Unit.objects.get(code="shuiwu")
    alias.save()
    before = everything()
    assert load(FILE) == Loaded(0, 0, 0)
    assert everything() == before


def test_what_is_missing_is_added():
    load(FILE)
    UnitAlias.objects.filter(name="规自委").delete()
    GroupMember.objects.filter(unit__code="bda").delete()
    UnitAlias.objects.filter(unit__code="bda").delete()
    Unit.objects.filter(code="bda").delete()
    aliases = len(next(row for row in DATA["units"] if row["code"] == "bda")["aliases"])
    assert load(FILE) == Loaded(1, 0, aliases + 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"units": []}', '{"units": [{"code": "a"}], "groups": []}',
        '{"units": [], "groups": [{"name": "a", "open": false, "members": ["nobody"]}]}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_register_is_refused_and_nothing_written(tmp_path: Path, text):
    path = tmp_path / "units.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"units\.json"):
        load(path)
    assert everything() == [[], [], [], []]


def test_the_command_says_what_it_added(capsys, tmp_path):
    call_command("load_units")
    assert capsys.readouterr().out == f"Added: 27 units, 3 groups, {UnitAlias.objects.count()} aliases.\n"
    with pytest.raises(CommandError):
        call_command("load_units", tmp_path / "nothing.json")
