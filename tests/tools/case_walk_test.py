"""Cases walked from the first post to the review on a real engine: one by the command line alone, in Chinese and in
English, one by the API alone; two groups that are merged and split while they have cases; and what is forgotten of them.

Run: case_walk_test.py BINARY. What the commands print is compared with what the API gives, before and after a restart.
The stopped store is sound, its audit log and sequence tell every act, the exported log is proven here by hash, and a
head that was noted before is found in it, one that was made up is not.
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

DEADLINE_SECS = 60


class Engine:
    def __init__(self, binary, folder, *options):
        self.binary, self.folder, self.killed = binary, folder, False
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder, *options], stderr=subprocess.PIPE,
            text=True)
        self.url = ""
        for line in self.process.stderr:
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1]
            if line.startswith("ready"):
                break

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=DEADLINE_SECS) as answer:
            return json.load(answer)

    def post(self, path, value):
        request = urllib.request.Request(self.url + path, json.dumps(value).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=DEADLINE_SECS) as answer:
            return json.load(answer)

    def refused(self, path, value):
        """The status with which it is refused."""
        try:
            return self.post(path, value) and 200
        except urllib.error.HTTPError as error:
            return error.code

    def wait(self, what, ask):
        """Lists and rows follow the commits by a moment."""
        deadline = time.monotonic() + DEADLINE_SECS
        while time.monotonic() < deadline:
            if found := ask():
                return found
            time.sleep(0.05)
        raise AssertionError(f"never: {what}")

    def group_of(self, org, level="emerging", other_than=()):
        def ask():
            items = self.get(f"/api/v1/groups?level={level}&org={urllib.parse.quote(org)}")["items"]
            return next((item for item in items if item["id"] not in other_than), None)
        return self.wait(f"a group of {org}", ask)

    def group_of_post(self, post):
        items = self.get("/api/v1/posts?limit=200")["items"]
        return next((item["group"] for item in items if item["id"] == post), None)

    def command(self, *words, lang="en", wanted=0):
        done = subprocess.run([self.binary, *words, "--url", self.url, "--lang", lang], capture_output=True, text=True,
                              timeout=DEADLINE_SECS, check=False)
        assert done.returncode == wanted, f"{words}: {done.returncode}, not {wanted}: {done.stderr}"
        return done.stdout if wanted == 0 else done.stderr

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        self.process.terminate()
        self.process.stderr.read()
        status = self.process.wait(DEADLINE_SECS)
        assert failure or self.killed or status == 0, f"the engine ended with {status}"


KINDS = {"box": "收款音箱又不播报了,客服电话一直打不通,第{}天没法做生意",
         "card": "信用卡年费乱扣,要求退还年费,第{}次投诉没有人理",
         "loan": "贷款提前还清被收违约金,合同里没有写,第{}次要求退钱"}


def record(kind, number, minute, org):
    return {"id": f"{kind} {number}", "channel": "weibo", "author": f"{kind} author {number}", "org": org,
            "time": f"2026-03-01T09:{minute:02d}:00+08:00", "text": KINDS[kind].format(number)}


def walk_by_command(engine):
    """In Chinese and in English by turns."""
    engine.post("/api/v1/posts", [record("box", i, i, "海桥银行") for i in range(6)])
    group = engine.group_of("海桥银行")
    name = group["id"]
    assert group["status"] == "received" and group["level"] == "emerging", group
    assert "no cases" in engine.command("cases", "--assignee", "nobody")
    assert "没有案件" in engine.command("cases", "--status", "reviewed", lang="zh-CN")
    assert f"{name}  受理  升温  无人  海桥银行" in engine.command("cases", lang="zh-CN"), "nobody has touched it"
    # Who acts is known by an address, which is kept as it is; a customer's in a text is not.
    assert "registered" in engine.command("ack", name, "--by", "li.min@bank.example")
    engine.command("assign", name, "--by", "李敏", "--to", "王强", "--text", "客户邮箱 zhang.san@mail.example", lang="zh-CN")
    assert "分析" in engine.command("analyse", name, "--by", "王强", "--cause", "停机维护", lang="zh-CN")
    assert "处理" in engine.command("handle", name, "手续费退还", "--by", "王强", lang="zh-CN")
    assert "answered" in engine.command("answer", name, "已恢复", "--by", "王强", "--link", "https://bank.example/n")
    engine.command("person", name, "--by", "王强", "--post", "box 3", "--channel", "weibo", "--state", "followed_up")
    engine.command("person", name, "--by", "王强", "--post", "nothing", "--channel", "weibo", "--state", "settled", wanted=1)
    told = json.loads(engine.command("note", name, "回访满意", "--by", "王强", "--json"))
    assert told["status"] == "answered", told
    assert "resolve" not in engine.command("review", name, "太早", "--by", "王强", wanted=2)
    engine.command("resolve", name, "--by", "王强", "--cause", "停机维护", "--measure", "维护改在夜间")
    assert "总结改进" in engine.command("review", name, "公告提前三天", "--by", "李敏", lang="zh-CN")
    engine.command("ack", name, "--by", "x", wanted=2)
    engine.command("ack", "0123456789abcdef", "--by", "x", wanted=1)
    case = engine.get(f"/api/v1/cases/{name}")
    assert [e["action"] for e in case["timeline"]] == ["ack", "assign", "analyse", "handle", "answer", "person", "note",
                                                       "resolve", "review"], case["timeline"]
    assert case["status"] == "reviewed" and case["resolution"]["measure"] == "维护改在夜间", case
    assert case["acked"]["by"] == "li.min@bank.example", case
    assert "zhang.san" not in json.dumps(case, ensure_ascii=False), "what is written is redacted"
    pinned = engine.get(f"/api/v1/cases/{name}/evidence/{case['timeline'][0]['entry']}")
    assert pinned["complainants"]["count"] == 6 and pinned["status"] == "registered", pinned
    chinese, english = engine.command("show", name, lang="zh_CN.UTF-8"), engine.command("show", name)
    for words in ["总结改进", "王强", "经过", "维护改在夜间", "已回访 1", "海桥银行"]:
        assert words in chinese, f"{words} is not in {chinese}"
    for words in ["reviewed", "timeline", "followed up 1", "cause found", "公告提前三天"]:
        assert words in english, f"{words} is not in {english}"
    assert json.loads(engine.command("show", name, "--json")) == case
    assert name in engine.command("cases", "--status", "reviewed", "--assignee", "王强")
    return name


def walk_by_api(engine):
    engine.post("/api/v1/posts", [record("loan", i, 10 + i, "青禾保险") for i in range(6)])
    name = engine.group_of("青禾保险")["id"]
    steps = [("ack", {}, "registered"), ("assign", {"to": "bo@bank.example"}, "registered"),
             ("analyse", {"cause": "合同"}, "analysed"), ("handle", {"measure": "退款"}, "handling"),
             ("answer", {"text": "已退"}, "answered"), ("person", {"state": "settled", "channel": "weibo",
                                                                "post": "loan 2", "text": "回访"}, "answered"),
             ("silence", {"until": "4h", "reason": "已知"}, "answered"),
             ("follow-up", {"at": "7d"}, "answered"),
             ("resolve", {"cause": "合同", "measure": "改合同"}, "answered"), ("review", {"text": "记下"}, "reviewed")]
    for act, body, status in steps:
        told = engine.post(f"/api/v1/groups/{name}/{act}", {"by": "李敏", **body})
        assert told["status"] == status, (act, told)
    assert engine.refused(f"/api/v1/groups/{name}/ack", {"by": "李敏"}) == 409
    assert engine.refused(f"/api/v1/groups/{name}/note", {"by": "李\u200b敏", "text": "x"}) == 400, "unseen in a name"
    assert engine.refused(f"/api/v1/groups/{name}/person", {"by": "李敏", "state": "settled", "post": "none"}) == 404
    case = engine.get(f"/api/v1/cases/{name}")
    assert [e["action"] for e in case["timeline"]] == [act for act, _, _ in steps], case["timeline"]
    assert case["assignee"] == "bo@bank.example" and len(case["people"]) == 1, case
    return name


def merge_and_split(engine, box):
    """A case goes on in a merge, and stays where its posts are in a split; later posts are bound by both."""
    engine.post("/api/v1/posts", [record("card", i, 20 + i, "海桥银行") for i in range(6)])
    card = engine.group_of("海桥银行", other_than=[box])["id"]
    engine.post(f"/api/v1/groups/{card}/ack", {"by": "陈一"})
    engine.post(f"/api/v1/groups/{card}/person", {"by": "陈一", "state": "contacted", "post": "card 1", "channel": "weibo"})
    merged = engine.post(f"/api/v1/groups/{card}/merge", {"with": box, "by": "陈一", "reason": "同一分行"})
    assert merged == {"id": box, "merged": card}, merged
    case = engine.get(f"/api/v1/cases/{box}")
    assert case["merged_from"] == [card] and case["status"] == "registered", "an open case outlives a closed one"
    assert case["acked"]["by"] == "陈一" and len(case["people"]) == 2, case
    part = engine.post(f"/api/v1/groups/{box}/split",
                       {"by": "陈一", "posts": [{"channel": "weibo", "id": f"card {i}"} for i in range(6)]})["part"]
    engine.post(f"/api/v1/groups/{part}/ack", {"by": "陈二"})
    return part


def check_kept(engine, box, loan, part):
    """After a restart, and for posts that come after it."""
    assert engine.get(f"/api/v1/groups/{loan}")["status"] == "reviewed", "after a restart it is another"
    assert len(engine.get(f"/api/v1/cases/{loan}")["timeline"]) == 10
    assert engine.get(f"/api/v1/cases/{box}")["status"] == "registered"
    assert engine.get(f"/api/v1/cases/{part}")["acked"]["by"] == "陈二"
    engine.post("/api/v1/posts", [record("card", 9, 40, "海桥银行"), record("box", 9, 41, "海桥银行")])
    assert engine.wait("the late card", lambda: engine.group_of_post("card 9")) == part, "the split holds"
    assert engine.group_of_post("box 9") == box


def forget(engine, box):
    """A person over the API: posts, quotes and the place in the register go, once."""
    before = engine.get("/api/v1/status")["posts"]
    asked = {"by": "李敏", "channel": "weibo", "author": "box author 3", "reason": "本人要求"}
    told = engine.post("/api/v1/forget", asked)
    assert told["posts"] == 1 and told["people"] == 1 and told["quotes"] > 0 and "entry" in told, told
    assert engine.post("/api/v1/forget", asked) == {"posts": 0, "quotes": 0, "people": 0, "words": 0}, "once"
    assert engine.get("/api/v1/status")["posts"] == before - 1
    case = engine.get(f"/api/v1/cases/{box}")
    assert "box 3" not in [person.get("post") for person in case["people"]], case["people"]
    note = next(e["entry"] for e in case["timeline"] if e.get("text") == "回访满意")
    assert engine.post("/api/v1/forget", {"by": "李敏", "entry": note})["words"] == 1
    case = engine.get(f"/api/v1/cases/{box}")
    assert next(e for e in case["timeline"] if e["entry"] == note)["erased"], case["timeline"]
    for body in [{"by": "李敏"}, {"by": "李敏", "entry": 1, "post": "x"}, {"entry": 1}, {"by": "x", "person": "12"}]:
        assert engine.refused("/api/v1/forget", body) == 400, body


def run(binary, *words, wanted=0):
    done = subprocess.run([binary, *words], capture_output=True, text=True, timeout=DEADLINE_SECS, check=False)
    assert done.returncode == wanted, f"{words}: {done.returncode}, not {wanted}: {done.stdout}{done.stderr}"
    return done.stdout


def prove(audit):
    """The exported log, as somebody would who has this file alone; its head."""
    before = "00" * 32
    for line in audit.read_text().splitlines():
        entry = json.loads(line)
        body = bytes.fromhex(entry["body"])
        assert entry["before"] == before, entry
        assert hashlib.sha256(bytes.fromhex(before) + body).hexdigest() == entry["hash"], entry
        changed = bytes([body[40] ^ 1]) if len(body) > 40 else b""
        assert hashlib.sha256(bytes.fromhex(before) + body[:40] + changed + body[41:]).hexdigest() != entry["hash"]
        if "salt" in entry:
            words = hashlib.sha256(bytes.fromhex(entry["salt"]) + entry["act"]["text"].encode()).hexdigest()
            assert words == entry["text_hash"] and bytes.fromhex(words) in body, entry
        before = entry["hash"]
    return before


def check_store(binary, folder, head, noted):
    data = ["--data-dir", folder]
    assert json.loads(run(binary, "store", "inspect", "--json", *data))["audit_head"] == head["head"]
    run(binary, "store", "verify", *data)
    run(binary, "store", "verify", "--head", noted["head"], *data)
    run(binary, "store", "verify", "--head", "12" * 32, *data, wanted=1)
    run(binary, "store", "verify", "--head", "none", *data, wanted=2)
    audit = pathlib.Path(folder) / "audit.jsonl"
    run(binary, "store", "export", "--audit", audit, *data)
    assert prove(audit) == head["head"]
    acts = [json.loads(line)["act"] for line in audit.read_text().splitlines()]
    assert [act["entry"] for act in acts] == list(range(head["entries"])), acts
    sequence = pathlib.Path(folder) / "sequence.jsonl"
    run(binary, "store", "export", "--sequence", sequence, *data)
    records = [json.loads(line)["record"] for line in sequence.read_text().splitlines()]
    assert records.count("case_action") == len([a for a in acts if a["action"] not in
                                                ("merge", "split", "forget", "recurred", "taken_over")])
    assert records.count("forget") == 2
    assert "回访满意" not in sequence.read_text() + audit.read_text(), "what was forgotten is in no export"
    # On the stopped store, and once.
    told = json.loads(run(binary, "store", "forget", "--channel", "weibo", "--post", "box 4", "--by", "李敏", "--json", *data))
    assert told["posts"] == 1 and "entry" in told, told
    told = json.loads(run(binary, "store", "forget", "--channel", "weibo", "--post", "box 4", "--by", "李敏", "--json", *data))
    assert told == {"posts": 0, "quotes": 0, "people": 0, "words": 0}, told
    run(binary, "store", "forget", "--by", "李敏", *data, wanted=2)
    run(binary, "store", "verify", "--head", head["head"], *data)


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="groundswell-case-") as folder:
        with Engine(binary, folder) as engine:
            box = walk_by_command(engine)
            noted = engine.get("/api/v1/status")["audit"]
            loan = walk_by_api(engine)
            part = merge_and_split(engine, box)
        with Engine(binary, folder) as engine:
            check_kept(engine, box, loan, part)
            forget(engine, box)
            head = engine.get("/api/v1/status")["audit"]
        check_store(binary, folder, head, noted)
        with Engine(binary, folder) as engine:
            assert engine.group_of_post("box 4") is None and engine.group_of_post("box 5") == box
            assert engine.get("/api/v1/status")["audit"]["entries"] == head["entries"] + 1
    print("cases were walked from the first post to the review, merged, split and forgotten of")


if __name__ == "__main__":
    main()
