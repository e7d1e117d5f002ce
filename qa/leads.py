"""Tell what leads into a question, or stands beside it, from what is asked.

「听同事说」 「我想了解一下」 「麻烦帮我找到」 lead in; 「作为一名家长」 「论文里要用」 are
talk of the asker; 「根据…自评报告」 says where it is read; 「这个说法对不对」 only asks
whether it is so.
"""

from __future__ import annotations

import re

_ME = r"(?:我们?|咱们?(?:老百姓|百姓)?|俺们?|本人|笔者|在下|你们?|您|大家|各位|同志|老师)"
_HOW = (
    r"(?:就是|就|只|也|很|更|最|特别|主要|其实|非常|比较"
    r"|十分|还|现在|现|今|急|正|一直|先|再|顺便|专门|来|又|真的?|确实)*"
)
_WANT = (
    rf"(?:{_ME}?{_HOW}(?:是)?(?:想要?|要(?![求素点闻])|需要?(?!求)|拟|欲|希望能?|打算|盼)"
    rf"|{_ME}来|(?:能不能|能否|可不可以|可否|可以|能)|{_ME})"
)
_PLEASE = r"(?:请|麻烦|烦请|劳烦|烦劳|恳请|敬请|有劳|拜托|劳驾|求|协助|帮忙?|替|代为|给)"
_OTHERS = r"(?:(?:跟|向|和|找|同|替|帮|给)?(?:您|你|我|咱|大家|各位|老师|贵单位|贵局)们?(?:们)?)"
_KNOW = (
    r"(?:知道|了解|晓得|知晓|明白|弄清楚?|弄明白|弄懂|搞清楚?|搞明白|搞懂|核实|核对|核查|确认|求证|验证"
    r"|查询|查找|查证|查阅|查一?下|查查|查到?(?![处封获出实到漏摆明违])|看一?下|看看|看到?(?![护病守见齐])|问一?下|问问|问(?![题责卷])|打听|请教|咨询"
    r"|参考|比对|对比|测算|核算|梳理|找一?下|找找|找到?|获取|获悉|说一?下|说说|讲讲|列一?下|列出(?!的|来的)|提供(?!的|了|多)|告诉|告知|算一?下|翻一?下|翻翻|捋一?下|数一?下|请问|指出(?=[\u4e00-\u9fff]{2,8}的))"
)
_ADV = r"(?:逐[条个一项]|一条条|一一|具体|详细|简单|大致|起来|直接|赶紧|尽快|认真)*"
_AFTER = r"(?:一?下|一[句声番嘴]|一?个(?:事儿?|问题|数字?|数据|情况)|一?遍|看|起|清楚|明白|道)*"
_STOP = r"(?:的是|的就是|的问题是)?[：:，,\s]*"
_ASKING_LEAD = re.compile(
    rf"^(?:那么?|另外|还有|对了|假如|如果|要是)?(?:{_WANT}(?:{_PLEASE}|{_OTHERS})*|(?:{_PLEASE}|{_OTHERS})+){_ADV}{_KNOW}{_AFTER}(?:{_OTHERS}{_AFTER})?{_STOP}"
    rf"|^(?:告诉|告知)(?:一?下)?{_OTHERS}{_AFTER}{_STOP}|^(?:请|麻烦|帮|替|给)(?:忙|我们?|咱们?)?(?=把)|^(?:请|烦请)?(?:列明|说明|注明|作答|回答|回复|解答)(?:一?下)?[。！!]*$"
)
_CARING = re.compile(
    rf"^{_ME}?(?:最近|近来|一直|平时|平常|平日|向来)*(?:里)?{_HOW}(?:对)?(?:关心|关注到?|在意|好奇|感兴趣)(?:的是|的)?{_STOP}|.*(?:比较|很|特别|非常|十分)?(?:关心|关注|好奇|感兴趣)[，,\s]*$"
)
_SAID = (
    r"(?:问|提问|反映|提出|说|称|讲|认为|觉得|指出"
    r"|报道|介绍|来信问?|来电问?|留言问?|传|写)(?:到|道|过)?"
)
_WHO = (
    r"(?:读者|网友|市民|同事|同学|群众|居民|村民|家长|记者"
    r"|朋友|邻居|同志|老师|领导|媒体|代表|委员|老乡|别人|人家|人|亲戚|职工)"
)
_HEARSAY = re.compile(
    rf"^(?:{_ME}?(?:之前|前阵子|最近|昨天|今天)?[老总常]?(?:听(?:[\u4e00-\u9fff]{{1,3}})?(?:说|讲|闻|到)|看到?(?:新闻|报道|网上|有人|消息)[里上中]?(?:{_SAID})?)"
    rf"|(?:{_ME}?(?:之前|前阵子|前几天|最近|近来|昨天|今天|刚才|刚刚))*(?:在)?(?:朋友圈|微信群?|群|网上|网|抖音|公众号|微博|论坛|贴吧)[里上中]?(?:都|到处|好多人|不少人|有人)*(?:在)?(?:转发|转载|转|传|发|晒|刷到|{_SAID})+(?:着|了|的)?(?:说|称|讲)?"
    rf"|(?:有|听)(?:一?[个位]|几[个位])?{_WHO}(?:跟|和|对|向|给|同)(?:{_ME}|我)(?:{_SAID}|聊|提)(?:起|过|了)?"
    rf"|据(?:说|称|悉|传|闻|(?:某|有的?|当地)?[^，,。]{{0,5}}(?:报道|介绍|反映|透露|传言))"
    rf"|(?:有的?|某位?|一位|个别|不少)(?:[\u4e00-\u9fff]{{0,4}}){_WHO}(?:[\u4e00-\u9fff]{{0,2}}){_SAID}|有人{_SAID}|(?:网上|新闻|外面|坊间|社会上|群里|电视)[里上中]?(?:都|有人)?{_SAID}"
    rf"|(?:领导|上级|老师|单位|上面|主任)(?:让|叫|要|安排){_ME}?{_KNOW}{_AFTER}){_STOP}"
)

# What is said of the asker and of the occasion: it restricts nothing.
_TALK = re.compile(
    r"我|咱|俺|您|本人|笔者|(?:你|大家|各位|老师|同志|领导)们?好|各位|^(?:尊敬的)?(?:老师|同志|领导|同事|朋友)们?[，,：:！!]*$"
    r"|爸|妈(?!妈小屋)|爷爷|奶奶|外公|外婆|老公|老婆|媳妇|儿子|女儿|孙子|闺女|邻居|亲戚|同学|(?<![人户民生童])家里(?!穷|困难|贫)|老家|孩子(?:马上|今年|快|刚|在上|上|要)"
    r"|^(?:作为|身为)|^为了?.{0,6}(?:完成|写|准备|做|弄|方便)|论文|课题组|作业|课程|写稿|撰稿|写(?:一?篇|一?个)|急用|急着|要用|备课|填报(?:材料|数据|表|报表)|做(?:一?个)?(?:对标|对比表|年度对标|调研|研究|材料|课题|PPT|汇总|预算汇总)"
    r"|开会(?:讨论|时|上|要)|(?:领导|上级|老师|单位|审计组?|组里|办公室)(?:让|叫|要求|需要|布置|交代|催|要)|收到.{0,4}(?:要求|通知)|现需|需要核实|需要.{0,3}(?:数据|数字)"
    r"|打工|上班|退休前|多年[，,]|今天|昨天|前几天|前阵子|最近|近日|刚才|刚刚|上周|假期|周末"
    r"|记者|请教|劳烦|烦请|麻烦|帮忙|帮看|请问|谢谢|多谢|感谢|拜托|打扰|不好意思|辛苦|有劳|写个?材料|核对一下|汇总一下|顺便"
    r"|网上(?:没|查不)|没(?:找到|查到|看到|看懂|找着|弄清|搞清)|粗略|翻了|看过|越\S越\S|越\S{1,2}越好|为准[。！!]*$"
)
# 根据…的自评报告, 按自评表的说法: where it is read, which scope words say.
_SOURCE = re.compile(
    r"^(?:根据|按照?|依据|依照|照|据|从|就)[^，,。]{0,30}?(?:报告|总结|自评表?|自评|决算|预算|公报|材料|文件|资料|数据|文本|说法|口径)(?:的?(?:说法|数据|口径|内容|情况))?(?:来?[看说讲])?[，,：:\s]*$"
    r"|^[^，,。]{0,24}(?:报告|总结|自评表?|决算|预算|公报|材料)(?:书)?(?:里面?|中|内|上|当中|里头)(?:所|还|也|专门|有)*(?:提到|提及|讲到?|说到?|指出|写到?|写道|披露|公布|显示|介绍|反映)(?:过|了)?[，,：:\s]*$"
)
_TAG = re.compile(
    r"^(?:请|麻烦|帮忙|帮我|想)*(?:核实|确认|核对|问|查证|判断|看看)?(?:一?下)?(?:这|那|此|该|以上|上述|他|她)?(?:一?[个种话件句]|样)?(?:的?(?:说法|话|数字?|数据|情况|消息|传言|事儿?|信息|判断|结论|讲法|理解))?"
    r"(?:到底|究竟)?(?:是否|是不是|有没有|能不能)?(?:说)?(?:属实|对|正确|准确|真的?|准的?|成立|可信|靠谱|没错|错|是真的|真的?假的?|真的?还是假的?|这么?回事|这回事|是这样)(?:吗|吧|么|不对?|对不对|不)?[？?。！!\s]*$"
)
# 我不太确定这个数是不是准的: doubt is no other question than the tag behind it.
_DOUBTS = re.compile(
    rf"^(?:但是?|可是?|不过|就是|所以)?{_ME}?(?:心里|自己)?(?:也|还|都|一直|总|又)*"
    r"(?:(?:有[点些]儿?|比较|很|不太|不大|不是(?:很|太)|不怎么|不敢|没法|无法|不)?"
    r"(?:确定|肯定|清楚|知道|晓得|敢信|信|相信|放心|怀疑|疑惑|纳闷|把握)|拿不准|吃不准|说不准|没把握)(?:的)?[，,\s]*"
)
# 看到预算里…, 注意到…: the asker came upon it.
_CAME_UPON = re.compile(
    rf"^{_ME}?(?:最近|近来|近日|刚才|刚刚|刚|前几天|前两天|昨天|今天|之前|偶然|无意中|正好|才)*(?:又|也)?"
    r"(?:看到|看见|注意到|留意到|关注到|了解到|得知|读到|翻到|瞧见|见到|查到|看了|翻了)(?:了|过)?[，,\s]*"
)
# 打算下个月去采风, 先做点功课: said of oneself, where one has begun to speak of oneself.
_GOES_ON = re.compile(
    r"^\s*(?:最近|近来|近日|平时|平常|这几天|这阵子|这段时间|下个?[月周]|明天|周末|现在|目前|正在|正好|正|一直|经常|先|顺便|所以|因为|也|就|还|又|很|比较)*"
    r"(?:打算|准备|计划|考虑|想|要(?!求)|在(?=准备|做|写|看|查|搞|学|研究|留意|关注|考虑|整理)|做[点些个]|喜欢|爱|关心|关注|留意|研究|写|跑|搞|弄|学习|对.{1,8}感兴趣|看[了过]|翻[了过]|查[了过])"
)
# 决算里有一段讲案件审判项目的绩效: where in the report it is read.
_PASSAGE = re.compile(
    r"(?:里|中|内|上)(?:面|头)?(?:好像|似乎|专门|也|还|都)*有(?:这么|那么)?(?:一|几)?(?:段|节|句|章|部分)(?:话|内容|文字)?"
    r"(?:是|在)?(?:专门)?(?:讲|说|写|谈|介绍|关于|提到)"
)
_OF_ASKER = re.compile(r"^\s*(?:作为|身为|我|咱|俺|本人|笔者)")
_NOTHING = re.compile(r"[吗呢吧啊呀么了哈的，,。；;！!：:？?\s（()）]*")


def without_lead(clause: str) -> str:
    """Return a clause without what leads into it; "" if nothing else is said."""
    words = clause.lstrip()
    while True:
        shorter = _HEARSAY.sub("", words, count=1)
        shorter = _ASKING_LEAD.sub("", shorter, count=1).lstrip()
        if shorter == words:
            return "" if _NOTHING.fullmatch(words) else words
        words = shorter


def is_talk(clause: str) -> bool:
    """Whether a clause that asks nothing only tells of the asker, or where something is read."""
    return bool(_TALK.search(clause) or _SOURCE.search(clause.strip()) or is_interest(clause))


def is_interest(clause: str) -> bool:
    """Whether a clause only says what the asker cares about (我比较关心执法力度)."""
    return bool(_CARING.search(clause.strip()))


def is_tag(clause: str) -> bool:
    """Whether a clause only asks if what stands before it is so (这个说法对不对)."""
    words = clause.strip(" ，,")
    doubt = _DOUBTS.match(words)
    return bool(_TAG.match(words[doubt.end() :] if doubt else words))


def speaks_of_asker(clause: str) -> bool:
    """Whether a clause has the asker for its subject (我们是做工程的)."""
    return bool(_OF_ASKER.match(clause))


def goes_on(clause: str) -> bool:
    """Whether a clause without a subject can go on about the asker (打算下个月去采风)."""
    return bool(_GOES_ON.match(clause))


def tells_passage(clause: str) -> bool:
    """Whether a statement only says in what passage of a report something is read."""
    return bool(_PASSAGE.search(clause))


def without_finding(clause: str) -> str:
    """Return a statement without the words that say how the asker came upon it (看到, 注意到)."""
    return _CAME_UPON.sub("", clause, count=1)
