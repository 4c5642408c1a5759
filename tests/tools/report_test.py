"""The report of a replayed week, every number of it counted again over the API, and in every form.

Run: report_test.py BINARY. Two weeks of posts about own organisations and a competitor go into a real engine, with an
edit, a deletion and an answer on the way. Every figure of the week's and of a day's report must be the number of items
that its own query lists; shares and changes must follow from them. The same report comes as HTML, Markdown and Word
(opened with LibreOffice where that is installed), in both languages, from the engine, from the command line, after a
restart and from the stopped store. What people write into it appears escaped, by version, and is told at its time.
"""
import datetime
import html.parser
import http.server
import io
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree
import zipfile

DEADLINE_SECS = 60
ZONE = datetime.timezone(datetime.timedelta(hours=8))
WEEK, DAY, MONTH = "2026-W10", "2026-03-05", "2026-03"
OWN, OTHER_OWN, RIVAL = "海桥银行", "云帆支付", "对岸银行"
CONFIG = f"""
[engine]
zone = "+08:00"
[profile]
clocks = ["decide = 3 days after received until answered named 作出处理决定 / Decision"]
[channel.heimao]
formal = true
[organisation."{OWN}"]
role = "own"
[organisation."{OTHER_OWN}"]
role = "own"
[organisation."{RIVAL}"]
role = "competitor"
"""
SPEAKERS = ["收款音箱又不播报了,客服电话一直打不通,第{}天没法做生意", "音箱收款不播报,打了{}次客服都打不通,气死了",
            "今天收款音箱一直不播报,客服打不通,亏了{}元"]
FEES = ["提现手续费乱扣,多收了{}元,要求退还", "手续费又多扣{}元,客服不给退还"]
CHATTER = ["去{}号网点排队办业务,人不多", "新版应用挺好用的,给{}分", "今天路过网点,有{}个人在门口", "谁知道网点几点开门,周{}开吗"]
RIVAL_WORDS = ["转账一直不到账,等了{}小时", "理财页面打不开,试了{}次", "新卡面挺好看,给{}分"]
SCRIPT = "<script>alert(1)</script> & \"quoted\""


class Engine:
    running = []  # none is left behind when a check fails

    def __init__(self, binary, folder, config):
        self.binary, self.config = binary, config
        self.process = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder, "--config",
                                         config], stderr=subprocess.PIPE, text=True)
        Engine.running.append(self.process)
        self.url, said = "", []
        for line in self.process.stderr:
            said.append(line)
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1]
            if line.startswith("ready"):
                break
        assert self.url, f"the engine did not start: {said}"
        # What is said from here on must not fill the pipe.
        self.reader = threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True)
        self.reader.start()

    def call(self, path, body=None, method=None, headers=None):
        """(status, headers, bytes)"""
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE_SECS) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def get(self, path):
        status, _, body = self.call(path)
        assert status == 200, f"{path}: {status} {body[:300]}"
        return json.loads(body)

    def post(self, path, value):
        status, _, body = self.call(path, json.dumps(value).encode(), "POST", {"Content-Type": "application/json"})
        assert status == 200, f"{path}: {status} {body[:300]}"
        return json.loads(body)

    def command(self, *words, wanted=0):
        done = subprocess.run([self.binary, *words], capture_output=True, timeout=DEADLINE_SECS, check=False)
        assert done.returncode == wanted, f"{words}: {done.returncode}, not {wanted}: {done.stderr}"
        return done.stdout

    def items(self, query):
        """All that a query lists, page by page."""
        items, mark, cursor = [], "&" if "?" in query else "?", ""
        while True:
            page = self.get(query + mark + "limit=500" + cursor)
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"])

    def stop(self):
        self.process.terminate()
        status = self.process.wait(DEADLINE_SECS)
        self.reader.join()
        assert status == 0, f"the engine ended with {status}"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()


def posts_of(day, count, draw, number):
    """Posts of one local day, in order of time."""
    begin = datetime.datetime.combine(day, datetime.time(), ZONE)
    for second in sorted(draw.sample(range(86400), count)):
        kind, i = draw.random(), next(number)
        record = {"id": f"p{i}", "channel": draw.choice(["weibo", "forum", "heimao"]), "author": f"a{i % 400}",
                  "time": (begin + datetime.timedelta(seconds=second)).isoformat(), "url": f"https://posts.example/{i}"}
        if kind < 0.3:
            record.update(org=RIVAL, text=draw.choice(RIVAL_WORDS).format(i % 90 + 1))
        elif kind < 0.5:
            record.update(org=OTHER_OWN, text=draw.choice(FEES).format(i % 90 + 1))
        elif kind < 0.8:
            record.update(org=OWN, text=draw.choice(CHATTER).format(i % 90 + 1))
        elif kind < 0.9:
            record.update(text=draw.choice(CHATTER).format(i % 90 + 1))
        else:
            record.update(org=OWN, text=draw.choice(FEES).format(i % 90 + 1))
        if day >= datetime.date(2026, 3, 4) and draw.random() < 0.3:  # a matter of this week alone
            record.update(org=OWN, text=draw.choice(SPEAKERS).format(i % 90 + 1))
        yield record


def feed(engine):
    """Two weeks, with an answer on Friday of the second; gives the group that was answered."""
    draw, number, group = random.Random(7), iter(range(100000)), None
    days = [datetime.date(2026, 2, 23) + datetime.timedelta(days=i) for i in range(14)]
    for day in days:
        records = list(posts_of(day, 60, draw, number))
        if day == datetime.date(2026, 3, 6):
            engine.post("/api/v1/posts", records[:30])
            group = answer(engine)
            records = records[30:]
        engine.post("/api/v1/posts", records)
    gone = engine.items(f"/api/v1/posts?since={DAY}T00:00:00%2B08:00&until={DAY}T12:00:00%2B08:00")
    engine.post("/api/v1/posts", [{"id": gone[0]["id"], "channel": gone[0]["channel"], "deleted": True}])
    edited = {"id": gone[1]["id"], "channel": gone[1]["channel"], "time": gone[1]["time"], "text": "已经解决了,谢谢",
              "edited_at": "2026-03-08T23:59:00+08:00"}
    assert engine.post("/api/v1/posts", [edited])["updated"] == 1
    engine.post("/api/v1/posts", [{"id": "end", "time": "2026-03-10T09:00:00+08:00", "text": "网点开门了"}])
    return group


def answer(engine):
    deadline = time.monotonic() + DEADLINE_SECS
    while time.monotonic() < deadline:
        groups = engine.get("/api/v1/groups?level=emerging,major,crisis&q=" + urllib.parse.quote("音箱"))["items"]
        if groups:
            group = groups[0]["id"]
            engine.post(f"/api/v1/groups/{group}/ack", {"by": "李敏"})
            engine.post(f"/api/v1/groups/{group}/answer",
                        {"by": "李敏", "text": "音箱已恢复,费用退还", "link": "https://bank.example/notice"})
            return group
        time.sleep(0.05)
    raise AssertionError("the posts made no group")


def settled(engine):
    """Lists follow the commits by a moment."""
    deadline, before = time.monotonic() + DEADLINE_SECS, None
    while time.monotonic() < deadline:
        now = engine.call(f"/api/v1/reports/{WEEK}")[2]
        if now == before:
            return json.loads(now)
        before = now
        time.sleep(0.3)
    raise AssertionError("the report does not settle")


def figures_of(value, path=""):
    if isinstance(value, dict):
        if set(value) == {"value", "query"}:
            yield path, value["value"], value["query"]
        else:
            for name, inner in value.items():
                yield from figures_of(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from figures_of(inner, f"{path}/{i}")


def queries_of(value):
    if isinstance(value, dict):
        if "query" in value and "value" not in value:
            yield value["query"]
        for inner in value.values():
            yield from queries_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from queries_of(inner)


def check_figures(engine, report):
    """Every figure is the number of items that its query lists."""
    checked = 0
    for path, value, query in figures_of(report):
        if path.startswith("/clocks/"):
            continue
        listed = len(engine.items(query))
        assert listed == value, f"{report['period']['name']}{path}: {value}, but {query} lists {listed}"
        checked += 1
    for clock in report["clocks"]:
        case = engine.get(clock["running"]["query"])
        told = [one for one in case["clocks"] if one["name"] == clock["name"]]
        assert [(one["running"], one["passed"], one["due"]) for one in told] == \
            [(clock["running"]["value"], clock["passed"]["value"], clock["due"])], f"{clock} is no clock of {told}"
        checked += 2
    for query in set(queries_of(report)):
        assert engine.call(query)[0] == 200, f"{query} leads nowhere"
    return checked


def near(a, b):
    return abs(a - b) < 1e-4


def check_derived(report):
    """Shares and changes follow from the figures beside them."""
    def moods(row, where):
        total = row["negative"]["value"] + row["neutral"]["value"] + row["positive"]["value"]
        assert total == row["posts"]["value"], f"{where}: the moods add up to {total} of {row['posts']['value']}"
        if total:
            assert near(row["negative_share"], row["negative"]["value"] / total), where
        else:
            assert "negative_share" not in row, where

    def change(now, before, told, where):
        for name in ("posts", "complaints"):
            if before[name]["value"] > 0:
                wanted = now[name]["value"] / before[name]["value"] - 1
                assert near(told[name], wanted), f"{where}: {told[name]}, not {wanted}"
            else:
                assert name not in told, where
        if "negative_share" in now and "negative_share" in before:
            assert near(told["negative_share"], now["negative_share"] - before["negative_share"]) or \
                abs(told["negative_share"] - now["negative_share"] + before["negative_share"]) < 2e-4, where

    volume = report["volume"]
    moods(volume, "volume")
    for other in volume["compared"]:
        if "posts" in other:
            moods(other, other["with"])
            change(volume, other, other["change"], other["with"])
    for part in ("platforms", "organisations", "competitors"):
        for row in report[part]:
            moods(row, part)
            if "before" in row:
                moods(row["before"], part)
                change(row, row["before"], row["change"], part)
    assert sum(row["posts"]["value"] for row in report["platforms"]) == volume["posts"]["value"]


def check_week(report, group):
    period = report["period"]
    assert (period["kind"], period["since"], period["until"], period["zone"], period["complete"]) == \
        ("week", "2026-03-01T16:00:00.000Z", "2026-03-08T16:00:00.000Z", "+08:00", True), period
    assert (report["previous"], report["next"], report["scope"]) == ("2026-W09", "2026-W11", "own"), report["scope"]
    with_posts = [other["with"] for other in report["volume"]["compared"] if "posts" in other]
    assert with_posts == ["previous"], f"nothing is known of before the store began: {with_posts}"
    assert [row["org"] for row in report["competitors"]] == [RIVAL], report["competitors"]
    assert {row["org"] for row in report["organisations"]} == {OWN, OTHER_OWN}, report["organisations"]
    words = " ".join(item["word"] for item in report["hot_words"]["items"])
    assert "音箱" in words and "播报" in words, f"the week's words are {words}"
    assert "手续费" not in words and "网点" not in words, f"what was said the week before is no hot word: {words}"
    events = {event["group"]["id"]: event for event in report["events"]}
    assert group in events, f"{group} is no event"
    event = events[group]
    assert event["group"]["org"] == OWN and event["joined"]["value"] > 4, event
    assert all(event["group"].get("org") != RIVAL for event in report["events"]), "a competitor is compared alone"
    assert re.fullmatch(r"https://posts\.example/\d+", event["first"]["url"]), event["first"]
    assert event["first"]["time"] == event["first_at"], event["first"]
    assert event["representatives"] and all(post["url"] for post in event["representatives"]), event
    told = report["answers"]
    assert [one["group"]["id"] for one in told] == [group] and told[0]["text"] == "音箱已恢复,费用退还", told
    assert told[0]["complete"] and "joined_hour_before" in told[0] and "joined_hour_after" in told[0], told
    waiting = {one["group"]["id"]: one["reasons"] for one in report["needs_action"]}
    assert set(waiting.get(group, [])) <= {"overdue"}, "whoever complained before the answer was answered"
    assert any("untaken" in reasons for reasons in waiting.values()), waiting
    assert report["clocks"] and report["clocks"][0]["zh"] == "作出处理决定", report["clocks"]
    assert [one["due"] for one in report["clocks"]] == sorted(one["due"] for one in report["clocks"])
    overdue = {one["group"]["id"] for one in report["clocks"] if one["passed"]["value"] > 0}
    assert overdue and overdue <= {id for id, reasons in waiting.items() if "overdue" in reasons}, (overdue, waiting)


class Page(html.parser.HTMLParser):
    """Links and text of an HTML file."""

    def __init__(self, text):
        super().__init__()
        self.links, self.words, self.tags = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name == "href"]
        assert not any(name.startswith("on") or name == "src" for name, _ in attributes), attributes

    def handle_data(self, data):
        self.words.append(data)


def shown_numbers(report):
    """What a document shows of the figures: with a point between thousands."""
    for part in ("volume", "platforms", "organisations", "events", "answers", "needs_action", "clocks", "competitors", "risen"):
        for path, value, query in figures_of(report[part]):
            # Left to the data: changes of single rows, alerts of an event, moods of the period before of a row.
            if "/before/" in path and not path.endswith("/before/posts") or part == "events" and "/alerts" in path:
                continue
            yield f"{value:,}", query


def page_of(query):
    """Where the page shows what a call lists."""
    if found := re.fullmatch(r"/api/v1/groups/(\w+)/posts\?(.*)", query):
        return f"/#/posts?group={found[1]}&{found[2]}"
    if found := re.fullmatch(r"/api/v1/(?:cases|groups)/(\w+)", query):
        return f"/#/groups/{found[1]}"
    query = re.sub(r"([?&]org=)(?=&|$)", r"\1-", query)
    return re.sub(r"^/api/v1/(posts|alerts)\?", r"/#/\1?", query)


def check_forms(engine, report, folder):
    for lang, heading in (("zh-CN", "舆情周报 " + WEEK), ("en", "Weekly report " + WEEK)):
        status, headers, body = engine.call(f"/api/v1/reports/{WEEK}?format=html&lang={lang}")
        assert status == 200 and headers["Content-Type"].startswith("text/html"), headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], headers
        page = Page(body.decode())
        words = "".join(page.words)
        assert heading in words and "script" not in page.tags, page.tags
        links = set(page.links)
        for number, query in shown_numbers(report):
            assert engine.url + page_of(query) in links, f"{lang}: no link to {query}"
            assert number in words, f"{lang}: {number} is not told"
        markdown = engine.call(f"/api/v1/reports/{WEEK}?format=md&lang={lang}")[2].decode()
        assert markdown.startswith("# " + heading), markdown[:80]
        for number, query in shown_numbers(report):
            assert f"[{number}](<{engine.url}{page_of(query)}>)" in markdown, f"{lang}: {number} {query}"
        status, headers, body = engine.call(f"/api/v1/reports/{WEEK}?format=docx&lang={lang}")
        assert status == 200 and "wordprocessingml" in headers["Content-Type"], headers
        check_word(body, engine, report, pathlib.Path(folder) / f"report-{lang}.docx", heading)


def check_word(body, engine, report, file, heading):
    file.write_bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        assert package.testzip() is None
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            xml.etree.ElementTree.fromstring(part)
    rels = xml.etree.ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    links = {rel.get("Target") for rel in rels}
    for number, query in shown_numbers(report):
        assert engine.url + page_of(query) in links, f"no link to {query} in the Word file"
    assert "宋体".encode() in parts["word/styles.xml"] and b"w:tbl" in parts["word/document.xml"]
    if not shutil.which("soffice"):
        return
    profile = f"-env:UserInstallation=file://{file.parent}/office"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir",
                    str(file.parent), str(file)], capture_output=True, timeout=120, check=True)
    words = file.with_suffix(".txt").read_text(encoding="utf-8-sig")
    assert heading in words, f"LibreOffice reads: {words[:200]}"
    for number, query in shown_numbers(report):
        assert number in words, f"LibreOffice does not show {number} of {query}"


def check_text(engine, group):
    """Written by version, shown escaped in every form, with what is left out left out."""
    path = f"/api/v1/reports/{WEEK}/text"
    status, headers, body = engine.call(path)
    assert status == 200 and headers["ETag"] == '"0"' and json.loads(body)["version"] == 0, (headers["ETag"], body)
    text = {"by": "王强", "summary": "本周音箱故障。\n" + SCRIPT + "\n联系 13812345678", "comments": {group: "已整改 " + SCRIPT},
            "left_out": ["platforms"]}

    def put(value, etag, wanted):
        headers = {"Content-Type": "application/json", **({"If-Match": etag} if etag else {})}
        status, headers, body = engine.call(path, json.dumps(value).encode(), "PUT", headers)
        assert status == wanted, f"{etag}: {status}, not {wanted}: {body[:300]}"
        return headers["ETag"], json.loads(body)

    put(text, None, 428)
    put(text, '"7"', 412)
    put({**text, "left_out": ["weather"]}, '"0"', 400)
    put({**text, "comments": {"x": "y"}}, '"0"', 400)
    put({"summary": "by nobody"}, '"0"', 400)
    etag, written = put(text, '"0"', 200)
    assert etag == '"1"' and written["by"] == "王强" and written["version"] == 1, written
    assert "13812345678" not in written["summary"] and "[phone]" in written["summary"], written["summary"]
    put(text, '"0"', 412)
    etag, written = put(text, '"1"', 200)
    assert [one["version"] for one in written["history"]] == [1, 2], written["history"]
    assert engine.call("/api/v1/reports/2026-13/text")[0] == 404
    report = engine.get(f"/api/v1/reports/{WEEK}")
    assert report["text"]["comments"][group].startswith("已整改"), report["text"]
    assert engine.get(f"/api/v1/reports/{DAY}").get("text") is None, "the text is of its period alone"
    for form in ("html", "md"):
        body = engine.call(f"/api/v1/reports/{WEEK}?format={form}&lang=zh-CN")[2].decode()
        assert "本周音箱故障" in body and "已整改" in body and "平台分布" not in body, form
        assert "<script" not in body, f"{form}: markup came through"
        assert "13812345678" not in body, form
    word = zipfile.ZipFile(io.BytesIO(engine.call(f"/api/v1/reports/{WEEK}?format=docx")[2]))
    assert "本周音箱故障" in word.read("word/document.xml").decode()


def check_command(engine, folder, report):
    told = engine.command("report", "--week", WEEK, "--json", "--url", engine.url)
    assert json.loads(told) == report, "the command tells another report"
    out = pathlib.Path(folder) / "command.docx"
    assert engine.command("report", "--day", DAY, "--format", "docx", "--out", str(out), "--url", engine.url) == b""
    assert zipfile.is_zipfile(out)
    assert "舆情月报".encode() in engine.command("report", "--month", MONTH, "--lang", "zh-CN", "--url", engine.url)
    engine.command("report", "--day", "2026-02-30", "--url", engine.url, wanted=2)
    engine.command("report", "--url", engine.url, wanted=2)
    engine.command("report", "--day", DAY, "--week", WEEK, "--url", engine.url, wanted=2)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def check_told(binary, folder, text):
    """At its time the report is told once, also over a kill."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.bodies = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    past = datetime.datetime.now(ZONE) - datetime.timedelta(minutes=2)
    config = pathlib.Path(folder) / "told.toml"
    config.write_text(text + f"""
[report]
daily = "{past:%H:%M}"
receivers = ["boss"]
[receiver.boss]
kind = "webhook"
url = "http://127.0.0.1:{server.server_port}/"
allow_private = true
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
[serve]
public_url = "http://page.example"
""", encoding="utf-8")

    def reports():
        return [body for body in server.bodies if body.get("type") == "notice.report"]

    store = folder + "/store"
    for kill in (True, False):
        engine = Engine(binary, store, str(config))
        deadline = time.monotonic() + DEADLINE_SECS
        while time.monotonic() < deadline and not reports():
            time.sleep(0.05)
        time.sleep(1)  # a second one would come now
        engine.kill() if kill else engine.stop()
    server.shutdown()
    told = reports()
    assert len(told) == 1, f"told {len(told)} times: {server.bodies}"
    row = told[0]["data"]
    day = (past.date() - datetime.timedelta(days=1)).isoformat()
    assert row["page"] == f"/#/reports/{day}" and row["zh"]["headline"].startswith(f"舆情日报 {day}"), row
    assert row["en"]["headline"].startswith(f"Daily report {day}") and row["receivers"] == ["boss"], row


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="groundswell-report-") as folder:
        config = pathlib.Path(folder) / "groundswell.toml"
        config.write_text(CONFIG, encoding="utf-8")
        engine = Engine(binary, folder + "/store", str(config))
        group = feed(engine)
        report = settled(engine)
        check_week(report, group)
        check_derived(report)
        checked = check_figures(engine, report)
        for name in (DAY, MONTH):
            other = engine.get(f"/api/v1/reports/{name}")
            check_derived(other)
            checked += check_figures(engine, other)
        assert engine.call("/api/v1/reports/2026-02-30")[0] == 404
        assert engine.call(f"/api/v1/reports/{WEEK}?format=pdf")[0] == 400
        check_forms(engine, report, folder)
        check_command(engine, folder, report)
        check_text(engine, group)
        whole = engine.call(f"/api/v1/reports/{WEEK}")[2]
        engine.stop()
        stopped = engine.command("report", "--week", WEEK, "--json", "--data-dir", folder + "/store", "--config",
                                 str(config))
        assert stopped.strip() == whole, "the stopped store tells another report"
        engine = Engine(binary, folder + "/store", str(config))
        assert engine.call(f"/api/v1/reports/{WEEK}")[2] == whole, "a restart changes the report"
        engine.stop()
        check_told(binary, folder, CONFIG)
    print(f"{checked} figures counted again")


try:
    main()
finally:
    for left in Engine.running:
        left.kill()
