"""Given names that stand for each other: short forms, and spellings of one name in several languages."""

from collections.abc import Mapping

_GROUPS = """
robert bob rob bobby robbie|william bill will billy liam|richard rick dick rich ricky|james jim jimmy jamie jaime
john jack johnny jon|jonathan jon jonny|joseph joe joey|michael mike mick mikey michel michal mikhail miguel
david dave davy|daniel dan danny|thomas tom tommy|christopher chris kris kit|matthew matt mathew matthias
anthony tony antony|andrew andy drew andrei andrey andre|nicholas nick nicolas nicola nikolaus klaus nikolai
edward ed eddie ted ned|charles charlie chuck karl carl carlos|alexander alex sasha sascha aleksandr alexandr sandy
benjamin ben benny|samuel sam sammy|steven stephen steve stefan stephan|gregory greg gregor grigory|jeffrey jeff
geoffrey geoff jeff|kenneth ken kenny|patrick pat paddy|peter pete piotr pyotr|philip phil phillip philipp philippe
timothy tim|ronald ron ronnie|lawrence larry laurence|francis frank franz francisco paco francois
frederick fred freddy
frederic fritz friedrich|gerald gerry jerry|henry harry hank heinrich henri|leonard leo len lenny leonardo
raymond ray|theodore ted theo|vincent vince vincenzo|walter walt|zachary zach|joshua josh|nathaniel nathan nate
maximilian max maxim|johannes hans johann jan|manuel manolo|jose pepe|ignacio nacho|enrique quique|guillermo memo
elizabeth liz beth lizzie betty eliza elisabeth elsa lisa|margaret maggie meg peggy greta margarita margarete
katherine kate kathy katie catherine cathy kathryn katharina katarina ekaterina katja katya|jennifer jen jenny
jessica jess jessie|susan sue susie susanne suzanne|deborah deb debbie debora|barbara barb|patricia pat patty tricia
victoria vicky vicki|rebecca becky becca|amanda mandy|christina chris tina christine kristina|alexandra alex sandra
abigail abby|samantha sam|jacqueline jackie|stephanie steph steffi|theresa teresa tess|eleanor ellie nora elena
helena helen lena|anna ann anne annie anya|maria mary marie|natalia natalie natasha|sophia sophie sofia sonja
irina irene|mohammed muhammad mohamed mohammad mohamad muhammed mehmet|ahmed ahmad ahmet
hussein hussain husayn hossein|ali aly
yusuf yousef youssef yousuf|ibrahim ebrahim|hassan hasan|khaled khalid|omar umar|abdul abdel|sergei sergey serge
yuri iurii yuriy yury|dmitri dmitry dimitri dmitriy|vladimir volodymyr wladimir|evgeny evgeni yevgeny eugene|olexander
alexei alexey aleksei aleksey|ilya ilia|viktor victor|igor ihor|pavel paul pablo paulo|ivan iwan|oleg oleh
"""


def _by_name() -> Mapping[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for entry in _GROUPS.replace("\n", "|").split("|"):
        for name in entry.split():
            groups[name] = groups.get(name, frozenset()) | frozenset(entry.split())
    return groups


_SAME: Mapping[str, frozenset[str]] = _by_name()


def may_be_one(one: str, other: str) -> bool:
    """Whether two given names, folded, may be forms of one name."""
    return other in _SAME.get(one, ())
