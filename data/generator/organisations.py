"""The 35 overseas professional organisations, and invented universities and employers."""

from collections.abc import Mapping
from typing import Literal

from matcher.records import Organisation

OrganisationType = Literal["partner", "employer", "university", "institute"]

PARTNERS = (
    ("Association of Chinese Water Engineers in the Netherlands", "荷兰华人水利工程师协会", "NL"),
    ("Society of Chinese Environmental Scientists in Germany", "德国华人环境科学家学会", "DE"),
    ("Chinese Bio-Process Professionals Network, New England", "新英格兰华人生物工艺专业人士联谊会", "US"),
    ("Great Lakes Association of Chinese Materials Engineers", "五大湖华人材料工程师协会", "US"),
    ("Society of Chinese Robotics Researchers in Japan", "在日华人机器人研究者学会", "JP"),
    ("Chinese Energy Professionals Forum of California", "加州华人能源专业人士论坛", "US"),
    ("Association of Chinese Agronomists in Canada", "加拿大华人农学家协会", "CA"),
    ("Nordic Chinese Photovoltaics Society", "北欧华人光伏学会", "SE"),
    ("Chinese Semiconductor Engineers Circle of Singapore", "新加坡华人半导体工程师联谊会", "SG"),
    ("UK Chinese Clinical Research Association", "英国华人临床研究协会", "GB"),
    ("French-Chinese Society for Process Engineering", "法中过程工程学会", "FR"),
    ("Chinese Innovation and Licensing Professionals in Texas", "德州华人创新与许可专业人士协会", "US"),
    ("Association of Chinese Power Engineers in Australia", "澳大利亚华人电力工程师协会", "AU"),
    ("Korean-Chinese Forum on Battery Science", "韩中电池科学论坛", "KR"),
    ("Swiss Chinese Life Science Circle", "瑞士华人生命科学会", "CH"),
    ("Chinese Machine Learning Practitioners in Ontario", "安大略华人机器学习从业者协会", "CA"),
    ("Pacific Northwest Chinese Software and Cloud Society", "西北太平洋华人软件与云计算学会", "US"),
    ("New Zealand Chinese Food Science Association", "新西兰华人食品科学协会", "NZ"),
    ("Danish Chinese Wind Power Network", "丹麦华人风电联谊会", "DK"),
    ("Italian Chinese Machinery Engineers Association", "意大利华人机械工程师协会", "IT"),
    ("Mid-Atlantic Chinese Biostatistics Forum", "中大西洋华人生物统计论坛", "US"),
    ("Rhine-Ruhr Chinese Chemists Association", "莱茵鲁尔华人化学家协会", "DE"),
    ("Kansai Society of Chinese Medical Device Researchers", "关西华人医疗器械研究会", "JP"),
    ("Association of Chinese Traffic Engineers in Britain", "英国华人交通工程师协会", "GB"),
    ("Chinese Earth Observation Specialists in Europe", "欧洲华人对地观测专家协会", "NL"),
    ("Rocky Mountain Chinese Renewable Energy Society", "落基山华人可再生能源学会", "US"),
    ("Chinese Young Scientists Union of Bavaria", "巴伐利亚华人青年科学家联合会", "DE"),
    (
        "Chinese Gene and Cell Therapy Professionals in the Bay Area",
        "湾区华人基因与细胞治疗专业人士协会",
        "US",
    ),
    ("Quebec Association of Chinese Metallurgists", "魁北克华人冶金工程师协会", "CA"),
    ("Chinese Cyber Security Engineers in Victoria", "维多利亚州华人网络安全工程师协会", "AU"),
    ("Hokkaido Chinese Cold-Region Agriculture Society", "北海道华人寒地农业学会", "JP"),
    ("Midwest Chinese Manufacturing Engineers Association", "美国中西部华人制造工程师协会", "US"),
    ("Chinese Venture and Finance Professionals in London", "伦敦华人创投与金融专业人士协会", "GB"),
    ("South-East Asia Chinese Water Technology Forum", "东南亚华人水技术论坛", "SG"),
    ("Southern States Chinese Plant Scientists Association", "美国南部华人植物科学家协会", "US"),
)

ABROAD: tuple[tuple[str, OrganisationType, str], ...] = (
    ("University of Harlan Bay", "university", "US"),
    ("University of Northmoor", "university", "US"),
    ("University of Calder Ridge", "university", "US"),
    ("Tamarack Institute of Technology", "institute", "US"),
    ("Silverbrook Therapeutics Inc.", "employer", "US"),
    ("Altmere Process Systems Inc.", "employer", "US"),
    ("Quillan Robotics Corp.", "employer", "US"),
    ("Larkfield Semiconductor Inc.", "employer", "US"),
    ("Prairie Gate Energy LLC", "employer", "US"),
    ("University of Elbmark", "university", "DE"),
    ("Institut für Stofftechnik Altenrode", "institute", "DE"),
    ("Hagedal Maschinenbau GmbH", "employer", "DE"),
    ("University of Wexcombe", "university", "GB"),
    ("Thornlea Research Institute", "institute", "GB"),
    ("Ardenbeck Instruments Ltd", "employer", "GB"),
    ("University of Zuiderveen", "university", "NL"),
    ("Dijkhoven Water Technology B.V.", "employer", "NL"),
    ("University of Valdoire", "university", "FR"),
    ("Procédés Montclair S.A.", "employer", "FR"),
    ("University of Norrvik", "university", "SE"),
    ("Sandhamra Energi AB", "employer", "SE"),
    ("University of Seeberg", "university", "CH"),
    ("Rotenfluh Biotech AG", "employer", "CH"),
    ("University of Skovholm", "university", "DK"),
    ("University of Montalbano Ligure", "university", "IT"),
    ("University of Minase", "university", "JP"),
    ("Asagiri Institute of Advanced Materials", "institute", "JP"),
    ("Tokiwa Kiden Works K.K.", "employer", "JP"),
    ("University of Tanjong Lumut", "university", "SG"),
    ("Straitsview Biologics Pte. Ltd.", "employer", "SG"),
    ("University of Haerang", "university", "KR"),
    ("Saebyeok Materials Co., Ltd.", "employer", "KR"),
    ("University of Lake Kinosoo", "university", "CA"),
    ("Boreal Fern Analytics Inc.", "employer", "CA"),
    ("University of Coolabah Plains", "university", "AU"),
    ("Redgum Resources Engineering Pty Ltd", "employer", "AU"),
    ("University of Te Awaroa", "university", "NZ"),
    ("Kahurangi Dairy Systems Ltd", "employer", "NZ"),
)

AT_HOME: tuple[tuple[str, str, OrganisationType], ...] = (
    ("Yuanxiu Solar Pumping Co., Ltd.", "远岫光伏提水有限公司", "employer"),
    ("Haoquan Coal Chemical Co., Ltd.", "昊泉煤化工有限公司", "employer"),
    ("Qingluo Water Services Co., Ltd.", "清洛水务有限公司", "employer"),
    ("Bochuan Biopharmaceutical Co., Ltd.", "泊川生物医药有限公司", "employer"),
    ("Zhiyun Intelligent Equipment Co., Ltd.", "知耘智能装备有限公司", "employer"),
    ("Hengyao Battery Materials Co., Ltd.", "珩曜电池材料有限公司", "employer"),
    ("Institute of Highland Agriculture, Lanfeng", "岚丰高原农业研究所", "institute"),
    ("Jinggu Semiconductor Co., Ltd.", "璟谷半导体有限公司", "employer"),
    ("Ruilan Medical Devices Co., Ltd.", "睿澜医疗器械有限公司", "employer"),
    ("Muqian Solid Waste Utilisation Co., Ltd.", "沐阡固废利用有限公司", "employer"),
    ("Shuoyu Machinery Works", "朔屿机械厂", "employer"),
    ("Technology Transfer Centre of Lingxi New Area", "灵溪新区技术转移中心", "institute"),
)
"""Chinese organisations that needs come from."""


def organisations() -> tuple[Organisation, ...]:
    """All organisations: partners first (O01 to O35), then those abroad, then those at home."""
    rows: list[tuple[str, str, OrganisationType, str]] = [
        *((name, name_zh, "partner", country) for name, name_zh, country in PARTNERS),
        *((name, "", kind, country) for name, kind, country in ABROAD),
        *((name, name_zh, kind, "CN") for name, name_zh, kind in AT_HOME),
    ]
    return tuple(
        Organisation(id=f"O{number:02}", name=name, name_zh=name_zh, type=kind, country=country, synthetic=True)
        for number, (name, name_zh, kind, country) in enumerate(rows, start=1)
    )


def employers() -> Mapping[str, tuple[Organisation, ...]]:
    """Universities, institutes and companies by country."""
    found: dict[str, tuple[Organisation, ...]] = {}
    for each in organisations():
        if each.type != "partner" and each.country:
            found[each.country] = (*found.get(each.country, ()), each)
    return found
