"""A case walked from the first post to the review on a real engine, by the command line and by the API, in both languages.

Run: case_walk_test.py BINARY. What the commands print is compared with what the API gives, before and after a restart;
the stopped store is sound, and its audit log and sequence tell every act.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

DEADLINE_SECS = 60


class Engine:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder], stderr=subprocess.PIPE, text=True)
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

    def first_group(self):
        """Lists follow the commits by a moment."""
        deadline = time.monotonic() + DEADLINE_SECS
        while time.monotonic() < deadline:
            if items := self.get("/api/v1/groups?level=emerging")["items"]:
                return items[0]
            time.sleep(0.05)
        raise AssertionError("the posts made no group")

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
        assert failure or status == 0, f"the engine ended with {status}"


def record(number):
    return {"id": str(number), "channel": "weibo", "time": f"2026-03-01T09:{number:02d}:00+08:00",
            "author": f"author {number}", "org": "海桥银行",
            "text": f"收款音箱又不播报了,客服电话一直打不通,第{number}天没法做生意"}


def walk(engine):
    engine.post("/api/v1/posts", [record(i) for i in range(6)])
    group = engine.first_group()
    name = group["id"]
    assert group["status"] == "received" and group["level"] == "emerging", group
    assert "no cases" in engine.command("cases", "--assignee", "nobody")
    assert "没有案件" in engine.command("cases", "--status", "reviewed", lang="zh-CN")
    assert f"{name}  受理  升温  无人  海桥银行" in engine.command("cases", lang="zh-CN"), "nobody has touched it"
    # By command and by call in turn.
    assert "registered" in engine.command("ack", name, "--by", "李敏")
    engine.post(f"/api/v1/groups/{name}/assign", {"by": "李敏", "to": "王强"})
    assert "分析" in engine.command("analyse", name, "--by", "王强", "--cause", "停机维护", lang="zh-CN")
    engine.post(f"/api/v1/groups/{name}/handle", {"by": "王强", "measure": "手续费退还"})
    assert "answered" in engine.command("answer", name, "已恢复", "--by", "王强", "--link", "https://bank.example/n")
    engine.command("person", name, "--by", "王强", "--post", "3", "--channel", "weibo", "--state", "followed_up")
    told = json.loads(engine.command("note", name, "回访满意", "--by", "王强", "--json"))
    assert told["status"] == "answered", told
    assert "resolve" not in engine.command("review", name, "太早", "--by", "王强", wanted=2)
    engine.command("resolve", name, "--by", "王强", "--cause", "停机维护", "--measure", "维护改在夜间")
    engine.post(f"/api/v1/groups/{name}/review", {"by": "李敏", "text": "公告提前三天"})
    engine.command("ack", name, "--by", "x", wanted=2)
    engine.command("ack", "0123456789abcdef", "--by", "x", wanted=1)
    case = engine.get(f"/api/v1/cases/{name}")
    assert [e["action"] for e in case["timeline"]] == ["ack", "assign", "analyse", "handle", "answer", "person", "note",
                                                       "resolve", "review"], case["timeline"]
    assert case["status"] == "reviewed" and case["resolution"]["measure"] == "维护改在夜间", case
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


def check_store(binary, folder):
    verify = [binary, "store", "verify", "--data-dir", folder]
    assert subprocess.run(verify, capture_output=True, check=False).returncode == 0, "the store is not sound"
    audit = pathlib.Path(folder) / "audit.jsonl"
    subprocess.run([binary, "store", "export", "--data-dir", folder, "--audit", audit], check=True, capture_output=True)
    entries = [json.loads(line) for line in audit.read_text().splitlines()]
    assert [e["act"]["entry"] for e in entries] == list(range(9)), entries
    assert len({e["hash"] for e in entries}) == 9
    sequence = pathlib.Path(folder) / "sequence.jsonl"
    subprocess.run([binary, "store", "export", "--data-dir", folder, "--sequence", sequence], check=True,
                   capture_output=True)
    assert sequence.read_text().count('"record":"case_action"') == 9


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="groundswell-case-") as folder:
        with Engine(binary, folder) as engine:
            name = walk(engine)
        with Engine(binary, folder) as engine:
            assert engine.get(f"/api/v1/groups/{name}")["status"] == "reviewed", "after a restart it is another"
            assert len(engine.get(f"/api/v1/cases/{name}")["timeline"]) == 9
        check_store(binary, folder)
    print("a case was walked from the first post to the review")


if __name__ == "__main__":
    main()
