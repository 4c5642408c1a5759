"""Deadlines on a real engine, by the command line and by the API, in both languages: across a weekend and a holiday.

Run: case_clocks_test.py BINARY. Complaints made at an office, which takes them formally, make a group; its deadlines are
counted by a holiday file, extended, met by an answer and told in a draft of a report. Then a deadline comes near by the
clock of the wall: it is told once, also after a kill.
"""
import datetime
import io
import json
import pathlib
import signal
import sys
import tempfile
import time
import xml.dom.minidom
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import case_walk_test  # noqa: E402

CONFIG = """
[channel.office]
formal = true
[profile]
zone = "Asia/Shanghai"
warn_before = ["45m"]
report_major_hours = 24
clocks = [
  "accept = 7 working_days after received until registered named 决定是否受理 / Acceptance",
  "decide = 15 days after received until answered extendable to 30 named 作出处理决定 / Decision",
]
[calendar]
file = "{calendar}"
"""
CALENDAR = """
[days]
2026-05-01 = "holiday"
2026-05-04 = "holiday"
2026-05-05 = "holiday"
2026-05-09 = "workday"
"""
SOON = """
[channel.office]
formal = true
[profile]
warn_before = ["45m"]
clocks = ["respond = 1 hours after received named 首次回应 / Response"]
"""


def record(number, when, channel="office"):
    return dict(case_walk_test.record("box", number, 0, "海桥银行"), id=str(number), channel=channel, time=when)


def clocks_of(case):
    return [(c["name"], c["running"], c["due"]) for c in case.get("clocks", [])]


def across_a_holiday(engine, folder):
    # Thursday the 30th of April: four at the office, two on a platform.
    posts = [record(i, f"2026-04-30T09:{i:02d}:00+08:00") for i in range(4)]
    posts += [record(i, f"2026-04-30T09:{i:02d}:00+08:00", "weibo") for i in range(4, 6)]
    engine.post("/api/v1/posts", posts)
    name = engine.group_of("海桥银行")["id"]
    # The 6th, 7th, 8th, the Saturday worked for the holiday, the 11th, 12th, 13th; and fifteen days of the calendar.
    wanted = [("accept", 4, "2026-05-13T15:59:59.999Z"), ("decide", 4, "2026-05-15T15:59:59.999Z")]
    case = engine.get(f"/api/v1/cases/{name}")
    assert clocks_of(case) == wanted, case.get("clocks")
    assert clocks_of(engine.get(f"/api/v1/groups/{name}")) == wanted
    listed = engine.get("/api/v1/cases?sort=due")["items"]
    assert [(c["id"], c["due"]) for c in listed] == [(name, wanted[0][2])], listed
    assert engine.get("/api/v1/cases?sort=due&due_before=2026-05-13")["items"] == []
    chinese, english = engine.command("cases", "--due", lang="zh-CN"), engine.command("show", name)
    assert "决定是否受理 (accept)  到期 2026-05-13 23:59 (+08:00)  计时中 4" in chinese, chinese
    assert "Decision (decide)  due 2026-05-15 23:59 (+08:00)  running 4" in english, english
    # What people do.
    engine.command("ack", name, "--by", "李敏")
    engine.command("person", name, "--by", "李敏", "--post", "0", "--channel", "office", "--state", "settled")
    engine.command("extend", name, "decide", "--by", "李敏", "--reason", "案情复杂")
    engine.post(f"/api/v1/groups/{name}/promise", {"by": "李敏", "due": "2026-05-08T18:00:00+08:00", "text": "周五前退费"})
    assert "cannot be extended" in engine.command("extend", name, "accept", "--by", "x", "--reason", "x", wanted=2)
    shown = engine.command("show", name, lang="zh-CN")
    assert "承诺 (promise)  到期 2026-05-08 18:00 (+08:00)  计时中 1" in shown, shown
    assert "作出处理决定 (decide)  到期 2026-05-30 23:59 (+08:00)  计时中 3" in shown and "已延期 1" in shown, shown
    draft(engine, folder, name)
    engine.command("answer", name, "已恢复，手续费已退", "--by", "李敏")
    case = engine.get(f"/api/v1/cases/{name}")
    assert "clocks" not in case and "due" not in case, case
    assert engine.get("/api/v1/cases?sort=due")["items"] == []


def draft(engine, folder, name):
    chinese, english = engine.command("draft", name, lang="zh-CN"), engine.command("draft", name)
    for words in ["海桥银行", "【待填：联系人及电话】", "作出处理决定", "周五前退费", "已和解 | 1"]:
        assert words in chinese, f"{words} is not in {chinese}"
    assert "[to fill: what was answered, and when]" in english.replace("\\", ""), english
    assert "author" not in chinese + english, "a name of one who complained"
    file = pathlib.Path(folder) / "draft.docx"
    engine.command("draft", name, "--format", "docx", "--out", str(file), lang="zh-CN")
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as package:
        assert package.testzip() is None
        for part in package.namelist():
            xml.dom.minidom.parseString(package.read(part))
        assert "【待填：联系人及电话】" in package.read("word/document.xml").decode()
    again = pathlib.Path(folder) / "again.docx"
    engine.command("draft", name, "--format", "docx", "--out", str(again), lang="zh-CN")
    assert again.read_bytes() == file.read_bytes(), "the same case gave other bytes"


def notices(engine):
    return [n for n in engine.get("/api/v1/notices")["items"] if n["kind"] == "clock"]


def told_once(binary, folder, config):
    now = datetime.datetime.now(datetime.timezone.utc)
    with case_walk_test.Engine(binary, folder, "--config", config) as engine:
        posts = [record(i, (now - datetime.timedelta(minutes=30 - i)).isoformat()) for i in range(6)]
        engine.post("/api/v1/posts", posts)
        name = engine.group_of("海桥银行")["id"]
        engine.process.send_signal(signal.SIGKILL)
        engine.process.wait()
        engine.killed = True
    for _ in range(2):
        with case_walk_test.Engine(binary, folder, "--config", config) as engine:
            deadline = time.monotonic() + case_walk_test.DEADLINE_SECS
            while not notices(engine) and time.monotonic() < deadline:
                time.sleep(0.1)
            found = notices(engine)
            assert len(found) == 1 and found[0]["group"] == name, found
            assert "首次回应" in json.dumps(found, ensure_ascii=False), found
            engine.process.send_signal(signal.SIGKILL)
            engine.process.wait()
            engine.killed = True


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="groundswell-clocks-") as folder:
        root = pathlib.Path(folder)
        (root / "calendar.toml").write_text(CALENDAR)
        (root / "config.toml").write_text(CONFIG.format(calendar=root / "calendar.toml"))
        (root / "soon.toml").write_text(SOON)
        with case_walk_test.Engine(binary, str(root / "a"), "--config", str(root / "config.toml")) as engine:
            across_a_holiday(engine, folder)
        told_once(binary, str(root / "b"), str(root / "soon.toml"))
    print("deadlines ran across a holiday, and one that came near was told once")


if __name__ == "__main__":
    main()
