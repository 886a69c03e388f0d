"""Chinese surnames: which are of two characters, how they are read and misread, how they are spelled elsewhere."""

_READ = """
曾 zeng|单 shan|單 shan|仇 qiu|解 xie|朴 piao|查 zha|区 ou|區 ou|盖 ge gai|蓋 ge gai|任 ren|华 hua|纪 ji|冼 xian|洗 xian
缪 miao|覃 qin tan|种 chong|乐 yue le|员 yun|贠 yun|祭 zhai|翟 zhai di|繁 po|折 she|黑 he|秘 bi|牟 mu mou|逄 pang
宓 mi fu|郇 xun huan|召 shao|宿 su|葛 ge|燕 yan|盛 sheng|石 shi|沈 shen|阚 kan|隗 wei kui|那 na|莘 shen xin|晁 chao
应 ying|要 yao|柏 bai bo|薄 bo|藏 zang|车 che|谌 chen shen|瞿 qu|句 gou|曲 qu|谷 gu|宁 ning|陆 lu|贾 jia|褚 chu|都 du
适 kuo|尹 yin|万 wan|洪 hong|俞 yu|於 yu|强 qiang|行 xing|佴 nai|卜 bu|哈 ha|过 guo|幺 yao|艾 ai|余 yu|夏 xia|尉 wei
"""
READINGS: dict[str, tuple[str, ...]] = {
    entry[0]: tuple(entry.split()[1:]) for line in _READ.split("\n") for entry in line.split("|") if entry
}
"""Surnames of one character whose reading as a surname differs, or may seem to differ, from that of the character."""

_COMPOUND = """
欧阳:ouyang 歐陽:ouyang 司马:sima 司馬:sima 诸葛:zhuge 諸葛:zhuge 上官:shangguan 东方:dongfang
東方:dongfang 皇甫:huangfu 尉迟:yuchi 尉遲:yuchi 公孙:gongsun 公孫:gongsun 慕容:murong 长孙:zhangsun
長孫:zhangsun 宇文:yuwen 司徒:situ 司空:sikong 令狐:linghu 夏侯:xiahou 轩辕:xuanyuan 端木:duanmu
百里:baili 呼延:huyan 南宫:nangong 南宮:nangong 独孤:dugu 澹台:tantai 公冶:gongye 濮阳:puyang 淳于:chunyu
单于:chanyu 太叔:taishu 申屠:shentu 仲孙:zhongsun 钟离:zhongli 闻人:wenren 赫连:helian 拓跋:tuoba
万俟:moqi 萬俟:moqi 西门:ximen 东郭:dongguo 南门:nanmen 左丘:zuoqiu 第五:diwu 纳兰:nalan 鲜于:xianyu
闾丘:lvqiu 公羊:gongyang 完颜:wanyan
"""
COMPOUND: dict[str, str] = {entry[:2]: entry[3:] for entry in _COMPOUND.split()}
"""Surnames of two characters with their readings."""

_PINYIN = """
ai an ao ba bai ban bao bei bi bian bin bo bu cai cang cao cen chai chang chao che chen cheng chi chong chu chuan
cong cui da dai dan dang deng di diao ding dong dou du duan e fan fang fei feng fu gai gan gao ge geng gong gou gu
guan gui guo hai han hao he hei heng hong hou hu hua huan huang huo ji jia jian jiang jiao jin jing ju kan kang ke
kong kou kuang kui lai lan lang lao le lei leng li lian liang liao lin ling liu long lou lu lun luo lv ma mai man
mao mei men meng mi miao min ming mo mou mu na nan ni nie ning niu nong ou pan pang pei peng pi piao ping pu qi
qian qiang qiao qin qing qiu qu quan que ran rao ren rong ru ruan rui sa sang sha shan shang shao she shen sheng
shi shu shui si song su sui sun suo tai tan tang tao teng tian tie tong tu tuo wan wang wei wen weng wo wu xi xia
xian xiang xiao xie xin xing xiong xu xuan xue xun yan yang yao ye yi yin ying yong you yu yuan yue yun zai zan
zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zi zong zou zu zuo
"""
SURNAMES = frozenset(_PINYIN.split()) | frozenset(COMPOUND.values())
"""Surnames in pinyin, ü as v."""

_MISREAD = """
ceng:zeng dan:shan chan:shan chou:qiu jie:xie cha:zha qu:ou gai:ge pu:piao po:piao weichi:yuchi wanqi:moqi wansi:moqi
di:zhai mou:mu changsun:zhangsun danyu:chanyu
"""
_SPELLED_ELSEWHERE = """
lee:li lei:li wong:wang,huang hwang:huang ng:wu,huang ong:wang chan:chen tan:chen cheung:zhang chang:zhang chiang:jiang
teo:zhang lau:liu lew:liu liew:liu low:liu,lou leung:liang lim:lin lam:lin ho:he kuo:guo kwok:guo hsu:xu hsieh:xie
hsiao:xiao hsia:xia hsiung:xiong tsai:cai choi:cai,cui choy:cai chua:cai chow:zhou chou:zhou chau:zhou chiu:zhao,qiu
chao:zhao chu:zhu chin:jin kam:jin,gan kim:jin park:piao pak:piao,bai bak:piao,bai tang:deng teng:deng tsang:zeng
tseng:zeng tsao:cao cho:zhao,cao chung:zhong,zheng cheng:zheng kwan:guan kuan:guan kwong:kuang fung:feng yeung:yang
young:yang yeh:ye yip:ye ip:ye yuen:yuan,ruan yau:qiu,you yee:yu yiu:yao woo:wu,hu hui:xu au:ou auyeung:ouyang
auyong:ouyang owyang:ouyang szeto:situ seto:situ szema:sima sze:shi soo:su so:su shum:shen,cen sham:shen shih:shi
suen:sun sit:xue to:du tu:du tung:dong ting:ding tsui:xu,cui tsoi:cai tse:xie lui:lv,lei loo:lu lo:luo,lu law:luo
lok:luo kong:jiang kung:gong,kong ko:gao,ke koh:xu,gao kao:gao ku:gu koo:gu keung:jiang jung:zheng,rong jeong:zheng
jen:ren yam:ren yim:yan mak:mai mok:mo mui:mei poon:pan pun:pan pai:bai siu:xiao,shao shaw:shao,xiao sung:song
soong:song hau:hou heung:xiang hung:hong hon:han yung:rong,weng chuang:zhuang chong:zhuang,zhang jong:zhuang
chien:qian,jian chiao:qiao ching:jing,cheng hsueh:xue hsiang:xiang chuko:zhuge shangkuan:shangguan
"""


def _loose(spellings: str) -> dict[str, frozenset[str]]:
    meanings: dict[str, frozenset[str]] = {}
    for entry in spellings.split():
        written, _, meant = entry.partition(":")
        meanings[written] = meanings.get(written, frozenset()) | frozenset(meant.split(","))
    return meanings


LOOSE = _loose(_MISREAD + _SPELLED_ELSEWHERE)
"""What a spelling may stand for beside itself: a common misreading, Wade-Giles, Cantonese, Hokkien or Korean.

This is weak evidence: Chan is 陈 in Hong Kong and a misreading of 单 elsewhere. It never makes two names more
than possibly the same.
"""
