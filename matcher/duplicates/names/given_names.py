"""Western given names that could be read as pinyin: such a word is read both ways."""

_LIKE_PINYIN = """
ada adela adele aida aidan aileen aimee ake alan alana alena ali alice alina aline amalia amanda amelia amelie ami
ana anan andi angela ania anita anke anna anne annie ben bo cade candice cecilia celia celine cherie daan dada
dale damian dan dana danae dane daniela dean deanna dede deli delia denia denise dian diana diane didi dina duane
duncan eda edan edana eden edie eileen elaine elan elena eli elia elisa elise eliza elodie emi emilia erica fatima
faye gabe gabi gale gene hale hana hanna hanne heidi heike helena helene henri juan jude julia julian juliana
julie june juno kai kane karen kari kate katie kei ken keno lana lance lane lea lean leanne lee leila lena lene
leni leo leona lia liana liane lida lila lili lilia lilian liliana lin lina linda lisa liza logan lola lori lou
luca lucia lue luke lulu luna mae male mali mane mari maria marian marie marina mario marisa mateo maxine maya
megan mei melanie melina melinda mena mia michele mike mila mimi mina miranda moe mohan mona monica monique nadia
nadine nana naomi natalia natalie natasha nate nazan neda nela nina noa nola oda odile ola ona owen paige pamela
pele pia pierre rana ren rena renate rene renee riku rita rune sabine sade sadie sana sandi sane sasha sean selena
selina sena serena shai shana shane shea sheila sienna simone sue susan susana susanna susie suzan suzanne
tami tana tania tanya tasha tate tea terence teresa tia tiana tiane tina una wade wanda wane wendi yale yan yana
yelena yolanda yuka yumi yuna zane zen zena zia zita zuza
"""
LIKE_PINYIN = frozenset(_LIKE_PINYIN.split())
