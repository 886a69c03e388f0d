"""Headings of lists of requirements, in English and Chinese, and how they differ from other headings."""

import re

from matcher.records import RequirementKind

_HEADING_TAIL = r"\s{0,3}[*_]{0,2}\s{0,3}(?:[:：]\s{0,3}[*_]{0,2}|$)"
_HEADING_START = r"^(?:#{1,6}\s{0,3})?[*_]{0,2}(?:[一二三四五六七八九十\d]{1,2}[、.．]\s{0,3})?[【\[]?"
_MUST_HEADING = re.compile(
    _HEADING_START + r"(?:(?:key |minimum |essential |required |job |candidate |basic )?requirements?|must[ -]haves?|"
    r"(?:required|essential|minimum|key) (?:skills?|qualifications?|experience|criteria|competenc(?:e|i)e?s?)"
    r"(?: and (?:experience|skills|qualifications))?|"
    r"qualifications?|essentials?|what (?:we|you) (?:expect|require|need|bring)|who we (?:are looking for|need)|"
    r"(?:任职|岗位|基本|招聘|应聘|人才|专家|人选|能力|资格|资质|学历)(?:要求|条件|资格)|必备条件|必须条件|必要条件|硬性(?:要求|条件))"
    r"[】\]]?" + _HEADING_TAIL,
    re.IGNORECASE,
)
_NICE_HEADING = re.compile(
    _HEADING_START + r"(?:nice[ -]to[ -]haves?|(?:preferred|desirable|desired|bonus|additional|optional)"
    r"(?: (?:skills?|qualifications?|experience|criteria|requirements?|points?))?|pluses|advantages? if you have|"
    r"优先(?:条件|考虑|要求)?|加分(?:项|条件)?|优先录用条件)[】\]]?" + _HEADING_TAIL,
    re.IGNORECASE,
)
_OTHER_HEADING = re.compile(r"^(?:#{1,6}\s|[*_]{0,2}[^:：。.!?！？]{1,50}[:：][*_]{0,2}$|[^\W\da-zA-Z]{2,8}：)")


def heading(line: str) -> tuple[RequirementKind, int] | None:
    """What a heading of requirements announces, and how long it is; None if the line begins with none."""
    if found := _MUST_HEADING.match(line):
        return "must", found.end()
    if found := _NICE_HEADING.match(line):
        return "nice", found.end()
    return None


def is_other_heading(line: str) -> bool:
    """Whether a line looks like the heading of something else, which ends a list of requirements."""
    return _OTHER_HEADING.match(line) is not None
