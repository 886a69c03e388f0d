"""Names in other scripts, and other ways to write them in Latin letters: Hangul, kana, Cyrillic, Wade-Giles."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from matcher.duplicates.names.pinyin import SYLLABLES

_MOST_SPELLINGS = 64

_CYRILLIC = """
а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch
ъ= ы=y ь= э=e ю=yu я=ya і=i ї=i є=ie ґ=g ў=u ђ=dj ј=j љ=lj њ=nj ћ=c џ=dz
"""
_LETTERS: Mapping[int, str] = {
    ord(written): latin
    for pair in _CYRILLIC.split()
    for letter, _, latin in [pair.partition("=")]
    for written, latin in ((letter, latin), (letter.upper(), latin.capitalize()))
}

_INITIALS = "g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h"
_VOWELS = "a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i"
_FINALS = ",k,k,k,n,n,n,t,l,k,m,p,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t"
"""The parts of a syllable in the order in which Unicode has them."""
_FIRST_SYLLABLE, _SYLLABLES = 0xAC00, 11172
_KOREAN_SURNAMES = """
김=kim,gim 이=lee,yi,rhee,li,i 박=park,pak,bak 최=choi,choe 정=jung,jeong,chung,cheong 강=kang,gang 조=cho,jo
윤=yoon,yun 장=jang,chang 임=lim,im,rim 한=han 오=oh,o 서=seo,suh,so 신=shin,sin 권=kwon,gwon 황=hwang 안=ahn,an
송=song 류=ryu,yoo 유=yoo,yu,ryu 홍=hong 전=jeon,jun,chun 고=ko,go,koh 문=moon,mun 양=yang 손=son,sohn 배=bae,pae
백=baek,paik,back 허=heo,hur,huh 남=nam 심=shim,sim 노=noh,no,roh 하=ha 곽=kwak,gwak 성=sung,seong 차=cha 주=joo,ju
우=woo,wu,u 구=koo,gu,ku 민=min 나=na,ra 진=jin,chin 지=ji,chi 엄=um,eom 원=won 천=cheon,chun 방=bang 현=hyun,hyeon
"""
_KOREAN: Mapping[str, tuple[str, ...]] = {entry[0]: tuple(entry[2:].split(",")) for entry in _KOREAN_SURNAMES.split()}
_KOREAN_VOWELS: Mapping[str, tuple[str, ...]] = {
    "yeo": ("young", "you", "yu"), "eo": ("u", "o", "eu"), "u": ("oo", "woo"), "ui": ("hee", "ee", "i"),
    "eu": ("u", "e"), "i": ("ee",), "ae": ("ai",),
}  # fmt: skip
"""How the vowels of Revised Romanisation are written by many; the rest is as it is there."""

_KANA = """
あa いi うu えe おo かka きki くku けke こko がga ぎgi ぐgu げge ごgo さsa しshi すsu せse そso ざza じji ずzu ぜze
ぞzo たta ちchi つtsu てte とto だda ぢji づzu でde どdo なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho ばba びbi
ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa をo
んn
"""
_HEPBURN: Mapping[str, str] = {entry[0]: entry[1:] for entry in _KANA.split()}
_SMALL: Mapping[str, str] = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_JAPANESE = """
佐藤sato 鈴木suzuki 高橋takahashi 田中tanaka 伊藤ito 渡辺watanabe 渡邊watanabe 山本yamamoto 中村nakamura
小林kobayashi 加藤kato 吉田yoshida 山田yamada 佐々木sasaki 山口yamaguchi 松本matsumoto 井上inoue 木村kimura
林hayashi 斎藤saito 斉藤saito 清水shimizu 山崎yamazaki 池田ikeda 橋本hashimoto 阿部abe 石川ishikawa 山下yamashita
中島nakajima 前田maeda 藤田fujita 小川ogawa 後藤goto 岡田okada 長谷川hasegawa 村上murakami 近藤kondo 石井ishii
坂本sakamoto 遠藤endo 青木aoki 藤井fujii 西村nishimura 福田fukuda 太田ota 三浦miura 藤原fujiwara 岡本okamoto
松田matsuda 中川nakagawa 中野nakano 原田harada 小野ono 田村tamura 竹内takeuchi 金子kaneko 和田wada 中山nakayama
石田ishida 上田ueda 森田morita 柴田shibata 酒井sakai 工藤kudo 横山yokoyama 宮崎miyazaki 宮本miyamoto 内田uchida
高木takagi 安藤ando 島田shimada 谷口taniguchi 大野ono 高田takada 丸山maruyama 今井imai 河野kono 藤本fujimoto
村田murata 武田takeda 上野ueno 杉山sugiyama 増田masuda 菅原sugawara 平野hirano 大塚otsuka 小島kojima 千葉chiba
久保kubo 松井matsui 岩崎iwasaki 桜井sakurai 野口noguchi 松尾matsuo 木下kinoshita 菊地kikuchi 菊池kikuchi 野村nomura
新井arai
"""
JAPANESE_SURNAMES: Mapping[str, str] = {
    "".join(mark for mark in entry if not mark.isascii()): "".join(mark for mark in entry if mark.isascii())
    for entry in _JAPANESE.split()
}
"""The most frequent surnames of Japan with their usual reading; given names have too many readings to be read."""

_WADE_GILES = (
    ("ch", ("zh", "j", "ch", "q")), ("ts", ("z", "c")), ("tz", ("z",)), ("sz", ("s",)), ("hs", ("x",)),
    ("p", ("b", "p")), ("t", ("d", "t")), ("k", ("g", "k")), ("j", ("r",)),
)  # fmt: skip
_WADE_GILES_FINALS = (
    ("ieh", "ie"), ("ien", "ian"), ("ueh", "ue"), ("uei", "ui"), ("ung", "ong"), ("ih", "i"), ("uh", "u"), ("o", "e"),
    ("u", "i"), ("iung", "iong"),
)  # fmt: skip


def in_latin(text: str) -> str:
    """A text with its Cyrillic letters and kana in Latin ones."""
    if text.isascii():
        return text
    hiragana = "".join(chr(ord(mark) - 0x60) if "ァ" <= mark <= "ヶ" else mark for mark in text)
    return "".join(_syllables(hiragana.translate(_LETTERS)))


def is_hangul(mark: str) -> bool:
    """Whether a character is a Korean syllable."""
    return _FIRST_SYLLABLE <= ord(mark) < _FIRST_SYLLABLE + _SYLLABLES


def korean_surname(name: str) -> tuple[tuple[str, ...], str]:
    """The spellings of the surname, and the given name in Hangul."""
    return _KOREAN.get(name[0]) or (_romanised(name[0])[0],), name[1:]


@lru_cache(maxsize=20_000)
def korean_given(name: str) -> frozenset[str]:
    """The usual spellings of a given name in Hangul, joined."""
    spellings = product(*(_romanised(syllable) for syllable in name[:3]))
    return frozenset("".join(spelling) for spelling, _ in zip(spellings, range(_MOST_SPELLINGS), strict=False))


@lru_cache(maxsize=20_000)
def wade_giles(syllable: str) -> frozenset[str]:
    """The pinyin syllables that a syllable may be in Wade-Giles, whose apostrophes are mostly left out.

    >>> sorted(wade_giles("hsiao")), "zhi" in wade_giles("chih"), "deng" in wade_giles("teng")
    (['xiao'], True, True)
    """
    forms = {syllable} | {
        syllable.removesuffix(final) + pinyin for final, pinyin in _WADE_GILES_FINALS if syllable.endswith(final)
    }
    initials = next((entry for entry in _WADE_GILES if syllable.startswith(entry[0])), ("", ("",)))
    return frozenset(
        initial + form[len(initials[0]) :]
        for form in forms
        for initial in initials[1]
        if initial + form[len(initials[0]) :] in SYLLABLES
    )


def _syllables(text: str) -> Iterator[str]:
    """The characters, kana in Hepburn; long vowels are short, as most people write their names."""
    before = ""
    for place, mark in enumerate(text):
        following = text[place + 1 : place + 2]
        said = _HEPBURN.get(mark, mark)
        if mark == "っ":
            said = _HEPBURN.get(following, " ")[0]
        elif mark == "ー" or (mark in "うお" and before.endswith("o")):
            said = ""
        elif following and following in _SMALL and said.endswith("i"):
            said = said[:-1]
        elif mark in _SMALL:
            said = _SMALL[mark].removeprefix("y") if before.endswith(("sh", "ch", "j")) else _SMALL[mark]
        yield said
        before = said


def _romanised(syllable: str) -> tuple[str, ...]:
    """A syllable of Hangul in Revised Romanisation first, then as many write it."""
    if not is_hangul(syllable):
        return (syllable,)
    number = ord(syllable) - _FIRST_SYLLABLE
    initial, vowel = _INITIALS.split(",")[number // 588], _VOWELS.split(",")[number % 588 // 28]
    final = _FINALS.split(",")[number % 28]
    vowels = (vowel, *_KOREAN_VOWELS.get(vowel, ()))
    spellings = [f"{initial}{said}{final}" for said in vowels]
    if vowel == "yeo" and final == "ng":
        spellings[1] = f"{initial}young"
    if (initial, vowel, final) == ("h", "ui", ""):
        spellings[1] = "hee"
    softer = {"g": "k", "j": "ch", "b": "p", "d": "t"}.get(initial)
    if softer:
        spellings += [softer + spelling[len(initial) :] for spelling in spellings]
    return tuple(dict.fromkeys(spellings))
