"""What is wrong with an input, in the reader's language: every problem that ingest names, by its English sentence."""

from collections.abc import Mapping
from re import sub

from matcher.errors import HomeMatchError, Problem, RecordError
from matcher.ingest.columns import TableKind, columns_of, words_of
from matcher.ingest.drafts import Refused
from matcher.messages.templates import Language

_KINDS: Mapping[str, str] = {
    "need":
        "需求", "professional": "人员", "base": "基地", "organisation": "单位", "decision": "决定", "record": "记录",
}  # fmt: skip
_DAY = "可填：2026-11-22、2026/11/22、22.11.2026 或 2026年11月22日这样的日期"
ZH: Mapping[str, str] = {
    "{field} is {value!r}; allowed: 1 to {most} printable characters without spaces":
        "“{value}”不能用作编号；可填：1到{most}个可见字符，不含空格",
    "{field} is {value}; allowed: {low} to {high}": "是{value}；可填：{low}到{high}",
    "{field} {problem}": "{problem}",
    "ends in {end}, before it starts in {start}; swap the two years":
        "{end}年结束，早于开始的{start}年；请对调两个年份",
    "ends on {end}, before it starts on {start}; swap the two dates": "{end}结束，早于开始日期{start}；请对调两个日期",
    "there is no text to match on; give some in {where}": "没有可用于匹配的文字；请在以下任一项中填写：{where}",
    "weight is {weight}; allowed: a number above 0 and up to 10": "权重是{weight}；可填：大于0、不超过10的数",
    "skill is {skill!r}; allowed: None or a word; leave it out if there is none": "技能是“{skill}”；没有技能时请留空",
    "alternatives are {alternatives!r} to skill {skill!r}; allowed: words, beside a skill that they can stand in for; "
    "name the first of them as skill": "有可替代技能{alternatives}，但技能是“{skill}”；请把第一个填为技能",
    "is a JSON {shape}, not an object; write {{\"id\": …}}": "是JSON的{shape}，不是对象；请写成{{\"id\": …}}",
    "is not JSON ({cause}); every line must be one JSON object": "不是JSON（{cause}）；每一行应是一个JSON对象",
    "is not a field of a {kind}; allowed: {allowed}; rename or remove it":
        "不是{kind}的字段；可用：{allowed}；请改名或删去",
    "is missing; every {kind} needs it": "没有填；每条{kind}都必须有",
    "holds a NUL character or half of a surrogate pair; remove it": "含有空字符或不完整的字符；请删去",
    "is {given}; input should be {expected}": "是{given}；可填：{expected}",
    "is {given}; {message}": "是{given}，不能用；请按模板填写",
    "is {given}; input should be a valid integer, unable to parse string as an integer": "是{given}；请填整数",
    "is {given}; input should be a valid integer, got a number with a fractional part": "是{given}；请填整数",
    "is {given}; input should be a valid integer": "是{given}；请填整数",
    "is {given}; input should be a valid number, unable to parse string as a number": "是{given}；请填数字",
    "is {given}; input should be a valid number": "是{given}；请填数字",
    "is {given}; input should be a valid boolean, unable to interpret input": "是{given}；请填“是”或“否”",
    "is {given}; input should be a valid boolean": "是{given}；请填“是”或“否”",
    "is {given}; input should be a valid string": "是{given}；请填文字",
    "is {given}; input should be a valid array": "是{given}；请填一个或几个值",
    "is {value}; allowed: a day such as 2026-11-22, 2026/11/22, 22.11.2026, 22 Nov 2026 or 2026年11月22日":
        f"是{{value}}；{_DAY}",
    "is {value}, a day that is in no calendar; allowed: a day such as 2026-11-22, 2026/11/22, 22.11.2026, 22 Nov 2026 "
    "or 2026年11月22日": f"是{{value}}，没有这一天；{_DAY}",
    "is {value}, where day and month may be either; write 2026-11-22":
        "是{value}，分不清哪个是月、哪个是日；请写成2026-11-22",
    "is {value}; allowed: a year such as 2019, 2019-03 or 2019年3月":
        "是{value}；可填：2019、2019-03 或 2019年3月这样的年份",
    "is {value!r}, which is no known language; allowed: a code or name such as zh, zh-CN, English or 英语":
        "是“{value}”，不是认得的语言；可填：zh、英语、English 这样的代码或名称",
    "is {value!r}, which is no known country; allowed: a code or name such as NL, DEU, Germany or 德国":
        "是“{value}”，不是认得的国家；可填：NL、德国、Germany 这样的代码或名称",
    "{id!r} is already the id of {place}; give every {kind} its own id":
        "“{id}”已是{place}的编号；每条{kind}要有自己的编号",
    "the password has {count} characters; allowed: {least} to {most}; a sentence of your own is easy to keep":
        "密码有{count}个字符；可用：{least}到{most}个；用一句自己的话就好记",
    "the password is easily guessed: it is your name, a row of keys or a repetition; choose a sentence of your own":
        "密码太容易猜到：是姓名、键盘上的一排键或重复的字；请用一句自己的话",
    "this link was used or has expired; ask an administrator for another one":
        "此链接已用过或已过期，请让管理员再发",
    "coordinators import needs; {kind} is imported by an administrator": "联络员导入需求；{kind}由管理员导入",
    "the need has the id {given!r}, its address {path!r}; give both the same":
        "需求编号是“{given}”，地址里是“{path}”；请改成一样",
    "a text of the need holds a NUL character; remove it": "需求的文字里有空字符；请删去",
    "the present password is wrong; type it again, or ask an administrator for a link":
        "现在的密码不对；请再填一次，或让管理员发重设链接",
    "too many attempts; try again in {minutes} minutes": "尝试过多，请{minutes}分钟后再试。",
    "the file is gone; give it again": "文件已不在；请重新上传",
    "is not a need of your bases; allowed: {bases}": "不是您基地的需求；可用基地：{bases}",
    "{count} of your jobs are under way, the most there may be; wait for one of them, or stop one":
        "您有{count}个任务在进行，已到上限；请等其中一个结束，或停止一个",
    "there is an account of {email} already; give another email, or change that account":
        "{email}已有账号；请换一个邮箱，或更改那个账号",
    "{email} is the last administrator; make another account an administrator first":
        "{email}是最后一个管理员；请先让另一个账号成为管理员",
    "a coordinator works for one or more bases; give their ids, such as {id}":
        "联络员要有一个或几个基地；请填基地编号，如{id}",
    "{role} is a role without bases; leave them out, or choose coordinator":
        "角色{role}没有基地；请不填基地，或选联络员",
    "an account has a record of its own if its role is professional, and only then":
        "只有专家账号有本人记录，且必须有；请检查角色和记录编号",
    "{id!r} has an account already; change that one": "“{id}”已有账号；请更改那个账号",
    "{email!r} is no email address; write one such as name@example.org":
        "“{email}”不是邮箱；请写成name@example.org这样",
    "the name has {count} characters; allowed: up to {most}, printable": "姓名有{count}个字符；最多{most}个可见字符",
    "a key without a scope can do nothing; choose some of: {scopes}": "没有权限的密钥不能用；请选：{scopes}",
    "suggestions are of needs of all bases; leave out the scope suggestions, or the bases":
        "推荐需求涉及全部基地；请去掉该权限，或不填基地",
    "{setting} = {given!r} is not known; choose one of: {names}": "没有“{given}”；可选：{names}",
    "has {count} characters; allowed: {most}; shorten it": "有{count}个字；最多{most}个；请缩短",
    "is read as {field}, and so is column {other}; rename or remove one of them":
        "与{other}都读作{field}；请改名或删去其中一列",
    "is longer than {most} MiB, the limit of a {kind}; check that the lines have line ends":
        "超过{most} MiB，即一条{kind}的上限；请检查换行",
    "is not UTF-8 (byte {byte} of the line: {cause}); save the file as UTF-8":
        "不是UTF-8（本行第{byte}个字节）；请将文件另存为UTF-8",
    "{file} was not confirmed, and nothing of it was kept": "{file} 没有确认，没有导入",
    "{file} has the ending {ending!r}; allowed: {allowed}": "{file} 的扩展名是“{ending}”；可用：{allowed}",
    "the list has {rows} rows and {columns} columns; a sheet holds {most_rows} and {most_columns}: write it as .csv or "
    ".json": "名单有{rows}行、{columns}列；一张工作表最多{most_rows}行、{most_columns}列：请写成 .csv 或 .json",
    "{filter!r} is no filter; write field=value, such as {example}": "“{filter}”不是筛选；请写成 字段=值，如 {example}",
    "{kind}s have no field {field!r} to filter and sort by; allowed: {allowed}":
        "{kind}没有可筛选或排序的字段“{field}”；可用：{allowed}",
    "sheet {sheet} was left out: it has no known column headers": "没有读取工作表“{sheet}”：没有认得的列标题",
    "columns that are not known are not taken in: {columns}{sheet}; `homematch mapping` says what they are":
        "不认得的列没有导入：{columns}{sheet}；用 `homematch mapping` 可以说明它们是什么",
    "{file}: no row of the first {rows} holds known column headers; the first is: {first}; take the headers of "
    "`homematch template`, or say with `homematch mapping` which column is what":
        "{file}：前{rows}行里没有认得的列标题；第一行是：{first}；请用 `homematch template` 的标题，"
        "或用 `homematch mapping` 说明各列是什么",
    "{file} is empty; give a file with content, one of {known}": "{file} 是空的；请给出有内容的文件：{known}",
    "{file} is a {name} picture: no text found; give the document that it was made from, or type the text":
        "{file} 是{name}图片，没有读到文字；请给出原来的文档，或录入文字",
    "{file}:{line}: is neither UTF-8 nor UTF-16 nor GB18030; save the file as CSV UTF-8 or as xlsx":
        "{file}:{line}：不是UTF-8、UTF-16或GB18030；请另存为“CSV UTF-8”或xlsx",
    "{file}:{line}: holds a NUL character, so it is no text; give one of {known}":
        "{file}:{line}：含有空字符，不是文本；可用：{known}",
    "{file} has {size} MiB; allowed: {most} MiB; split it, or give JSON Lines, which have no limit":
        "{file} 有{size} MiB；最多{most} MiB；请拆分，或用没有上限的JSON Lines",
    "{file} is an archive that is neither a workbook nor a document; unpack it and give the files in it: {known}":
        "{file} 是压缩包，不是工作簿或文档；请解压后给出其中的文件：{known}",
    "there is no file {file}; check the path": "没有文件 {file}；请检查路径",
    "there is no file {file}; give the path of a JSON Lines file of {kind}s":
        "没有文件 {file}；请给出{kind}的JSON Lines文件",
    "{file} cannot be read ({cause}); give a file that you may read": "{file} 不能读取（{cause}）；请给出可读的文件",
    "{file} cannot be read ({cause}); give a readable JSON Lines file": "{file} 不能读取（{cause}）；请给出可读的文件",
    "{file} cannot be read ({cause}); check the path": "{file} 不能读取（{cause}）；请检查路径",
    "{file} is UTF-16, not UTF-8; save it as UTF-8": "{file} 是UTF-16，不是UTF-8；请另存为UTF-8",
    "{file} is a damaged archive ({cause}); save it again with the program that wrote it":
        "{file} 已损坏（{cause}）；请用原来的程序重新保存",
    "{file} unpacks to {unpacked} MiB in {parts} parts, {ratio} times its size; allowed: {most} MiB; it is damaged or "
    "made to do harm: save it again with the program that wrote it":
        "{file} 解压后有{unpacked} MiB、{parts}个部分，是原来的{ratio}倍；最多{most} MiB；"
        "文件已损坏或有害：请用原来的程序重新保存",
    "{file}:{part}: declares a document type, which no office program writes; save it again with one":
        "{file}:{part}：含有文档类型声明，办公软件不会这样写；请用办公软件重新保存",
    "{file}:{line}: a line has a kind ({kinds}), a header and a field; write it so":
        "{file}:{line}：每行应有类别（{kinds}）、列标题和字段",
    "{file}:{line}: {field!r} is not a field of a {kind}; allowed: {allowed}, or - to leave the column out":
        "{file}:{line}：“{field}”不是{kind}的字段；可用：{allowed}，或用 - 略过这一列",
    "{file} holds no JSON object; every line must be one": "{file} 里没有JSON对象；每一行应是一个",
    "{file} does not tell what its records are; say it with --needs, --professionals, --bases, --organisations or "
    "--decisions before the file":
        "{file} 看不出是哪一类记录；请在文件前写 --needs、--professionals、--bases、--organisations 或 --decisions",
    "{file} is one JSON value of {size} MiB; allowed: {most} MiB; split it, or give JSON Lines":
        "{file} 是{size} MiB的单个JSON；最多{most} MiB；请拆分，或用JSON Lines",
    "{file}:{line}: is not JSON ({cause}); save it again with the program that wrote it":
        "{file}:{line}：不是JSON（{cause}）；请用原来的程序重新保存",
    "{file}: is JSON that cannot be read ({cause}); save it again with the program that wrote it":
        "{file}：JSON不能读取（{cause}）；请用原来的程序重新保存",
    "{file} is a document, which can only be the CV of a professional; give {kind}s as xlsx, CSV or JSON Lines":
        "{file} 是文档，只能是人员的简历；{kind}请用xlsx、CSV或JSON Lines",
    "{where}: {problem}; save the file again with the program that wrote it, or give another form of it":
        "{where}：{problem}；请用原来的程序重新保存，或换一种格式",
    "{file}: no text found: it holds pictures of pages, or nothing; give the document that it was made from":
        "{file}：没有读到文字：里面是页面图片或空白；请给出原来的文档",
    "takes more than {seconds} seconds to read": "读取超过{seconds}秒",
    "needs more than {most} MiB of memory to read": "读取需要超过{most} MiB内存",
    "its parts refer to each other without end": "内部互相引用，没有尽头",
    "is damaged ({cause})": "已损坏（{cause}）",
    "is locked with a password; save it without one": "有密码；请取消密码后保存",
    "is locked with a password or no workbook; save it as xlsx without one":
        "有密码或不是工作簿；请取消密码后另存为xlsx",
    "has {columns} columns; allowed: {most}; remove the empty ones at its right":
        "有{columns}列；最多{most}列；请删去右边的空列",
    "line {line} has {columns} columns; allowed: {most}; check the delimiter and the quotation marks":
        "第{line}行有{columns}列；最多{most}列；请检查分隔符和引号",
    "has more merged cells than {most}; undo the merging": "合并的单元格超过{most}个；请取消合并",
    "line {line}: a cell has no end ({cause}); close its quotation mark": "第{line}行：单元格没有结束；请补上引号",
    "has {pages} pages; allowed: {most}; give the CV alone": "有{pages}页；最多{most}页；请只给简历",
    "no import has the id {run}; the latest are: {names}": "没有编号为{run}的导入；最近的有：{names}",
    "import {run} was undone already at {at}": "导入{run}已于{at}撤销",
    "import {run} cannot be undone: {count} of its records changed later ({ids}); undo the later imports "
    "first: {imports}":
        "导入{run}不能撤销：其中{count}条后来又改过（{ids}）；请先撤销后来的导入：{imports}",
    "{identifier!r} is somebody who was erased on {day} (receipt {receipt}); leave them out, or, if they have agreed "
    "to come back, import with --readmit {receipt}":
        "“{identifier}”是{day}已删除的人（凭据{receipt}）；请不要导入，如本人同意恢复，请加 --readmit {receipt}",
    "no {kind} has the id {identifier!r}; {hint}": "没有编号为“{identifier}”的{kind}；{hint}",
}  # fmt: skip
"""Chinese sentences by the English ones; their places to fill are among those of the English."""


def problem_text(problem: Problem | HomeMatchError, language: Language, path: str = "") -> str:
    """A problem in a language; in English where it has no Chinese sentence.

    ``path`` is the field that it is of: allowed words are then said as a spreadsheet has them.
    """
    whole = problem
    problem = problem if isinstance(problem, Problem) else problem.problem
    template = ZH.get(problem.template) if language == "zh" else None
    if template is None:
        return str(whole)  # with file and line, where it is of a record
    if isinstance(whole, RecordError):
        where = ":".join(filter(None, (whole.file, whole.place or (str(whole.line) if whole.line else ""))))
        said = f"{whole.field} " * bool(whole.field) + problem_text(problem, language, path or whole.field)
        return f"{where}：{said}" if where else said
    values = {name: _value(name, value, path) for name, value in problem.values.items()}
    return template.format(**values) if values else template


def refusal_text(refused: Refused, language: Language) -> str:
    """One refusal with file, place and field."""
    if language != "zh":
        return str(refused.error)
    where = ":".join(filter(None, (refused.file, refused.place.text)))
    header = refused.place.header or refused.field
    return f"{where}：{header} {problem_text(refused.problem, language, refused.field)}"


def _value(name: str, value: object, path: str) -> object:
    if isinstance(value, Problem):
        return problem_text(value, "zh", path)
    if name == "kind":
        return _KINDS.get(str(value), value)
    if name == "expected" and (words := words_of(sub(r"\.\d+\.", ".#.", sub(r"\.\d+$", "", path)))):
        allowed = str(value)
        return "、".join(dict.fromkeys(word for word, code in words.items() if f"'{code}'" in allowed))
    if name == "where" and value in _WHERE:
        return _WHERE[str(value)]
    return value


_WHERE: Mapping[str, str] = {
    "title or body": "需求名称、需求描述",
    "summary, headline, works, experiences, education or skills": "简介、一句话介绍、成果、经历、教育、技能",
    "text": "要求内容", "name": "名称", "degree, field or institution": "学位、专业、院校",
}  # fmt: skip


def header_of(kind: TableKind, path: str, language: Language) -> str:
    """The header of a field in a language, as templates and exports have it."""
    number = next((part for part in path.split(".") if part.isdecimal()), None)
    pattern = sub(r"\.\d+\.", ".#.", path)
    column = next((column for column in columns_of(kind) if column.path == pattern), None)
    if column is None:
        return path
    header = column.zh if language == "zh" else column.en
    return header if number is None else header.replace("#", str(int(number) + 1))
