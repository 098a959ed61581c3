"""Names seen in the wild, and what they mean."""

import pytest
from django.conf import settings

from departments.models import Unit, UnitAlias, UnitGroup
from departments.register import load
from departments.resolver import Match, Register, fold

ALL_DISTRICTS = "各区政府(含北京经济技术开发区管委会)"


@pytest.fixture
def register(db) -> Register:
    """The names of the register that comes with the product."""
    load(settings.BASE_DIR / "fixtures" / "units.json")
    return Register()


def means(match: Match) -> tuple[str, str | None]:
    return match.how, match.target.name if match.target else None


@pytest.mark.parametrize(
    ("name", "how", "target"),
    [
        ("市园林绿化局", "exact", "市园林绿化局"),
        ("市科委、中关村管委会", "exact", "市科委、中关村管委会"),
        ("各区政府", "exact", "各区政府"),
        ("相关区政府", "exact", "相关区政府"),
        ("规自委", "alias", "市规划自然资源委"),
        ("市科委", "alias", "市科委、中关村管委会"),
        ("海淀区", "alias", "海淀区政府"),
        ("有关区政府", "alias", "相关区政府"),
        ("海淀区 政府", "folded", "海淀区政府"),
        ("海淀区\n政府", "folded", "海淀区政府"),
        ("\u3000海淀区政府\u3000", "folded", "海淀区政府"),
        ("各区政府（含北京经济技术开发区管委会）", "folded", ALL_DISTRICTS),
        ("各区政府 (含北京经济技术开发区管委会)", "folded", ALL_DISTRICTS),
        ("各区政府〔含北京经济技术开发区管委会〕", "folded", ALL_DISTRICTS),
        ("各区政府［含经开区管委会］", "folded", ALL_DISTRICTS),
    ],
)
def test_a_known_name(register, name, how, target):
    assert means(register.resolve(name)) == (how, target)


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("市园林绿化局局", "市园林绿化局"),
        ("海定区政府", "海淀区政府"),
        ("海定区", "海淀区政府"),
        ("市生态环境委", "市生态环境局"),
        ("市规划和国土资源管理委员会", "市规划自然资源委"),
        ("市农业农村局(市乡村振兴局)", "市农业农村局"),
        ("各区人民政府(含经开区)", ALL_DISTRICTS),
    ],
)
def test_likeness_suggests_and_never_decides(register, name, suggested):
    match = register.resolve(name)
    assert (match.how, match.target, match.official) == ("unknown", None, frozenset())
    assert suggested == match.suggestions[0].name
    assert len(match.suggestions) <= 3


@pytest.mark.parametrize("name", ["", "——", "XYZ", "市", "农场"])
def test_what_is_like_nothing_means_nothing(register, name):
    assert register.resolve(name).target is None


def test_a_name_is_not_a_part_of_a_name(register):
    assert register.resolve("政府").target is None
    assert register.resolve("市园林绿化局、市水务局").target is None


def test_exact_comes_before_alias_and_alias_before_folded(db):
    exact = Unit.objects.create(code="a", name="市规委", short_name="a", kind="municipal", order=1)
    other = Unit.objects.create(code="b", name="另一个", short_name="b", kind="municipal", order=2)
    UnitAlias.objects.create(name="市 规 委", unit=other)
    register = Register()
    assert register.resolve("市规委").target == exact
    assert means(register.resolve("市 规 委")) == ("alias", "另一个")
    assert means(register.resolve("市 规委")) == ("folded", "市规委")


def test_a_unit_that_is_no_more_is_not_found_by_name(register):
    Unit.objects.filter(name="市水务局").update(is_active=False)
    assert Register().resolve("市水务局").target is None


def test_an_alias_of_a_unit_that_is_no_more_means_nobody(register):
    Unit.objects.filter(name="市水务局").update(is_active=False)
    assert Register().resolve("北京市水务局").target is None


def test_an_alias_may_mean_a_group(register):
    match = register.resolve("各区人民政府")
    assert isinstance(match.target, UnitGroup)


def test_the_names_known(register):
    assert {"市园林绿化局", "规自委", "各区政府"} <= register.names
    assert "某某局" not in register.names


def test_the_register_is_read_in_three_queries(register, django_assert_num_queries):
    with django_assert_num_queries(3):
        again = Register()
        for name in ("规自委", "海淀区 政府", "某某局"):
            again.resolve(name)


def test_folding_takes_away_only_what_makes_no_difference():
    assert fold(" Ａ区（一） ") == fold("a区(一)") == "a区(一)"
    assert fold("东城区政府") != fold("西城区政府")


def test_no_two_names_of_the_register_fold_into_one(register):
    known: dict[str, str] = {}
    for name in register.names:
        target = register.resolve(name).target
        assert target is not None
        assert known.setdefault(fold(name), target.name) == target.name


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("水务局", "市水务局"),
        ("交通委员会", "市交通委"),
        ("北京市文旅局", "市文化和旅游局"),
        ("北京经济技术开发区", "北京经济技术开发区管委会"),
    ],
)
def test_another_official_form_is_suggested_first(db, name, suggested):
    load(settings.BASE_DIR / "fixtures" / "units.json")
    UnitAlias.objects.all().delete()
    match = Register().resolve(name)
    assert match.target is None
    assert match.suggestions[0].name == suggested
    assert [target.name for target in match.official] == [suggested]


def test_the_registers_own_full_names_are_known(register):
    for unit in Unit.objects.all():
        assert register.resolve(unit.full_name).target == unit


def test_a_name_that_two_units_may_officially_have_suggests_both(db):
    first = Unit.objects.create(code="a", name="市水利委", short_name="a", kind="municipal", order=1)
    second = Unit.objects.create(code="b", name="水利委员会", short_name="b", kind="municipal", order=2)
    match = Register().resolve("北京市水利委员会")
    assert (match.target, set(match.suggestions)) == (None, {first, second})


@pytest.mark.parametrize("name", ["海淀", "门头沟", "石景山", "大兴"])
def test_a_district_without_that_word_is_another_form(db, name):
    load(settings.BASE_DIR / "fixtures" / "units.json")
    match = Register().resolve(name)
    assert match.target is None
    assert [target.name for target in match.official] == [f"{name}区政府"]


@pytest.mark.parametrize("name", ["各区政府(东城区、西城区除外)", "各区(不含经开区)", "各区政府(除海淀区)"])
def test_what_leaves_somebody_out_is_like_nothing_that_takes_all(register, name):
    assert register.resolve(name).suggestions == ()


def test_a_likeness_of_the_city_alone_is_none(register):
    assert [target.name for target in register.resolve("市交委").suggestions] == ["市交通委"]


@pytest.mark.parametrize("name", ["市委宣传部", "市公安局", "市卫生健康委", "市统计局"])
def test_a_name_that_only_ends_alike_is_suggested_nothing(register, name):
    assert register.resolve(name).suggestions == ()
