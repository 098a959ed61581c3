"""What the reports of the districts speak of: places that everybody knows, and a district's own figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class District:
    """One district's places; `size` scales its figures, `points` are its sites in the yearly check (5.1)."""

    unit: str
    size: float
    parks: tuple[str, ...]
    rivers: tuple[str, ...]
    hills: tuple[str, ...]
    towns: tuple[str, ...]
    reserves: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    points: tuple[int, int, int] = (0, 0, 0)  # given, to be visited, found wanting


def _district(unit: str, size: float, places: str, points: tuple[int, int, int] = (0, 0, 0)) -> District:
    """`places`: parks / rivers / hills / towns / reserves / specialties, each a list with blanks between."""
    groups = [tuple(group.split()) for group in places.split("/")]
    parks, rivers, hills, towns, reserves, specialties = (*groups, (), ())[:6]
    return District(unit, size, parks, rivers, hills, towns, reserves, specialties, points)


DISTRICTS: dict[str, District] = {
    district.unit: district
    for district in (
        _district(
            "东城区政府",
            0.15,
            "龙潭中湖公园 柳荫公园 青年湖公园 明城墙遗址公园 南馆公园 / 北护城河 南护城河"
            " / 地坛公园 龙潭西湖公园 / 和平里街道 龙潭街道 永定门外街道 东花市街道",
        ),
        _district(
            "西城区政府",
            0.15,
            "陶然亭公园 人定湖公园 月坛公园 北滨河公园 万寿公园 / 西护城河 南护城河西段"
            " / 双秀公园 玫瑰公园 / 德胜街道 广安门外街道 展览路街道 什刹海街道",
        ),
        _district(
            "朝阳区政府",
            0.7,
            "奥林匹克森林公园 将府公园 马家湾湿地公园 东坝郊野公园 朝阳公园 / 坝河 亮马河 通惠河"
            " / 温榆河公园 古塔公园 鸿博公园 / 孙河乡 金盏乡 黑庄户乡 来广营乡 崔各庄乡",
        ),
        _district(
            "海淀区政府",
            0.8,
            "翠湖国家城市湿地公园 玉东郊野公园 稻香湖公园 海淀公园 / 南沙河 清河 小月河"
            " / 百望山 凤凰岭 阳台山 / 上庄镇 苏家坨镇 西北旺镇 温泉镇"
            " / 翠湖湿地 凤凰岭风景区 百望山森林公园 / 京西稻 御塔杏 樱桃",
        ),
        _district(
            "丰台区政府",
            0.6,
            "莲花池公园 绿堤公园 南苑森林湿地公园 青龙湖郊野公园 / 永定河 凉水河 马草河"
            " / 千灵山 北宫山 槐树岭 / 王佐镇 长辛店街道 卢沟桥街道 南苑街道 / 北宫国家森林公园 千灵山风景区",
        ),
        _district(
            "石景山区政府",
            0.3,
            "莲石湖公园 永定河休闲森林公园 南大荒水上公园 石景山游乐园周边绿地 / 永定河 永定河引水渠"
            " / 天泰山 翠微山 虎头山 / 五里坨街道 广宁街道 苹果园街道 八角街道 / 八大处风景区 天泰山林区",
        ),
        _district(
            "门头沟区政府",
            1.0,
            "永定河滨水公园 黑河滨水公园 滨河世纪广场 石门营公园 / 清水河 永定河 湫河"
            " / 百花山 妙峰山 灵山 九龙山 / 斋堂镇 清水镇 雁翅镇 王平镇 潭柘寺镇 妙峰山镇"
            " / 百花山自然保护区 妙峰山风景区 双龙峡 / 精品民宿 京白梨 玫瑰花",
            (34, 23, 4),
        ),
        _district(
            "房山区政府",
            1.2,
            "长沟泉水国家湿地公园 小清河湿地 刺猬河湿地公园 燕山公园 / 拒马河 大石河 刺猬河"
            " / 上方山 白草畔 大房山 蒲洼山 / 史家营乡 大安山乡 周口店镇 青龙湖镇 霞云岭乡 十渡镇"
            " / 蒲洼自然保护区 拒马河自然保护区 石花洞自然保护区",
            (31, 21, 5),
        ),
        _district(
            "通州区政府",
            1.1,
            "城市绿心森林公园 大运河森林公园 东郊森林公园 西海子公园 / 北运河 潮白河 萧太后河"
            " / 减河公园 台湖公园 宋庄公园 / 潞城镇 宋庄镇 张家湾镇 西集镇 漷县镇",
        ),
        _district(
            "顺义区政府",
            1.0,
            "汉石桥湿地公园 滨河森林公园 仁和公园 潮白河森林公园 / 潮白河 金鸡河 温榆河"
            " / 舞彩浅山 五彩浅山步道 唐指山 / 杨镇 北石槽镇 龙湾屯镇 木林镇 赵全营镇"
            " / 汉石桥湿地自然保护区",
            (8, 5, 1),
        ),
        _district(
            "昌平区政府",
            1.1,
            "沙河湿地公园 东小口森林公园 未来科学城滨水公园 白浮泉公园 / 温榆河 东沙河 北沙河"
            " / 蟒山 大杨山 白羊沟 银山 / 流村镇 延寿镇 兴寿镇 百善镇 南口镇"
            " / 蟒山森林公园 大杨山森林公园 十三陵风景区",
        ),
        _district(
            "大兴区政府",
            1.1,
            "念坛公园 南海子公园 杨各庄湿地公园 永兴河湿地公园 / 永定河 新凤河 永兴河"
            " / 古桑森林公园 半壁店森林公园 榆垡林区 / 安定镇 榆垡镇 礼贤镇 长子营镇 庞各庄镇"
            " / 古桑森林公园 长子营湿地",
        ),
        _district(
            "平谷区政府",
            0.9,
            "金海湖景区 马坊小龙河公园 洳河湿地 新城滨河森林公园 / 泃河 洳河 金鸡河上游"
            " / 四座楼 丫髻山 轩辕山 / 镇罗营镇 熊儿寨乡 黄松峪乡 大华山镇 马坊镇"
            " / 四座楼自然保护区 黄松峪地质公园 丫髻山林区 / 平谷大桃 桃花旅游 红杏",
            (19, 12, 2),
        ),
        _district(
            "怀柔区政府",
            0.9,
            "雁栖湖公园 怀柔滨湖公园 琉璃庙湿地公园 汤河口湿地公园 / 怀沙河 怀九河 白河"
            " / 喇叭沟门 崎峰山 云蒙山西麓 / 宝山镇 汤河口镇 琉璃庙镇 渤海镇 喇叭沟门乡"
            " / 喇叭沟门自然保护区 怀沙河怀九河自然保护区 崎峰山森林公园 / 怀柔板栗 虹鳟鱼 满乡民宿",
            (33, 22, 3),
        ),
        _district(
            "密云区政府",
            1.0,
            "穆家峪红门川湿地公园 奥林匹克健身园 清水河湿地 时光公园 / 潮河 白河 清水河"
            " / 雾灵山 云峰山 云蒙山 / 冯家峪镇 不老屯镇 太师屯镇 高岭镇 古北口镇"
            " / 雾灵山自然保护区 云峰山自然保护区 云蒙山自然保护区 / 密云蜂蜜 水库鱼 黄土坎鸭梨",
            (32, 21, 3),
        ),
        _district(
            "延庆区政府",
            0.9,
            "野鸭湖国家湿地公园 夏都公园 世园公园 三里河湿地公园 / 妫水河 白河 蔡家河"
            " / 松山 玉渡山 莲花山 / 永宁镇 千家店镇 张山营镇 四海镇 康庄镇"
            " / 玉渡山自然保护区 野鸭湖自然保护区 莲花山自然保护区 / 延庆葡萄 冰雪旅游 四季花海",
            (29, 20, 3),
        ),
        _district(
            "北京经济技术开发区管委会",
            0.2,
            "通明湖公园 博大公园 国际企业文化园 / 凉水河 新凤河"
            " / 南海子绿地 五环路绿带 / 荣华街道 博兴街道 亦庄新城片区",
        ),
    )
}

# Percent done at the end of October, on which a district's months before it are built.
PLANNING = {  # 5.2
    "海淀区政府": 70, "丰台区政府": 62, "石景山区政府": 58, "门头沟区政府": 80,
    "房山区政府": 66, "顺义区政府": 83, "昌平区政府": 60, "大兴区政府": 76,
    "平谷区政府": 74, "怀柔区政府": 84, "密云区政府": 88, "延庆区政府": 64,
}  # fmt: skip
CHECKED_IN = {"顺义区政府": 8, "平谷区政府": 8}  # 5.1 is done in this month, elsewhere in September
