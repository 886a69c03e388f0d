"""The bases: 64 Chinese cities, the ten offshore ones and the western ones first."""

from collections.abc import Mapping

from matcher.records import Base, BaseType

CITIES: tuple[tuple[str, str, str, str, str], ...] = (
    ("Hangzhou", "杭州", "Zhejiang", "浙江省", "offshore"),
    ("Ningbo", "宁波", "Zhejiang", "浙江省", "offshore"),
    ("Xining", "西宁", "Qinghai", "青海省", "work"),
    ("Yulin", "榆林", "Shaanxi", "陕西省", "work"),
    ("Shenzhen", "深圳", "Guangdong", "广东省", "offshore"),
    ("Wuhan", "武汉", "Hubei", "湖北省", "offshore"),
    ("Golmud", "格尔木", "Qinghai", "青海省", "work"),
    ("Lanzhou", "兰州", "Gansu", "甘肃省", "work"),
    ("Shanghai", "上海", "Shanghai", "上海市", "offshore"),
    ("Suzhou", "苏州", "Jiangsu", "江苏省", "offshore"),
    ("Yinchuan", "银川", "Ningxia", "宁夏回族自治区", "work"),
    ("Changsha", "长沙", "Hunan", "湖南省", "work"),
    ("Xi'an", "西安", "Shaanxi", "陕西省", "offshore"),
    ("Chengdu", "成都", "Sichuan", "四川省", "offshore"),
    ("Ordos", "鄂尔多斯", "Inner Mongolia", "内蒙古自治区", "work"),
    ("Weifang", "潍坊", "Shandong", "山东省", "work"),
    ("Xiamen", "厦门", "Fujian", "福建省", "offshore"),
    ("Dalian", "大连", "Liaoning", "辽宁省", "offshore"),
    ("Zhangye", "张掖", "Gansu", "甘肃省", "work"),
    ("Hefei", "合肥", "Anhui", "安徽省", "rd_community"),
    ("Wuxi", "无锡", "Jiangsu", "江苏省", "work"),
    ("Luoyang", "洛阳", "Henan", "河南省", "work"),
    ("Kunming", "昆明", "Yunnan", "云南省", "work"),
    ("Zhuhai", "珠海", "Guangdong", "广东省", "rd_community"),
    ("Beijing", "北京", "Beijing", "北京市", "rd_community"),
    ("Tianjin", "天津", "Tianjin", "天津市", "work"),
    ("Chongqing", "重庆", "Chongqing", "重庆市", "work"),
    ("Guangzhou", "广州", "Guangdong", "广东省", "work"),
    ("Dongguan", "东莞", "Guangdong", "广东省", "work"),
    ("Foshan", "佛山", "Guangdong", "广东省", "work"),
    ("Nanjing", "南京", "Jiangsu", "江苏省", "rd_community"),
    ("Changzhou", "常州", "Jiangsu", "江苏省", "work"),
    ("Nantong", "南通", "Jiangsu", "江苏省", "work"),
    ("Xuzhou", "徐州", "Jiangsu", "江苏省", "work"),
    ("Wenzhou", "温州", "Zhejiang", "浙江省", "work"),
    ("Shaoxing", "绍兴", "Zhejiang", "浙江省", "work"),
    ("Jiaxing", "嘉兴", "Zhejiang", "浙江省", "work"),
    ("Taizhou", "台州", "Zhejiang", "浙江省", "work"),
    ("Jinan", "济南", "Shandong", "山东省", "work"),
    ("Qingdao", "青岛", "Shandong", "山东省", "rd_community"),
    ("Yantai", "烟台", "Shandong", "山东省", "work"),
    ("Zibo", "淄博", "Shandong", "山东省", "work"),
    ("Zhengzhou", "郑州", "Henan", "河南省", "work"),
    ("Nanyang", "南阳", "Henan", "河南省", "work"),
    ("Shijiazhuang", "石家庄", "Hebei", "河北省", "work"),
    ("Tangshan", "唐山", "Hebei", "河北省", "work"),
    ("Baoding", "保定", "Hebei", "河北省", "work"),
    ("Taiyuan", "太原", "Shanxi", "山西省", "work"),
    ("Datong", "大同", "Shanxi", "山西省", "work"),
    ("Hohhot", "呼和浩特", "Inner Mongolia", "内蒙古自治区", "work"),
    ("Baotou", "包头", "Inner Mongolia", "内蒙古自治区", "work"),
    ("Shenyang", "沈阳", "Liaoning", "辽宁省", "work"),
    ("Changchun", "长春", "Jilin", "吉林省", "work"),
    ("Harbin", "哈尔滨", "Heilongjiang", "黑龙江省", "work"),
    ("Daqing", "大庆", "Heilongjiang", "黑龙江省", "work"),
    ("Wuhu", "芜湖", "Anhui", "安徽省", "work"),
    ("Fuzhou", "福州", "Fujian", "福建省", "work"),
    ("Nanchang", "南昌", "Jiangxi", "江西省", "work"),
    ("Ganzhou", "赣州", "Jiangxi", "江西省", "work"),
    ("Yichang", "宜昌", "Hubei", "湖北省", "work"),
    ("Nanning", "南宁", "Guangxi", "广西壮族自治区", "rd_community"),
    ("Guiyang", "贵阳", "Guizhou", "贵州省", "work"),
    ("Haikou", "海口", "Hainan", "海南省", "work"),
    ("Urumqi", "乌鲁木齐", "Xinjiang", "新疆维吾尔自治区", "work"),
)
"""City in English and Chinese, province in English and Chinese, type of the base."""

EARLY = 24
"""The bases that exist in every tier; the needs of the demo are at these."""

_DRY = ("B03", "B07", "B08", "B19")
_COAL = ("B04", "B11", "B15")
PREFERRED: Mapping[str, tuple[str, ...]] = {
    "solar-pumping-irrigation": ("B03", "B07"),
    "plateau-greenhouse-farming": ("B03", "B07", "B08"),
    "precision-irrigation-sensing": _DRY,
    "drought-tolerant-breeding": _DRY,
    "zero-liquid-discharge": _COAL,
    "industrial-solid-waste": _COAL,
}
"""Topics that make sense at some bases only."""

_POLICIES = (
    "免租办公场地12个月 (office free of rent for 12 months)",
    "往返国际旅费补贴 (international travel refunded)",
    "成果转化配套资金最高50万元 (matching funds for technology transfer, up to CNY 500,000)",
    "人才公寓短期免费入住 (free short stays in talent flats)",
    "协助办理外国人工作许可 (help with work permits)",
    "柔性引才补贴按实际工作日发放 (flexible engagement paid per working day)",
    "创业团队注册与税务代办 (company registration and tax filing done for founders)",
    "中试场地与设备共享 (shared pilot hall and equipment)",
)
_NAMES: Mapping[str, tuple[str, str]] = {
    "work": ("{} HOME work base", "{}海智计划工作基地"),
    "offshore": (
        "{} offshore base for innovation and entrepreneurship",
        "{}海外人才离岸创新创业基地",
    ),
    "rd_community": ("{} overseas R&D community", "{}海外科技人才研发社区"),
}


def bases(count: int) -> tuple[Base, ...]:
    """The first ``count`` bases; more than there are cities is an error."""
    if not 1 <= count <= len(CITIES):
        raise ValueError(f"bases is {count}; allowed: 1 to {len(CITIES)}, the cities that the sample knows")
    return tuple(_base(number) for number in range(1, count + 1))


def _base(number: int) -> Base:
    city, city_zh, province, province_zh, kind = CITIES[number - 1]
    english, chinese = _NAMES[kind]
    base_type: BaseType = "offshore" if kind == "offshore" else "work" if kind == "work" else "rd_community"
    shift = number % len(_POLICIES)
    return Base(
        id=f"B{number:02}",
        name=english.format(city),
        name_zh=chinese.format(city_zh),
        type=base_type,
        city=city,
        province=province,
        parent=f"{province_zh}科学技术协会",
        policies=(_POLICIES * 2)[shift : shift + 2 + number % 3],
        synthetic=True,
    )
