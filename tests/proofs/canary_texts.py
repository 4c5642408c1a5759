"""Made-up personal data in the ways that people write it, and texts to hide it in; used by canaries.py.

Every piece is drawn from a seeded generator. No number here is anybody's on purpose: they are drawn by the rules of
their kind (a check digit, an area code), not taken from anywhere.
"""
import datetime

HAN_DIGITS = "零一二三四五六七八九"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
REGIONS = ("110105", "310115", "440305", "330106", "510107", "420106", "610113", "370203", "230102", "650102", "460105")
WORDS = "lovely sunny happy tiger moon river alpha coco lucky leo anna zhang wang chen liu xiaoming mary bob".split()
DOMAINS = "qq.com 163.com 126.com gmail.com outlook.com sina.com.cn hotmail.com example.org mail.example.co.uk".split()


def luhn_digit(digits):
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def id_check(digits):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


class Canaries:
    """Draws (kind, text as written, secrets): no secret may be found in what comes out."""

    def __init__(self, random, has_patterns):
        self.random = random
        kinds = {"mobile": 20, "landline": 10, "foreign": 9, "idcard": 9, "idcard15": 3, "card": 9, "email": 10,
                 "plate": 9, "address": 9, "address_english": 4, "social": 6, "passport": 3, "mobile_in_words": 3}
        if has_patterns:
            kinds["order"] = 5
        self.kinds, self.weights = list(kinds), list(kinds.values())

    def draw(self):
        kind = self.random.choices(self.kinds, self.weights)[0]
        text, secrets = getattr(self, kind)()
        return kind, text, secrets

    def pick(self, *items):
        return self.random.choice(items)

    def digits(self, count, first="0123456789"):
        return self.random.choice(first) + "".join(self.random.choices("0123456789", k=count - 1))

    def cut(self, number, sizes, separator):
        parts, at = [], 0
        for size in sizes:
            parts.append(number[at:at + size])
            at += size
        return separator.join(parts)

    def mobile_number(self):
        return "1" + self.digits(10, "3456789")

    def mobile(self):
        number = self.mobile_number()
        sizes = self.pick((11,), (11,), (11,), (3, 4, 4), (3, 4, 4), (3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (3, 8),
                          (5, 6), (7, 4), (1,) * 11)
        written = self.cut(number, sizes, self.pick(" ", "-", " ", "-", ".", "·", "—", "\u200b"))
        return self.pick("", "", "", "", "", "", "+86", "+86 ", "86-", "(+86)", "0086", "86 ") + written, [number]

    def mobile_in_words(self):
        number = self.mobile_number()
        share = self.pick(1, 1, .4)
        written = "".join(HAN_DIGITS[int(d)] if self.random.random() < share else d for d in number)
        if self.random.random() < .3:
            written = written.replace("一", "幺")
        if self.random.random() < .3:
            written = self.cut(written, (3, 4, 4), self.pick(" ", "-", ".", "\u200b"))
        return written, [number]

    def landline(self):
        code = self.pick("010", "020", "021", "022", "023", "025", "027", "028", "0755", "0571", "0311", "0531", "0898")
        number = self.digits(8, "2345678") if len(code) == 3 or self.random.random() < .6 else self.digits(7, "2345678")
        sizes = (4, 4) if len(number) == 8 else (3, 4)
        written = self.pick(number, number, self.cut(number, sizes, self.pick(" ", "-")))
        form = self.random.randrange(10)
        extension = self.pick("", "", "", "", "-8" + self.digits(2), "转" + self.digits(3), " ext 12")
        if form < 4:
            return code + self.pick("-", "-", " ", "—") + written + extension, [number]
        if form < 5:
            return code + number + extension, [number]
        if form < 7:
            return f"({code})" + self.pick("", " ") + written, [number]
        if form < 8:
            return self.pick("+86 ", "+86-", "0086-", "86-") + code[1:] + self.pick("-", " ") + written, [number]
        return self.pick("座机", "电话:", "固话 ", "联系电话:", "tel:", "Tel. ") + written, [number]

    def foreign(self):
        area, exchange, line = self.digits(3, "2345679"), self.digits(3, "23456789"), self.digits(4)
        while area in ("400", "800") or area[1:] == "00":
            area = self.digits(3, "2345679")
        american = self.pick("({}) {}-{}", "({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "+1 {} {} {}", "+1-{}-{}-{}",
                             "1-{}-{}-{}", "+1 ({}) {}-{}", "{} {} {}", "({}){}-{}").format(area, exchange, line)
        if self.random.random() < .5:
            return american, [exchange + line]
        code, sizes = self.pick(("44", (4, 6)), ("44", (2, 4, 4)), ("852", (4, 4)), ("81", (2, 4, 4)), ("49", (3, 7)),
                                ("33", (1, 2, 2, 2, 2)), ("61", (3, 3, 3)), ("65", (4, 4)), ("886", (3, 3, 3)))
        number = self.digits(sum(sizes), "123456789")
        written = self.cut(number, sizes, self.pick(" ", "-", " ", ""))
        prefix = self.pick("+{} ", "+{}", "00{} ", "00{}-", "(+{}) ", "+{}-")
        if code == "44" and self.random.random() < .2:
            prefix = "+{} (0)"
        return prefix.format(code) + written, [number]

    def birthday(self):
        return datetime.date(1940, 1, 1) + datetime.timedelta(days=self.random.randrange(25000))

    def idcard(self):
        number = self.pick(*REGIONS) + self.birthday().strftime("%Y%m%d") + self.digits(3)
        number += id_check(number)
        if self.random.random() < .3:
            number = number.lower()
        sizes = self.pick((18,), (18,), (18,), (6, 8, 4), (6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2))
        written = self.cut(number, sizes, self.pick(" ", "-", " "))
        return self.pick("", "", "身份证", "身份证号:", "身份证号码", "ID ") + written, [number]

    def idcard15(self):
        day = self.birthday()
        number = self.pick(*REGIONS) + day.strftime("%y%m%d") + self.digits(3)
        return self.pick("", "身份证号:", "老身份证", "证件号 ") + number, [number]

    def card(self):
        prefix, length = self.pick(("622202", 19), ("621700", 19), ("622848", 19), ("625", 16), ("4", 16), ("5", 16),
                                   ("356", 16), ("37", 15), ("62", 18))
        number = prefix + self.digits(length - len(prefix) - 1)
        number += luhn_digit(number)
        shape = self.random.randrange(10)
        if shape < 4:
            written = number
        elif length == 15:
            written = self.cut(number, (4, 6, 5), self.pick(" ", "-"))
        elif length == 19 and shape < 6:
            written = self.cut(number, (6, 13), " ")
        else:
            written = self.cut(number, (4,) * (length // 4) + ((length % 4,) if length % 4 else ()), self.pick(" ", "-"))
        return self.pick("", "", "卡号", "卡号:", "银行卡 ", "工行卡", "card no. ") + written, [number]

    def email(self):
        name = self.pick(*WORDS) + self.pick("", ".", "_", "-", "") + self.pick(self.digits(4, "123456789"),
                                                                              self.pick(*WORDS), self.digits(3))
        if self.random.random() < .15:
            name = self.digits(9, "123456789")
        domain = self.pick(*DOMAINS)
        sign = self.pick("@", "@", "@", "@", "@", "＠", "(at)", "[at]", " (at) ", " AT ", "(AT)", " at ", "#at#", "[AT]",
                         " @ ", "（at）", "{at}")
        if "at" in sign.lower() and self.random.random() < .25:
            domain = domain.replace(".", self.pick(" dot ", "(dot)", "[dot]"))
        if sign == " at ":
            return self.pick("email ", "邮箱", "mail: ") + name + sign + domain, [name]
        return self.pick("", "", "", "邮箱", "email: ", "邮箱:") + name + sign + domain, [name]

    def plate(self):
        if self.random.random() < .3:
            tail = self.pick("D", "F", "A", "B") + self.digits(5)
            if self.random.random() < .2:
                tail = self.digits(5) + self.pick("D", "F")
        else:
            tail = list(self.digits(5))
            for _ in range(self.pick(0, 0, 1, 1, 2)):
                tail[self.random.randrange(5)] = self.pick(*PLATE_LETTERS)
            tail = "".join(tail)
        text = self.pick(*PROVINCES) + self.pick(*PLATE_LETTERS) + self.pick("", "", "", "·", " ", "-", "•") + tail
        if self.random.random() < .2:
            text = text.lower()
        return self.pick("", "", "", "车牌", "车牌号:", "车牌号是", "牌照") + text, [tail]

    def address(self):
        number = lambda top: str(self.random.randrange(1, top))
        room = self.pick(number(30) + "0" + number(7), number(9) + "0" + number(4))
        road = self.pick("建国", "人民", "中山北", "解放", "长宁", "世纪大道东", "文三", "天府三", "黄河", "学院")
        estate = self.pick("阳光花园", "翠湖小区", "金地名苑", "万科城市花园", "和平里小区", "紫金公寓", "明月佳苑")
        door = number(900)
        block, unit = number(60), number(9)
        form = self.random.randrange(9)
        house = self.pick("栋", "幢", "号楼", "座", "#楼")
        units = self.pick("室", "室", "", "房", "号")
        tail = f"{block}{house}{unit}单元{room}{units}" if form % 2 else f"{block}{house}{room}{self.pick('室', '房')}"
        street = f"{road}{self.pick('路', '街', '大道', '巷')}{door}号"
        if form < 3:
            core, secrets = street + tail, [f"{door}号", room]
        elif form < 5:
            core, secrets = estate + tail, [f"{block}{house}", room]
        elif form == 5:
            core, secrets = f"{road}路{door}弄{block}号{room}室", [f"{door}弄", room]
        elif form == 6:
            core, secrets = f"{street}{estate}{tail}", [f"{door}号", room]
        elif form == 7:
            core, secrets = f"{street} {block}-{unit}-{room}室", [f"{door}号", room]
        else:
            core, secrets = f"{street}{room}室", [f"{door}号", room]
        city = self.pick("", "", "北京市朝阳区", "杭州市西湖区", "上海市浦东新区", "广东省深圳市南山区", "成都武侯区")
        return self.pick("", "住在", "地址:", "收货地址 ", "我家在") + city + core, secrets

    def address_english(self):
        street = self.pick("Baker", "Elm", "Maple", "Oak Hill", "King", "Queens", "Washington", "St James")
        suffix = self.pick("Street", "St", "St.", "Road", "Rd", "Avenue", "Ave", "Lane", "Drive", "Blvd", "Court")
        door, flat = self.digits(self.pick(1, 2, 3, 4), "123456789"), self.digits(self.pick(1, 2, 3), "123456789")
        unit = self.pick("Apt ", "Apt. ", "Unit ", "Suite ", "#", "Flat ", "apartment ")
        text, secrets = f"{door} {street} {suffix}", [f"{door} {street}"]
        form = self.random.randrange(4)
        if form == 1:
            text += self.pick(" ", ", ") + unit + flat
            secrets.append(unit + flat)
        elif form == 2:
            text = f"Flat {flat}, " + text
            secrets.append(f"Flat {flat}")
        elif form == 3:
            text = text.lower() + ", apt " + flat
            secrets = [s.lower() for s in secrets] + ["apt " + flat]
        return text, secrets

    def social(self):
        name = self.pick(*WORDS) + self.pick("_", "", "-") + self.digits(4)
        if self.random.random() < .3:
            return self.pick("QQ", "QQ:", "qq ", "扣扣", "QQ号:", "加QQ", "Q Q:", "企鹅号") + (
                number := self.digits(self.pick(8, 9, 10), "123456789")), [number]
        return self.pick("微信", "微信:", "微信号", "微信号:", "VX:", "vx", "wx:", "WeChat: ", "加微信 ", "V信", "v:", "薇信:",
                         "wechat id ", "微信是") + (name if self.random.random() < .8 else "wxid_" + name), [name]

    def passport(self):
        if self.random.random() < .6:
            number = self.pick("E", "G", "EA", "EB", "D") + self.digits(8)
            if len(number) > 9:
                number = number[:9]
            return self.pick("护照", "护照号", "护照号码:", "护照号:", "passport ", "Passport No. ", "passport number: ") + number, [
                number[2:]]
        number = self.pick("C", "H", "M", "W") + self.digits(8)
        return self.pick("港澳通行证", "通行证号", "通行证号码:", "回乡证", "往来港澳通行证:", "permit no. ") + number, [number[1:]]

    def order(self):
        number = self.digits(self.pick(12, 15, 18, 20), "123456789")
        return self.pick("订单", "订单号:", "订单编号 ", "order ", "Order No. ", "保单号", "单号:") + number, [number]


CHINESE_BEFORE = ("客服一直不回复,请联系我", "退款三个月了还没到账,我的联系方式", "有同样遭遇的加我", "投诉某某银行乱扣费,", "在线等,急",
                  "商家把我的信息泄露了,快递单上写着", "昨天被骗子骗了,对方是", "【求助】", "转发扩散!", "//@小明:", "我是车主,", "本人", "",
                  "经理让我打", "他们家的", "麻烦帮我查一下", "如题。", "@某某客服 ", "#维权# ", "垃圾公司还我血汗钱😡")
CHINESE_BEHIND = ("谢谢", ",有消息请告诉我", "。等了一个月", "!", "快打", "的车主请看过来", "(下午在)", "[怒]", "……", "", "",
                  ",不要再推了", "、欢迎骚扰", "~", "这就是他们的态度", "》", "/ 24小时", " 急急急")
ENGLISH_BEFORE = ("Please call me back at ", "still waiting for my refund, reach me: ", "They leaked my data: ", "contact ",
                  "My details are ", "", "@united lost my bag, ", "worst service ever. ", "(", "Re: ", "FYI ",
                  "send it to ", "#fail ")
ENGLISH_BEHIND = (" thanks", ".", ", please help", "!", "", ") ", " asap", " - no answer for 3 days", "?", " 😡", "; it is urgent")


class Texts:
    """Puts a piece into a text as people and web pages would."""

    def __init__(self, random):
        self.random = random

    def full_width(self, text):
        return "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)

    def strew(self, text, what):
        place = self.random.randrange(1, max(2, len(text)))
        return text[:place] + what + text[place:]

    def entity(self, text):
        place = self.random.randrange(len(text))
        return text[:place] + f"&#{ord(text[place])};" + text[place + 1:]

    def wrap(self, piece):
        """`piece` within a text, written in one of many ways."""
        way = self.random.random()
        if way < .08:
            piece = self.full_width(piece)
        elif way < .14:
            piece = self.strew(piece, self.random.choice("\u200b\u200d\ufeff\u2060\u00ad"))
        elif way < .17:
            piece = self.entity(piece)
        elif way < .20:
            piece = f"<b>{piece}</b>"
        elif way < .22:
            piece = self.strew(piece, "<i></i>")
        if self.random.random() < .7:
            before, behind = self.random.choice(CHINESE_BEFORE), self.random.choice(CHINESE_BEHIND)
        else:
            before, behind = self.random.choice(ENGLISH_BEFORE), self.random.choice(ENGLISH_BEHIND)
        if self.random.random() < .5:
            piece = self.random.choice((":", "：", " ", "-", "（", "【", "，", "\t", "\n", "", "。")) + piece
        return before + piece + behind
