"""Chinese words that a gloss leaves out: they bind a sentence together, or stand in every need."""

_BINDING = """
的 地 得 了 着 过 们 之 其 所 者 等 等等 和 与 及 以及 或 或者 并 并且 而 而且 且 但 但是 然而 则 即 即可 若
如 如果 因 因为 由于 因此 所以 虽然 尽管 不仅 只 仅 也 都 又 还 再 就 才 便 很 较 更 最 非常 十分 在 于 从 自
由 向 对 对于 关于 为 为了 把 被 将 让 使 使得 以 用 按 按照 根据 通过 经过 经 随着 基于 针对 至 到 给 跟 同
比 是 有 这 那 该 此 本 各 某 每 这个 那个 这些 那些 这种 那种 其中 之一 一 一个 一种 一些 个 种 项 位 名 次
我 我们 你 你们 您 他 她 它 他们 她们 它们 自己 可 可以 能够 会 应 应该 已 已经 正在 曾 来 去 上 下 中 内 外
里 吗 呢 吧 啊 请 也是 就是 作为 进行 具有 包括 以上 以下 之间 之后 之前
"""

_IN_EVERY_NEED = """
基地 我司 公司 本公司 我公司 单位 本单位 我单位 企业 急需 亟需 亟待 需 需要 需求 拟 拟定 诚邀 诚聘 招聘
聘请 引进 寻求 欢迎 希望 面向 攻关 难题 人才 专家 海外 海外专家 海内外 相关 有关 主要 负责 从事 任职 岗位
职责 要求 优先 熟悉 精通 以上学历 联系 待遇 面议 开展 提供 帮助 协助 推进 现有 目前 目标
"""

FUNCTION_WORDS = frozenset(_BINDING.split())

BOILERPLATE = frozenset(_IN_EVERY_NEED.split())
"""What a base writes whatever it needs; a profile that used these words would not be any nearer."""
