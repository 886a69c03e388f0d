"""Invented people who each wrote their profile twice, in English and in Chinese, among strangers of both languages."""

from collections.abc import Iterator
from datetime import date

from matcher.records import MATCHING, Consent, Need, Professional, Requirement, Work

AGREED = Consent((MATCHING,), date(2026, 8, 1))

TWINS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    # field: what they do, a work's title, what a need is called, what it asks for; each in English and in Chinese
    "batteries": (
        (
            "Studies lithium battery electrolytes and the safety of large storage stations.",
            "研究锂电池电解液以及大型储能电站的安全。",
        ),
        ("Flame-retardant electrolytes for lithium-ion batteries", "锂离子电池阻燃电解液"),
        ("Safer batteries for a storage station", "提高储能电站电池的安全性"),
        ("Has studied the electrolytes of lithium batteries", "研究过锂电池电解液"),
    ),
    "bridges": (
        (
            "Inspects long bridges with sensors and judges the fatigue of steel cables.",
            "用传感器检测大跨度桥梁，评估钢缆的疲劳。",
        ),
        ("Health monitoring of cable-stayed bridges", "斜拉桥健康监测"),
        ("Monitoring an old river bridge", "老旧跨江大桥的监测"),
        ("Has monitored bridges with sensors", "用传感器监测过桥梁"),
    ),
    "cancer": (
        (
            "Develops immunotherapy against liver cancer and runs clinical trials in hospitals.",
            "开发肝癌免疫疗法，并在医院开展临床试验。",
        ),
        ("T-cell therapy of advanced liver cancer", "晚期肝癌的T细胞治疗"),
        ("Immunotherapy of liver cancer", "肝癌免疫治疗"),
        ("Has run clinical trials of immunotherapy", "做过免疫疗法的临床试验"),
    ),
    "rice": (
        (
            "Breeds rice that withstands drought and salt, with molecular markers.",
            "利用分子标记培育耐旱耐盐的水稻。",
        ),
        ("Drought tolerance genes of rice", "水稻耐旱基因"),
        ("New rice varieties for saline soil", "盐碱地水稻新品种"),
        ("Has bred rice that tolerates salt", "培育过耐盐水稻"),
    ),
    "lasers": (
        (
            "Builds high-power fibre lasers for cutting and welding of metals.",
            "研制用于金属切割和焊接的高功率光纤激光器。",
        ),
        ("A kilowatt fibre laser for welding copper", "焊接铜的千瓦级光纤激光器"),
        ("Laser welding of battery copper", "电池铜材的激光焊接"),
        ("Has built fibre lasers", "研制过光纤激光器"),
    ),
    "earthquakes": (
        (
            "Forecasts earthquakes from seismic waves and maps active faults in the mountains.",
            "利用地震波预测地震，绘制山区活动断层图。",
        ),
        ("Early warning of earthquakes from seismic waves", "基于地震波的地震预警"),
        ("Earthquake early warning for a railway", "铁路地震预警"),
        ("Has worked on seismic early warning", "从事过地震预警工作"),
    ),
    "translation": (
        (
            "Trains neural networks for machine translation and speech recognition of minority languages.",
            "训练用于少数民族语言机器翻译和语音识别的神经网络。",
        ),
        ("Neural machine translation with little data", "小数据神经机器翻译"),
        ("Machine translation for tourism", "旅游业机器翻译"),
        ("Has trained neural networks for translation", "训练过翻译神经网络"),
    ),
    "vaccines": (
        (
            "Produces vaccines against influenza in cell culture and tests their stability.",
            "用细胞培养生产流感疫苗，并检测其稳定性。",
        ),
        ("Influenza vaccine from cell culture", "细胞培养流感疫苗"),
        ("Vaccine production line", "疫苗生产线"),
        ("Has produced vaccines in cell culture", "用细胞培养生产过疫苗"),
    ),
    "desert": (
        (
            "Fixes moving sand with plants and restores grassland at the edge of the desert.",
            "用植物固定流沙，恢复沙漠边缘的草原。",
        ),
        ("Shrubs that fix sand dunes", "固定沙丘的灌木"),
        ("Restoring grassland at the desert's edge", "沙漠边缘草原恢复"),
        ("Has restored grassland or fixed sand", "做过草原恢复或固沙"),
    ),
    "satellites": (
        (
            "Processes satellite images to map forests, floods and crops by remote sensing.",
            "处理卫星图像，用遥感绘制森林、洪水和农作物分布图。",
        ),
        ("Mapping floods from radar satellite images", "利用雷达卫星图像绘制洪水图"),
        ("Flood maps from satellites", "卫星洪水制图"),
        ("Knows remote sensing with radar", "熟悉雷达遥感"),
    ),
    "wastewater": (
        (
            "Treats waste water of dye works with membranes and recovers salt and water.",
            "用膜处理印染废水，回收盐和水。",
        ),
        ("Membrane separation of dyes from waste water", "膜法分离废水中的染料"),
        ("Treating the waste water of dye works", "印染废水处理"),
        ("Has treated waste water with membranes", "用膜处理过废水"),
    ),
    "robots": (
        (
            "Designs surgical robots and their force control for operations on the spine.",
            "设计用于脊柱手术的手术机器人及其力控制。",
        ),
        ("Force control of a surgical robot", "手术机器人的力控制"),
        ("A robot for spine surgery", "脊柱手术机器人"),
        ("Has designed surgical robots", "设计过手术机器人"),
    ),
}

COLLEAGUES = {
    # field: two people of the same trade who did not do what the need asks for, one of each language
    "batteries": ("Recycles lithium and cobalt from spent car batteries.", "设计电动汽车电池管理系统。"),
    "bridges": ("Builds concrete bridges and tests their foundations.", "研究桥梁抗风设计。"),
    "cancer": ("Images liver tumours by magnetic resonance for surgeons.", "研究肺癌早期筛查。"),
    "rice": ("Studies fertilizer and the yield of rice fields.", "从事小麦抗病育种。"),
    "lasers": ("Measures distances with lasers from aircraft.", "从事钢材的电弧焊接。"),
    "earthquakes": ("Designs houses that withstand earthquakes.", "研究山区滑坡和泥石流。"),
    "translation": ("Compiles dictionaries of minority languages.", "研究图像识别的神经网络。"),
    "vaccines": ("Studies how influenza spreads in schools.", "用细胞培养生产抗体药物。"),
    "desert": ("Studies the water budget of desert oases.", "研究草原牧区的牛羊养殖。"),
    "satellites": ("Builds antennas for small communication satellites.", "研究洪水预报和水库调度。"),
    "wastewater": ("Supplies towns with drinking water from rivers.", "从事城市污水的生物处理。"),
    "robots": ("Programs robots that pick fruit in orchards.", "从事脊柱外科手术。"),
}

STRANGERS = (
    ("Restores paintings and studies their pigments.", "修复古代绘画，研究颜料。"),
    ("Advises firms on patents and technology transfer.", "为企业提供专利和技术转让咨询。"),
    ("Teaches the history of trade on the Silk Road.", "讲授丝绸之路贸易史。"),
    ("Measures air pollution in cities.", "测量城市空气污染。"),
    ("Designs chips for mobile phones.", "设计手机芯片。"),
    ("Runs a fund that invests in young companies.", "管理投资初创企业的基金。"),
    ("Studies the sleep of old people and its disorders.", "研究老年人睡眠障碍。"),
    ("Compares the pension laws of several countries.", "比较各国养老金法律。"),
)

LANGUAGES = ("en", "zh")
_BODY = {
    "en": "We look for an expert who helps us with this for some months. ",
    "zh": "我们寻找专家，帮助我们解决这个难题。",
}


def people() -> Iterator[Professional]:
    """Twenty-four records of twelve people, and forty others; an id ends in its language."""
    for field, (does, work, _, _) in TWINS.items():
        for at, language in enumerate(LANGUAGES):
            works = (Work(work[at], year=2024),)
            yield Professional(id=f"{field}-{language}", summary=does[at], works=works, consent=AGREED)
    others = {f"stranger{number}": said for number, said in enumerate(STRANGERS)}
    others |= {f"colleague-{field}": said for field, said in COLLEAGUES.items()}
    for name, said in others.items():
        for language, summary in zip(LANGUAGES, said, strict=True):
            yield Professional(id=f"{name}-{language}", summary=summary, consent=AGREED)


def needs() -> Iterator[Need]:
    """Every need in both languages, named like the people whom it fits."""
    for field, (_, _, title, asked) in TWINS.items():
        for at, language in enumerate(LANGUAGES):
            body = _BODY[language] + title[at]
            yield Need(id=f"{field}-{language}", title=title[at], body=body, requirements=(Requirement(asked[at]),))
