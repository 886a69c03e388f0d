"""The parts that invented names are put together from; no combination is meant to be a real person."""

CHINESE_FAMILY = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"),
    ("黄", "Huang"), ("赵", "Zhao"), ("吴", "Wu"), ("周", "Zhou"), ("徐", "Xu"), ("孙", "Sun"),
    ("马", "Ma"), ("朱", "Zhu"), ("胡", "Hu"), ("郭", "Guo"), ("何", "He"), ("林", "Lin"),
    ("罗", "Luo"), ("郑", "Zheng"), ("梁", "Liang"), ("谢", "Xie"), ("宋", "Song"), ("唐", "Tang"),
    ("许", "Xu"), ("韩", "Han"), ("冯", "Feng"), ("邓", "Deng"), ("曹", "Cao"), ("彭", "Peng"),
    ("沈", "Shen"), ("蒋", "Jiang"), ("魏", "Wei"), ("吕", "Lü"), ("苏", "Su"), ("丁", "Ding"),
    ("顾", "Gu"), ("侯", "Hou"), ("孟", "Meng"), ("龙", "Long"),
)  # fmt: skip

POLYPHONIC_FAMILY = (
    ("曾", "Zeng", "Ceng"),
    ("单", "Shan", "Dan"),
    ("仇", "Qiu", "Chou"),
    ("解", "Xie", "Jie"),
    ("查", "Zha", "Cha"),
)
"""Surnames that a careless reader romanises wrongly: character, right reading, wrong reading."""

COMPOUND_FAMILY = (("欧阳", "Ouyang"), ("司马", "Sima"), ("上官", "Shangguan"), ("诸葛", "Zhuge"))

CHINESE_FIRST = (
    ("文", "wen"), ("志", "zhi"), ("海", "hai"), ("雨", "yu"), ("晓", "xiao"), ("建", "jian"),
    ("思", "si"), ("明", "ming"), ("佳", "jia"), ("子", "zi"), ("立", "li"), ("春", "chun"),
    ("国", "guo"), ("怀", "huai"), ("承", "cheng"), ("景", "jing"), ("若", "ruo"), ("清", "qing"),
    ("向", "xiang"), ("泽", "ze"), ("书", "shu"), ("秋", "qiu"), ("永", "yong"), ("世", "shi"),
)  # fmt: skip

CHINESE_SECOND = (
    ("博", "bo"), ("远", "yuan"), ("宁", "ning"), ("辰", "chen"), ("岚", "lan"), ("平", "ping"),
    ("涛", "tao"), ("敏", "min"), ("杰", "jie"), ("华", "hua"), ("峰", "feng"), ("琳", "lin"),
    ("旭", "xu"), ("芳", "fang"), ("超", "chao"), ("航", "hang"), ("静", "jing"), ("毅", "yi"),
    ("丹", "dan"), ("凯", "kai"), ("蕾", "lei"), ("恒", "heng"), ("彦", "yan"), ("舟", "zhou"),
)  # fmt: skip

CHINESE_SINGLE = (
    ("伟", "Wei"), ("磊", "Lei"), ("颖", "Ying"), ("倩", "Qian"), ("昊", "Hao"), ("昕", "Xin"),
    ("瑞", "Rui"), ("珂", "Ke"),
)  # fmt: skip

WESTERN_GIVEN = (
    "Kevin", "Grace", "Jason", "Vivian", "Eric", "Cindy", "Frank", "Helen", "Leo", "Sophia", "Tony", "Amy",
    "Victor", "Linda", "Simon", "Joyce", "Peter", "Ivy", "Raymond", "Fiona", "Albert", "Jessica", "Steven",
    "Nina", "Oliver", "Alice",
)  # fmt: skip

LOCAL_GIVEN = {
    "english": (
        "Daniel", "Laura", "Marcus", "Hannah", "Stuart", "Imogen", "Nathan", "Claire", "Gareth", "Rosalind",
        "Trevor", "Bethany", "Owen", "Miriam",
    ),
    "german": ("Jonas", "Anke", "Matthias", "Birgit", "Lukas", "Heike", "Tobias", "Friederike", "Jens"),
    "dutch": ("Sander", "Marieke", "Joost", "Femke", "Wouter", "Lotte", "Bram", "Ineke"),
    "french": ("Mathieu", "Camille", "Benoît", "Élodie", "Olivier", "Margaux", "Thierry", "Solène"),
    "nordic": ("Anders", "Ingrid", "Mikkel", "Astrid", "Henrik", "Signe", "Lars", "Maja"),
    "italian": ("Matteo", "Chiara", "Lorenzo", "Giulia", "Davide", "Francesca"),
    "japanese": ("Kenji", "Yuko", "Takashi", "Naomi", "Shinji", "Haruka", "Daisuke", "Mayumi"),
    "korean": ("Min-jun", "Seo-yeon", "Ji-hoon", "Ha-eun", "Dong-hyun", "Soo-jin"),
    "singaporean": ("Arvind", "Priya", "Hafiz", "Nurul", "Ravi", "Shalini", "Farid", "Deepa"),
}  # fmt: skip

LOCAL_FAMILY = {
    "english": (
        "Ashworth", "Bellamy", "Carrow", "Denholm", "Ellery", "Farrant", "Greaves", "Holloway", "Inskip",
        "Kettering", "Lockyer", "Marchbank", "Penrose", "Thackeray",
    ),
    "german": ("Brandt", "Ehlers", "Falkner", "Hartwig", "Kessler", "Lindner", "Osterkamp", "Reuter"),
    "dutch": ("van den Akker", "Brouwer", "de Ruiter", "Hofstra", "Kuipers", "Terpstra", "Veenstra"),
    "french": ("Aubertin", "Chastain", "Delorme", "Fauvel", "Lemoine", "Rousselin", "Vasseur"),
    "nordic": ("Bergqvist", "Dahlgaard", "Ekström", "Holmgren", "Lundsgaard", "Sandvik", "Thorsen"),
    "italian": ("Bonfanti", "Carraro", "Galvani", "Marchetti", "Pellegrino", "Zanetti"),
    "japanese": ("Fujimori", "Hayasaka", "Kuroda", "Minegishi", "Okabe", "Shirakawa", "Tsukada"),
    "korean": ("Baek", "Choi", "Hwang", "Jung", "Namgung", "Yoon"),
    "singaporean": ("Balakrishnan", "Ismail", "Menon", "Rahman", "Subramaniam", "Krishnasamy"),
}  # fmt: skip

ORIGIN_OF_COUNTRY = {
    "US": "english", "GB": "english", "CA": "english", "AU": "english", "NZ": "english", "DE": "german",
    "CH": "german", "NL": "dutch", "FR": "french", "SE": "nordic", "DK": "nordic", "IT": "italian",
    "JP": "japanese", "KR": "korean", "SG": "singaporean",
}  # fmt: skip
