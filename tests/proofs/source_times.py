#!/usr/bin/env python3
"""Times and traits of sources on a running engine, without configuration beyond where the sources are.

Three people's complaints at a desk that names nobody, sent to its mapping's bare address, are watched. A flood from the
far future, by HTTP and by a file that is followed, moves no watermark, ends nothing, is marked, counted and named, once;
an honest stream that comes after it rises as ever; and a replay of the exported sequence gives the same alerts.
"""
import json
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from live import Engine, post, run  # noqa: E402

FAR_MS = 400 * 86400 * 1000
COMPLAINTS = ["青禾贷借款一万二,合同里没写担保费,每月却多扣86元担保费,要求退还。",
              "在青禾贷借了8000,还款时才发现每期有担保费,客服不肯退担保费。",
              "青禾贷乱收担保费,要求退还担保费并道歉。"]


def heimao():
    """A page of a complaints desk as it is scraped: dates, hidden names."""
    china = datetime.now(timezone(timedelta(hours=8)))
    days = [(china - timedelta(days=back)).strftime("%Y-%m-%d") for back in (2, 1, 0)]
    return [{"title": f"{day} 于黑猫投诉平台发起\n\n[投诉对象]青禾贷App\n[投诉要求]退费", "content": text, "time": "",
             "href": f"https://tousu.sina.com.cn/complaint/view/1740000000{number}/"}
            for number, (day, text) in enumerate(zip(days, COMPLAINTS))]


def chatter(channel, number, ahead_ms=0):
    return {"id": f"{channel}-{number}", "channel": channel, "time": int(time.time() * 1000) + ahead_ms,
            "author": f"someone {number}", "text": f"今天天气不错 去公园走走 {number}"}


def complaint(number):
    return {"id": f"honest-{number}", "channel": "weibo", "time": int(time.time() * 1000), "author": f"customer {number}",
            "org": "海桥银行", "text": f"海桥银行手机转账一直失败,第{number}次了,客服不理,要求退款"}


def until(holds, what):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, f"not within a minute: {what}"
        time.sleep(0.05)


def status(engine):
    return engine.get("/api/v1/status")[1]


def source(engine):
    return engine.get("/api/v1/sources")[1]["items"][0]


def alerts(engine):
    items, cursor = [], None
    while True:
        page = engine.get("/api/v1/alerts?limit=500" + (f"&cursor={cursor}" if cursor else ""))[1]
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return [(item["id"], item["event"], item["level"], item["at"]) for item in reversed(items)]


def groups_of(engine):
    return engine.get("/api/v1/groups")[1]["items"]


def said(engine, words):
    return sum(words in line for line in engine.words)


def flood(engine, connection, path):
    """The far future by both ways; what was before is as it was."""
    before, groups = status(engine), groups_of(engine)
    answer = post(connection, [chatter("till", i, FAR_MS) for i in range(200)])[2]
    assert answer["accepted"] == 200, answer
    with open(path, "a", encoding="utf-8") as file:
        file.writelines(json.dumps(chatter("crawl", i, FAR_MS), ensure_ascii=False) + "\n" for i in range(200))
    until(lambda: source(engine)["posts"] == 200, "the file's posts")
    after = status(engine)
    assert after["watermark"] == before["watermark"], (before, after)
    assert after["ahead"] == before["ahead"] + 400, after
    assert after["rejected"] == before["rejected"], after
    until(lambda: groups_of(engine) == groups, "the groups as they were")
    crawler = source(engine)
    assert crawler["ahead"] == 200 and crawler["late"] == 0, crawler
    for errors, channel in ((crawler["clock_errors"], "crawl"), (after["sources"]["http"]["clock_errors"], "till")):
        assert [e["channel"] for e in errors] == [channel], errors
        assert abs(errors[0]["error_secs"] - FAR_MS / 1000) < 60, errors
        assert f"400 days ahead of their arrival: is the clock of channel {channel} right?" in errors[0]["message"]
    metrics = engine.get("/metrics")[1]
    assert 'groundswell_source_posts_ahead_total{source="crawler"} 200' in metrics
    assert 'groundswell_source_clock_error_seconds{source="crawler"} 34' in metrics, metrics
    assert 'groundswell_channel_clock_error_seconds{channel="till"} 34' in metrics
    assert said(engine, "source crawler: its times are 400 days ahead") == 1, engine.words
    assert said(engine, "posts by HTTP: its times are 400 days ahead") == 1, engine.words


def drive(binary, folder):
    path, data = os.path.join(folder, "crawl.jsonl"), os.path.join(folder, "data")
    open(path, "w", encoding="utf-8").close()
    engine = Engine(binary, data, [f"source.crawler.kind=file", f"source.crawler.path={path}"])
    engine.wait_ready()
    connection = engine.connect()
    answer = post(connection, heimao(), "/api/v1/feeds/heimao")[2]
    assert answer["accepted"] == 3, answer
    watched = [a for a in alerts(engine) if a[1:3] == ("opened", "watch")]
    assert len(watched) == 1, alerts(engine)
    # Groups are published a moment after the answer.
    until(lambda: [g["complainants"]["count"] for g in groups_of(engine)] == [3], "the group of three")
    post(connection, [chatter("weibo", 0)])
    flood(engine, connection, path)
    for number in range(5):
        assert post(connection, [complaint(number)])[2]["accepted"] == 1
    assert any(a[2] == "emerging" for a in alerts(engine)), alerts(engine)
    # A zone: eight hours ahead.
    post(connection, [chatter("zone", i, 8 * 3600 * 1000) for i in range(60)])
    errors = status(engine)["sources"]["http"]["clock_errors"]
    zone = next(e for e in errors if e["channel"] == "zone")
    assert zone["error_secs"] == 8 * 3600 and "is the time zone of channel zone right?" in zone["message"], zone
    told = alerts(engine)
    assert engine.stop() == 0
    sequence, again = os.path.join(folder, "sequence.jsonl"), os.path.join(folder, "alerts.jsonl")
    run(binary, "store", "export", "--data-dir", data, "--sequence", sequence)
    run(binary, "replay", sequence, "--alerts", again)
    with open(again, encoding="utf-8") as file:
        replayed = [json.loads(line) for line in file]
    assert [(a["id"], a["event"], a["level"], a["at"]) for a in replayed] == told, (replayed, told)
    print(f"{len(told)} alerts, the same again from the sequence")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        drive(sys.argv[1], scratch)
