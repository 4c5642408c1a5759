#!/usr/bin/env python3
"""Calls every route of a running engine as its own description says, rightly and wrongly, and checks what it answers.

  api_test.py --binary build/release/groundswell   starts an engine on an empty folder, feeds it, stops it
  api_test.py --address http://127.0.0.1:8686       asks one that runs; it is fed too

The description is the one that the engine serves. Every answer must have a status and a content type that the
description names for the call, and a body of the shape it names; every wrong call must be refused with a problem.
"""
import argparse
import csv
import gzip
import hashlib
import hmac
import http.client
import io
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree
import zipfile

sys.dont_write_bytecode = True  # the source tree stays as it is
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from schema import Schemas  # noqa: E402  (it lies beside this file)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
DEADLINE_SECS = 20
SECRET = "agreed for this test"
CONFIG = f"""
[source.signed-desk]
kind = "webhook"
mapping = "zendesk"
signature = "github"
secret = "{SECRET}"
[source.lines]
kind = "tcp"
address = "127.0.0.1:0"
[receiver.nobody]
kind = "webhook"
url = "http://127.0.0.1:9/"
secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
allow_private = true
"""


class Failures(list):
    """What was found wrong; counts the checks."""

    checks = 0

    def check(self, fits, what):
        self.checks += 1
        if not fits:
            self.append(what)
            print("WRONG:", what, file=sys.stderr)


class Engine:
    """One engine, started here or running already."""

    def __init__(self, binary, address):
        self.process = self.folder = None
        if binary:
            self.folder = tempfile.mkdtemp(prefix="groundswell-api-")
            with open(self.folder + "/groundswell.toml", "w", encoding="utf-8") as file:
                file.write(CONFIG)
            command = [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", self.folder + "/data",
                       "--config", self.folder + "/groundswell.toml"]
            self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            for line in self.process.stderr:
                if match := re.match(r"listening on (http://\S+)", line):
                    address = match.group(1)
                if line.strip() == "ready":
                    break
        parts = urllib.parse.urlsplit(address or "")
        if not parts.port:
            raise SystemExit("the engine did not start")
        self.host, self.port = parts.hostname, parts.port

    def call(self, method, target, body=None, headers=None):
        """(status, headers with names in lower case, body bytes)"""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=DEADLINE_SECS)
        connection.request(method, target, body=body, headers=headers or {})
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, data

    def get_json(self, target):
        return json.loads(self.call("GET", target)[2])

    def raw(self, bytes_sent):
        """What comes back for bytes that no client library would send: (status, head and body as text)."""
        with socket.create_connection((self.host, self.port), timeout=DEADLINE_SECS) as connection:
            connection.sendall(bytes_sent)
            received = b""
            while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
                received += more
        text = received.decode("utf-8", "replace")
        return (int(text.split()[1]) if text.startswith("HTTP/1.1 ") else 0), text

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.stderr.read()
            status = self.process.wait(DEADLINE_SECS)
            shutil.rmtree(self.folder)
            return status
        return 0


class ApiTest:
    """The checks. `call` is one method of one path of the description."""

    def __init__(self, engine):
        self.engine = engine
        self.failures = Failures()
        self.document = engine.get_json("/api/v1/openapi.json")
        self.schemas = Schemas(self.document)
        self.ids = {}

    # ---- What the description says.

    def parameters(self, call, where):
        resolved = [self.schemas.resolve(parameter) for parameter in call.get("parameters", [])]
        return [parameter for parameter in resolved if parameter["in"] == where]

    def response(self, call, status):
        return self.schemas.resolve(call["responses"].get(str(status)))

    def calls(self):
        for path, item in self.document["paths"].items():
            for method, call in item.items():
                yield path, method.upper(), call

    def target(self, path, query=None):
        """The path with the ids of things that are there."""
        kind = "alert" if "/alerts/" in path else "notice" if "/notices/" in path or "/drills/" in path else "group"
        path = path.replace("{id}", self.ids.get(kind, "")).replace("{entry}", str(self.ids.get("entry", 0)))
        path = path.replace("{version}", "1")
        path = path.replace("{period}", "2026-03-01")
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    # ---- Checks of one answer.

    def check_answer(self, name, call, answer, wanted):
        status, headers, body = answer
        check = self.failures.check
        check(status == wanted, f"{name}: {status}, not {wanted}: {body[:200]!r}")
        if status != wanted:
            return
        response = self.response(call, status)
        check(response is not None, f"{name}: {status} is not described")
        if response is None:
            return
        for header in response.get("headers", {}):
            check(header.lower() in headers, f"{name}: {status} without {header}")
        self.check_body(name, response.get("content", {}), headers.get("content-type", ""), body)

    def check_body(self, name, content, content_type, body):
        check = self.failures.check
        kind = content_type.split(";")[0].strip()
        check(kind in content or not content, f"{name}: content type {content_type!r}, described are {list(content)}")
        if kind not in content or "json" not in kind:
            return
        try:
            value = json.loads(body)
        except ValueError as error:
            check(False, f"{name}: no JSON ({error}): {body[:200]!r}")
            return
        for line in self.schemas.wrong(value, content[kind]["schema"])[:5]:
            check(False, f"{name}: {line}")
        check(True, name)

    def check_problem(self, name, answer, wanted, call=None):
        status, headers, body = answer
        check = self.failures.check
        check(status == wanted, f"{name}: {status}, not {wanted}: {body[:200]!r}")
        check(call is None or self.response(call, status) is not None, f"{name}: {status} is not described")
        kind = headers.get("content-type", "")
        check(kind.startswith("application/problem+json"), f"{name}: {status} with {kind!r}")
        if kind.startswith("application/problem+json"):
            problem = json.loads(body)
            for line in self.schemas.wrong(problem, {"$ref": "#/components/schemas/Problem"}):
                check(False, f"{name}: {line}")
            check(problem.get("status") == status, f"{name}: the problem says {problem.get('status')}")

    # ---- The description itself.

    def check_description(self):
        check = self.failures.check
        check(self.document["openapi"].startswith("3.1."), "the description is of OpenAPI 3.1")
        names = [call.get("operationId") for _, _, call in self.calls()]
        check(len(names) == len(set(names)) and None not in names, "every call has a name of its own")
        references = set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(self.document)))
        for reference in references:
            try:
                self.schemas.resolve({"$ref": reference})
            except KeyError:
                check(False, f"{reference} leads nowhere")
        for path, method, call in self.calls():
            named = {name for name in re.findall(r"{(\w+)}", path)}
            given = {parameter["name"] for parameter in self.parameters(call, "path")}
            check(named == given, f"{method} {path}: path values {named} are described as {given}")
            for parameter in self.parameters(call, "query"):
                if "example" in parameter:
                    for line in self.schemas.wrong(parameter["example"], parameter["schema"]):
                        check(False, f"{method} {path}: example of {parameter['name']}: {line}")

    # ---- Posts in.

    def record(self, number, **fields):
        return {"id": str(number), "channel": "api-test", "time": f"2026-03-01T09:{number:02d}:00+08:00",
                "author": f"author {number}", "org": "海桥银行",
                "text": f"收款音箱又不播报了,客服电话一直打不通,第{number}天没法做生意", **fields}

    def feed(self):
        """Posts that make a group and its alerts; the rest of the checks reads them."""
        path, check = "/api/v1/posts", self.failures.check
        call = self.document["paths"][path]["post"]
        known = self.engine.get_json("/api/v1/status")["posts"]
        lines = "\n".join(json.dumps(self.record(i), ensure_ascii=False) for i in range(1, 8)).encode()
        ndjson = {"Content-Type": "application/x-ndjson"}

        def send(name, body, headers, wanted=200):
            answer = self.engine.call("POST", path, body, headers)
            self.check_answer(f"POST {path} {name}", call, answer, wanted)
            return json.loads(answer[2]) if answer[0] == 200 else {}

        first = send("lines", lines, ndjson)
        fresh = first.get("accepted")
        check(fresh == 7 or known > 0, f"seven posts were sent, {first}")
        check(self.engine.get_json("/api/v1/status")["posts"] == known + fresh, "the status is as new as the answer")
        again = send("lines again", lines, ndjson)
        check(again.get("duplicates") == 7, f"the same seven were sent, {again}")
        array = json.dumps([self.record(i) for i in range(8, 11)]).encode()
        send("an array", array, {"Content-Type": "application/json"})
        send("one object", json.dumps(self.record(11)).encode(), {"Content-Type": "application/json"})
        send("gzip", gzip.compress(lines), {**ndjson, "Content-Encoding": "gzip"})
        if shutil.which("zstd"):
            packed = subprocess.run(["zstd", "-c"], input=lines, capture_output=True, check=True).stdout
            send("zstd", packed, {**ndjson, "Content-Encoding": "zstd"})
        mixed = send("lines of which some are wrong",
                     b'{"id":"x"}\n' + json.dumps(self.record(12)).encode() + b'\nnot json\n', ndjson)
        check([r["line"] for r in mixed.get("rejected", [])] == [1, 3], f"lines 1 and 3 were wrong, {mixed}")
        edited = send("an edit", json.dumps(self.record(2, edited_at=int(time.time() * 1000))).encode(), ndjson)
        check(edited.get("updated") == 1, f"one post was edited, {edited}")
        gone = send("a deletion", json.dumps({"id": "11", "channel": "api-test", "deleted": True}).encode(), ndjson)
        check(gone.get("deletions") == 1 or known > 0, f"one post was deleted, {gone}")
        self.check_wrong_posts(path, call, lines, ndjson)

    def check_wrong_posts(self, path, call, lines, ndjson):
        def wrong(name, body, headers, wanted):
            self.check_problem(f"POST {path} {name}", self.engine.call("POST", path, body, headers), wanted, call)

        wrong("as an image", lines, {"Content-Type": "image/png"}, 415)
        wrong("in an unknown encoding", lines, {**ndjson, "Content-Encoding": "br"}, 415)
        wrong("in broken gzip", gzip.compress(lines)[:-9], {**ndjson, "Content-Encoding": "gzip"}, 400)
        wrong("an array that does not close", b'[{"id":"1"}', {"Content-Type": "application/json"}, 400)
        bomb = gzip.compress(b" " * (100 << 20))
        wrong("a gzip bomb", bomb, {**ndjson, "Content-Encoding": "gzip"}, 413)
        head = f"POST {path} HTTP/1.1\r\nHost: {self.engine.host}\r\nContent-Type: application/x-ndjson\r\n"
        for name, length, wanted in [("too large", "Content-Length: 99999999999\r\n", 413), ("without a length", "", 411)]:
            status, text = self.engine.raw((head + length + "\r\n").encode())
            self.failures.check(status == wanted, f"POST {path} {name}: {status}, not {wanted}")
            self.failures.check("application/problem+json" in text, f"POST {path} {name}: {text[:200]}")

    # ---- Records of other systems, and sources.

    def feeds(self):
        """Another system's record by a built-in mapping, and by a source that asks for a signature."""
        path, check = "/api/v1/feeds/{mapping}", self.failures.check
        call = self.document["paths"][path]["post"]

        def send(name, mapping, body, headers, wanted=200):
            answer = self.engine.call("POST", path.replace("{mapping}", mapping), body, headers)
            (self.check_answer if wanted == 200 else self.check_problem)(
                f"POST {path} {name}", *((call, answer, wanted) if wanted == 200 else (answer, wanted, call)))
            return json.loads(answer[2]) if answer[0] == 200 else {}

        kind = {"Content-Type": "application/json"}
        message = {"event": "message_created", "message_type": "incoming", "id": 77, "content": "退款一直没到账",
                   "created_at": 1772326800, "sender": {"id": 5, "name": "p5"}}
        body = json.dumps(message, ensure_ascii=False).encode()
        taken = send("a message", "chatwoot", body, kind)
        check(taken.get("accepted", 0) + taken.get("duplicates", 0) == 1, f"one message was sent, {taken}")
        again = send("lines, gzip", "chatwoot", gzip.compress(body + b"\n" + body), {"Content-Encoding": "gzip"})
        check(again.get("duplicates") == 2, f"it was sent twice again, {again}")
        wrong = send("an array with one that is wrong", "chatwoot",
                     json.dumps([message, {**message, "id": None}]).encode(), kind)
        check([r["line"] for r in wrong.get("rejected", [])] == [2], f"the second was wrong, {wrong}")
        check(wrong.get("duplicates") == 1, f"the first was known, {wrong}")
        nothing = send("of no interest", "chatwoot", json.dumps({**message, "event": "contact_created"}).encode(), kind)
        check(sum(v for k, v in nothing.items() if k != "rejected") == 0, f"nothing was to be taken, {nothing}")
        send("by no mapping", "no-such-mapping", body, kind, 404)
        send("as a form", "chatwoot", body, {"Content-Type": "multipart/form-data; boundary=x"}, 415)
        send("in broken gzip", "chatwoot", gzip.compress(body)[:-9], {"Content-Encoding": "gzip"}, 400)
        if self.engine.process:
            self.signed(send, body)

    def signed(self, send, body):
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        send("signed", "signed-desk", body, {"X-Hub-Signature-256": "sha256=" + digest})
        for name, signature in [("not signed", ""), ("signed otherwise", "sha256=" + "0" * 64)]:
            send(name, "signed-desk", body, {"X-Hub-Signature-256": signature}, 401)
        send("by the mapping's own address, unsigned", "zendesk", body, {}, 404)
        send("signed, and changed", "signed-desk", body + b" ", {"X-Hub-Signature-256": "sha256=" + digest}, 401)
        for target in ["/api/v1/sources", "/api/v1/status", "/metrics"]:
            self.failures.check(SECRET.encode() not in self.engine.call("GET", target)[2], f"GET {target} shows a secret")
        listed = {source["name"]: source for source in self.engine.get_json("/api/v1/sources")["items"]}
        desk = listed.get("signed-desk", {})
        self.failures.check((desk.get("requests"), desk.get("refused_signatures")) == (4, 3), f"the list says {desk}")

    def pause(self):
        """A paused source takes nothing until it is resumed."""
        if not self.engine.process:
            return
        calls = {verb: self.document["paths"]["/api/v1/sources/{name}/" + verb]["post"] for verb in ("pause", "resume")}
        feed = self.document["paths"]["/api/v1/feeds/{mapping}"]["post"]
        for verb, state, wanted in [("pause", "paused", 503), ("pause", "paused", 503), ("resume", "running", 401)]:
            path = f"/api/v1/sources/signed-desk/{verb}"
            answer = self.engine.call("POST", path)
            self.check_answer(f"POST {path}", calls[verb], answer, 200)
            self.failures.check(json.loads(answer[2]).get("state") == state, f"POST {path}: {answer[2]!r}")
            refused = self.engine.call("POST", "/api/v1/feeds/signed-desk", b"{}")
            self.check_problem(f"POST to a source after {verb}", refused, wanted, feed)
        answer = self.engine.call("POST", "/api/v1/sources/nobody/pause")
        self.check_problem("POST /api/v1/sources/nobody/pause", answer, 404, calls["pause"])

    def learn_ids(self):
        """Waits for the group that the feed made, and its alerts."""
        deadline = time.monotonic() + DEADLINE_SECS
        while time.monotonic() < deadline:
            groups = self.engine.get_json("/api/v1/groups?channel=api-test&level=emerging,major,crisis")["items"]
            alerts = self.engine.get_json("/api/v1/alerts?event=opened")["items"]
            if groups and alerts:
                self.ids = {"group": groups[0]["id"], "alert": alerts[0]["id"]}
                return
            time.sleep(0.05)
        self.failures.check(False, "the posts that were sent made no group")

    # ---- Drills, which are notices.

    def drills(self):
        """Two drills, one of them confirmed, and what is refused."""
        start, ack = "/api/v1/drills", "/api/v1/drills/{id}/ack"
        calls = {path: self.document["paths"][path]["post"] for path in (start, ack)}

        def post(path, body, wanted, target=None):
            answer = self.engine.call("POST", target or path, json.dumps(body).encode(),
                                      {"Content-Type": "application/json"})
            name = f"POST {path} {str(body):.80}"
            if wanted == 200:
                self.check_answer(name, calls[path], answer, 200)
            else:
                self.check_problem(name, answer, wanted, calls[path])
            return json.loads(answer[2])

        for body in [{}, {"by": ""}, {"by": "x", "level": "none"}, {"by": "x", "wait_secs": 0}, {"by": "x", "a": 1},
                     {"by": "x", "receivers": []}, {"by": "x", "receivers": ["nobody else"]},
                     {"by": "x", "text": "x" * 501}]:
            post(start, body, 400)
        first = post(start, {"by": "api test", "wait_secs": 600, "text": "演练一"}, 200)
        self.ids["notice"] = post(start, {"by": "api test", "receivers": ["nobody"], "level": "crisis"}, 200)["id"]
        self.failures.check(first["receivers"][0]["receiver"] == "nobody", f"a drill goes to {first['receivers']}")
        target = ack.replace("{id}", first["id"])
        post(ack, {}, 400, target)
        post(ack, {"by": "x"}, 404, ack.replace("{id}", "none"))
        for name in ("first", "second"):
            done = post(ack, {"by": name}, 200, target)
            confirmed = (done["state"], done.get("acknowledged", {}).get("by"))
            self.failures.check(confirmed == ("acknowledged", "first"), f"confirmed by the {name}: {confirmed}")

    # ---- Cases.

    def act(self, name, body, wanted, path="/api/v1/groups/{id}/", target=None):
        """One act on the case of the group; what answers."""
        call = self.document["paths"][path + name]["post"]
        answer = self.engine.call("POST", target or self.target(path + name), json.dumps(body).encode(),
                                  {"Content-Type": "application/json"})
        told = f"POST {path}{name} {str(body):.80}"
        if wanted == 200:
            self.check_answer(told, call, answer, 200)
        else:
            self.check_problem(told, answer, wanted, call)
        return json.loads(answer[2])

    def begin_case(self):
        """What the reads of cases find."""
        self.ids["entry"] = self.act("ack", {"by": "api test"}, 200).get("entry", 0)
        self.act("assign", {"by": "api test", "to": "ann"}, 200)

    def check_cases(self):
        """The case of the group from its cause to the review, and what is refused on the way."""
        check, by = self.failures.check, "api test"
        posts = self.engine.get_json(self.target("/api/v1/groups/{id}/posts") + "?limit=1")["items"]
        steps = [("analyse", {"cause": "停机"}, "analysed"), ("handle", {"measure": "换机"}, "handling"),
                 ("answer", {"text": "已恢复", "link": "https://bank.example/"}, "answered"),
                 ("note", {"text": "问过分行"}, "answered"), ("link", {"link": "T-1"}, "answered"),
                 ("person", {"state": "contacted", "channel": posts[0]["channel"], "post": posts[0]["id"]}, "answered"),
                 ("silence", {"until": "1h", "reason": "已知"}, "answered"),
                 ("follow-up", {"at": "2030-01-01"}, "answered"),
                 ("promise", {"due": "3d", "text": "周五前退费"}, "answered"), ("promise-kept", {}, "answered"),
                 ("promise", {"due": "2030-01-01", "text": "回电"}, "answered"),
                 ("review-request", {"text": "不服"}, "answered"),
                 ("resolve", {"cause": "停机", "measure": "夜间维护"}, "answered"),
                 ("review", {"text": "提前公告"}, "reviewed")]
        self.act("review", {"by": by, "text": "too early"}, 409)
        for name, body, status in steps:
            told = self.act(name, {"by": by, **body}, 200)
            check(told.get("status") == status, f"{name}: {told}, not {status}")
        case = self.engine.get_json(self.target("/api/v1/cases/{id}"))
        done = [entry["action"] for entry in case["timeline"]]
        check(done == ["ack", "assign"] + [name for name, _, _ in steps], f"the timeline says {done}")
        check(case["resolution"]["measure"] == "夜间维护" and case["assignee"] == "ann", f"the case says {case}")
        check(case["people_by_state"] == {"contacted": 1}, f"the register says {case['people']}")
        check(case["silences"][0]["scope"] == "group", f"{case.get('silences')}")
        check([(c["name"], c["running"]) for c in case["clocks"]] == [("promise", 1)], f"{case.get('clocks')}")
        self.act("extend", {"by": by, "deadline": "none of it", "reason": "x"}, 409)
        self.act("report", {"by": by, "deadline": "none of it"}, 409)
        self.act("ack", {"by": by}, 409)
        self.act("reopen", {"by": by, "reason": "doch nicht"}, 200)
        self.act("dismiss", {"by": by, "reason": "误报"}, 200)
        check(self.engine.get_json(self.target("/api/v1/groups/{id}"))["status"] == "dismissed", "the group's status")
        self.act("reopen", {"by": by, "reason": "end of the check"}, 200)
        for wanted, target in [(404, "/api/v1/groups/0123456789abcdef/ack"), (404, "/api/v1/groups/x/ack")]:
            self.act("ack", {"by": by}, wanted, target=target)
        for name, body in [("ack", {}), ("ack", []), ("note", {"by": by}), ("ack", {"by": by, "more": 1}),
                           ("silence", {"by": by, "reason": "x", "until": "soon"})]:
            self.act(name, body, 400)
        self.check_correction(posts[0], by)
        self.check_forgetting(by)

    def check_forgetting(self, by):
        """Of what is not there: what is there is still asked for."""
        for body in [{"channel": "weibo", "author": "nobody at all"}, {"customer": "K-0"}, {"person": "00000000000000ff"},
                     {"entry": 4711}]:
            told = self.act("forget", {"by": by, "reason": "checked", **body}, 200, "/api/v1/")
            self.failures.check(told == {"posts": 0, "quotes": 0, "people": 0, "words": 0}, f"forgot {body}: {told}")
        told = self.act("forget", {"by": by, "channel": "api-test", "post": "never seen"}, 200, "/api/v1/")
        self.failures.check(told.get("posts") == 0 and "entry" in told, f"a deletion that comes before its post: {told}")
        for body in [{"by": by}, {"entry": 1}, {"by": by, "entry": 1, "customer": "K-0"}, {"by": by, "person": "x"}]:
            self.act("forget", body, 400, "/api/v1/")

    def check_report_text(self):
        """What people write into a report goes by versions."""
        path, target = "/api/v1/reports/{period}/text", "/api/v1/reports/2026-03-01/text"
        call = self.document["paths"][path]["put"]
        etag = self.engine.call("GET", target)[1].get("etag", "")

        def put(body, if_match, wanted, at=target):
            headers = {"Content-Type": "application/json", **({"If-Match": if_match} if if_match else {})}
            answer = self.engine.call("PUT", at, json.dumps(body).encode(), headers)
            told = f"PUT {path} {str(body):.60} {if_match}"
            if wanted == 200:
                self.check_answer(told, call, answer, 200)
            else:
                self.check_problem(told, answer, wanted, call)
            return answer[1].get("etag", "")

        text = {"by": "api test", "summary": "音箱故障", "comments": {self.ids["group"]: "已处理"}, "left_out": ["volume"]}
        put(text, "", 428)
        put(text, '"12345"', 412)
        put({**text, "left_out": ["weather"]}, etag, 400)
        put({"summary": "by nobody"}, etag, 400)
        put({"by": "x", "summary": "x" * 70000}, etag, 413)
        put(text, etag, 404, "/api/v1/reports/2026-02-30/text")
        later = put(text, etag, 200)
        self.failures.check(later not in ("", etag), f"the version is {later}, after {etag}")
        put(text, etag, 412)

    def check_correction(self, post, by):
        path = "/api/v1/posts/{channel}/{id}/"
        target = f"/api/v1/posts/{post['channel']}/{post['id']}/correct"
        before = self.engine.get_json(self.target("/api/v1/groups/{id}"))["complainants"]["count"]
        told = self.act("correct", {"by": by, "complaint": False}, 200, path, target)
        self.failures.check(told.get("posts", 0) >= 1, f"a correction reached {told}")
        self.act("correct", {"by": by, "complaint": True, "reason": "undone"}, 200, path, target)
        deadline = time.monotonic() + DEADLINE_SECS
        while self.engine.get_json(self.target("/api/v1/groups/{id}"))["complainants"]["count"] != before:
            if time.monotonic() > deadline:
                return self.failures.check(False, "a correction undone does not count as before")
            time.sleep(0.05)
        for body, wanted, at in [({"by": by}, 400, target), ({"complaint": True}, 400, target),
                                 ({"by": by, "cause": "no such tag"}, 400, target),
                                 ({"by": by, "complaint": True}, 404, "/api/v1/posts/api-test/none/correct")]:
            self.act("correct", body, wanted, path, at)

    # ---- The watchlist, feeds and tables.

    def check_watchlist(self):
        """A change from the version that was read, its preview and its undoing; and what is refused."""
        path, check = "/api/v1/watchlist", self.failures.check
        put = self.document["paths"][path]["put"]
        preview = self.document["paths"][path + "/preview"]["post"]
        before = self.engine.call("GET", path)
        items = json.loads(before[2])["items"] + [{"name": "Api Test", "role": "competitor"}]

        def change(body, wanted, tag=before[1]["etag"]):
            headers = {"Content-Type": "application/json", **({"If-Match": tag} if tag else {})}
            answer = self.engine.call("PUT", path, json.dumps(body).encode(), headers)
            name = f"PUT {path} {str(body):.80}"
            self.check_answer(name, put, answer, 200) if wanted == 200 else self.check_problem(name, answer, wanted, put)
            return answer

        asked = json.dumps({"items": items}).encode()
        self.check_answer(f"POST {path}/preview", preview, self.engine.call("POST", path + "/preview", asked), 200)
        for body in [b"", b"[]", b"{}", b'{"items":[{}]}', b'{"items":1}', b'{"items":[],"more":1}', b'{"restore":99}']:
            self.check_problem(f"POST {path}/preview {body}", self.engine.call("POST", path + "/preview", body), 400, preview)
        change({"by": "api test", "items": items}, 428, tag=None)
        change({"by": "api test", "items": items}, 412, tag='"another"')
        for body in [{"items": items}, {"by": "x"}, {"by": "x", "items": items, "restore": 1}, {"by": "x", "items": {}},
                     {"by": "x", "items": items, "more": 1}, {"by": "x" * 200, "items": items}]:
            change(body, 400)
        done = change({"by": "api test", "items": items, "comment": "a try"}, 200)
        check(json.loads(done[2])["entries"] == len(items), f"PUT {path}: {done[2][:200]!r}")
        check(done[1].get("etag") != before[1]["etag"], f"PUT {path}: the tag stays")
        change({"by": "api test", "items": []}, 412)
        now = self.engine.call("GET", path, headers={"If-None-Match": done[1]["etag"]})
        check(now[0] == 304 and now[2] == b"", f"GET {path} again: {now[0]}")
        undone = change({"by": "api test", "restore": json.loads(before[2])["version"]}, 200, tag=done[1]["etag"])
        check(json.loads(undone[2])["items"] == json.loads(before[2])["items"], f"PUT {path}: not undone")

    def check_other_readers(self):
        """Feeds are quiet while nothing is new; tables come by Accept, and end where they are asked to."""
        check = self.failures.check
        for path in [path for path, method, _ in self.calls() if path.endswith((".atom", ".feed.json"))]:
            status, headers, body = self.engine.call("GET", path)
            again = self.engine.call("GET", path, headers={"If-None-Match": headers["etag"]})
            check(again[0] == 304 and again[2] == b"", f"GET {path} again: {again[0]}")
            if path.endswith(".atom"):
                feed = xml.etree.ElementTree.fromstring(body)
                entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
                check(entries, f"GET {path}: no entries")
        path = "/api/v1/posts"
        status, headers, body = self.engine.call("GET", path + "?limit=2", headers={"Accept": "text/csv"})
        rows = list(csv.DictReader(body.decode("utf-8-sig").splitlines()))
        check(headers["content-type"].startswith("text/csv") and len(rows) == 2, f"GET {path} as CSV: {body[:200]!r}")
        following = re.match(r"<([^>]+)>; rel=\"next\"", headers.get("link", ""))
        check(following, f"GET {path} as CSV: no link to the rest")
        more = list(csv.DictReader(self.engine.call("GET", following.group(1))[2].decode("utf-8-sig").splitlines()))
        shown = [post["id"] for post in self.engine.get_json(path + "?limit=4")["items"]]
        check([row["id"] for row in rows + more[:2]] == shown, f"GET {path} as CSV: {rows} {more}")
        workbook = self.engine.call("GET", path + "?format=xlsx")
        with zipfile.ZipFile(io.BytesIO(workbook[2])) as archive:
            check(archive.testzip() is None and "xl/workbook.xml" in archive.namelist(), "the workbook is none")
        for name, call in [("limit=0", {"limit": 0}), ("limit=100001", {"limit": 100001})]:
            self.check_problem(f"GET {path} as CSV, {name}",
                               self.engine.call("GET", self.target(path, {"format": "csv", **call})), 400)

    # ---- Every GET.

    def check_reads(self):
        for path, method, call in self.calls():
            if method != "GET" or path == "/api/v1/stream":
                continue
            if "notice" not in self.ids and ("/notices" in path or "/drills" in path):
                continue
            name = f"GET {path}"
            self.check_answer(name, call, self.engine.call("GET", self.target(path)), 200)
            status, headers, body = self.engine.call("HEAD", self.target(path))
            self.failures.check(status == 200 and body == b"", f"HEAD {path}: {status}, {len(body)} bytes")
            parameters = self.parameters(call, "query")
            for parameter in parameters:
                if "example" in parameter:
                    query = {parameter["name"]: parameter["example"]}
                    answer = self.engine.call("GET", self.target(path, query))
                    self.check_answer(f"{name} {query}", call, answer, 200)
            together = {p["name"]: p["example"] for p in parameters if "example" in p}
            if together:
                self.check_answer(f"{name} {together}", call, self.engine.call("GET", self.target(path, together)), 200)
            if "400" in call["responses"]:
                self.check_wrong_queries(name, path, call, parameters)
            if "{id}" in path:
                self.check_wrong_ids(name, path, call)

    def wrong_values(self, schema):
        schema = self.schemas.resolve(schema)
        if "enum" in schema or "pattern" in schema:
            yield from ["", "none of these", ","]
        if schema["type"] == "integer":
            yield from ["", "one", "1.5", "-1", str(schema["minimum"] - 1), str(schema["maximum"] + 1), "9" * 40]
        if "maxLength" in schema:
            yield "x" * (schema["maxLength"] + 1)

    def check_wrong_queries(self, name, path, call, parameters):
        wrong = [{"no-such-parameter": "1"}]
        for parameter in parameters:
            values = list(self.wrong_values(parameter["schema"]))
            self.failures.check(values, f"{name}: nothing is wrong for {parameter['name']}")
            wrong += [{parameter["name"]: value} for value in values]
        for query in wrong:
            answer = self.engine.call("GET", self.target(path, query))
            self.check_problem(f"{name} {str(query):.80}", answer, 400, call)
            detail = json.loads(answer[2]).get("detail", "") if answer[0] == 400 else ""
            self.failures.check(next(iter(query)) in detail, f"{name} {str(query):.80}: the problem does not name it")
        if parameters and "example" in parameters[0]:
            twice = self.target(path, [(parameters[0]["name"], parameters[0]["example"])] * 2)
            self.check_problem(f"{name} with a parameter twice", self.engine.call("GET", twice), 400, call)

    def check_wrong_ids(self, name, path, call):
        for wrong in ["0123456789abcdef", "x", "%F0%9F%90%88", "..%2F..", "0" * 300]:
            answer = self.engine.call("GET", path.replace("{id}", wrong).replace("{entry}", "0"))
            self.check_problem(f"{name} of {wrong[:20]}", answer, 404, call)

    def check_pages(self):
        """Pages of one add up to the list, and a cursor of one list is no cursor of another."""
        cursors = {}
        lists = {path: call for path, method, call in self.calls()
                 if method == "GET" and any(p["name"] == "cursor" for p in self.parameters(call, "query"))
                 and (path != "/api/v1/notices" or "notice" in self.ids)}
        for path, call in lists.items():
            whole = self.engine.get_json(self.target(path, {"limit": 500}))
            paged, query = [], {"limit": 1}
            while True:
                page = self.engine.get_json(self.target(path, query))
                paged += page["items"]
                if page["next_cursor"] is None or len(paged) > len(whole["items"]):
                    break
                query["cursor"] = cursors[path] = page["next_cursor"]
            self.failures.check(paged == whole["items"], f"GET {path}: pages of one are not the list")
            # Nobody is told of alerts here.
            self.failures.check(whole["items"] or path == "/api/v1/deliveries", f"GET {path}: nothing is listed")
        for path, call in lists.items():
            for other, cursor in cursors.items():
                if other != path:
                    answer = self.engine.call("GET", self.target(path, {"cursor": cursor}))
                    self.check_problem(f"GET {path} with a cursor of {other}", answer, 400, call)
            if path in cursors:
                for cursor in [cursors[path] + "A", cursors[path][:-1], cursors[path][1:], cursors[path] + "="]:
                    answer = self.engine.call("GET", self.target(path, {"cursor": cursor}))
                    self.check_problem(f"GET {path} with a damaged cursor", answer, 400, call)

    def check_posts_shown(self):
        """The posts sent are shown as they stand now."""
        shown = {post["id"]: post for post in self.engine.get_json("/api/v1/posts?channel=api-test&limit=500")["items"]}
        check = self.failures.check
        check("11" not in shown, "a deleted post is shown")
        check("edited_at" in shown.get("2", {}), "an edited post is not shown as it was edited")
        members = self.engine.get_json(self.target("/api/v1/groups/{id}/posts") + "?limit=500")["items"]
        for post in members:
            check(post["group"] == self.ids["group"], f"post {post['id']} of the group says {post['group']}")
        curve = self.engine.get_json(self.target("/api/v1/groups/{id}/timeline") + "?step=1m")
        check(sum(curve["posts"]) == len(members), f"the curve has {sum(curve['posts'])} of {len(members)} posts")
        group = self.engine.get_json(self.target("/api/v1/groups/{id}"))
        check(group["posts"] == len(members), f"the group counts {group['posts']} of {len(members)} posts")
        people = group["complainants"]["count"]
        check(curve["complainants"][-1] == people, f"the curve has {curve['complainants'][-1]} of {people} people")

    # ---- Rules about groups.

    def check_rules(self):
        """A split and its undoing, as the description says; and what is refused."""
        check, split, merge = self.failures.check, "/api/v1/groups/{id}/split", "/api/v1/groups/{id}/merge"
        calls = {path: self.document["paths"][path]["post"] for path in (split, merge)}
        group = self.ids["group"]
        members = self.engine.get_json(self.target("/api/v1/groups/{id}/posts") + "?limit=500")["items"]
        leaving = [{"id": post["id"], "channel": post["channel"]} for post in members[:3]]

        def ask(path, body, wanted, target=None):
            answer = self.engine.call("POST", target or self.target(path), json.dumps(body).encode(),
                                      {"Content-Type": "application/json"})
            name = f"POST {path} {str(body):.80}"
            if wanted == 200:
                self.check_answer(name, calls[path], answer, 200)
            else:
                self.check_problem(name, answer, wanted, calls[path])
            return json.loads(answer[2])

        part = ask(split, {"posts": leaving, "by": "api test", "reason": "another matter"}, 200).get("part", "")
        moved = self.engine.get_json(f"/api/v1/groups/{part}/posts")["items"]
        check(sorted(post["id"] for post in moved) == sorted(post["id"] for post in leaving), f"the part has {moved}")
        row = self.engine.get_json(f"/api/v1/groups/{part}")
        check(row["lineage"][0]["group"] == group and row["lineage"][0]["by"] == "api test", f"{row.get('lineage')}")
        for body, wanted in [({"with": part, "by": "x"}, 409), ({"with": group, "by": "x"}, 409),
                             ({"with": "0123456789abcdef", "by": "x"}, 404), ({"with": part}, 400),
                             ({"with": "x", "by": "x"}, 400), ({"by": "x"}, 400), ([], 400), ("x", 400),
                             ({"with": part, "by": "x", "more": 1}, 400), ({"with": part, "by": "x" * 200}, 400),
                             ({"with": part, "by": "x", "lifts_split": "yes"}, 400)]:
            ask(merge, body, wanted)
        rest = [{"id": post["id"], "channel": post["channel"]} for post in members[3:]]
        for body, wanted in [({"posts": rest, "by": "x"}, 409), ({"posts": leaving, "by": "x"}, 409),
                             ({"posts": [{"id": "no such post"}], "by": "x"}, 404), ({"posts": [], "by": "x"}, 400),
                             ({"posts": [{}], "by": "x"}, 400), ({"posts": [{"id": 1}], "by": "x"}, 400),
                             ({"posts": "all", "by": "x"}, 400), ({"posts": rest}, 400),
                             ({"posts": [{"id": "1"}] * 1001, "by": "x"}, 400)]:
            ask(split, body, wanted)
        ask(merge, {"with": part, "by": "x"}, 404, merge.replace("{id}", "x"))
        ask(merge, {"with": part, "by": "x"}, 400, self.target(merge) + "?reason=1")
        done = ask(merge, {"with": part, "by": "api test", "lifts_split": True}, 200)
        check(done == {"id": group, "merged": part}, f"the older group lives on, {done}")
        check(self.engine.call("GET", f"/api/v1/groups/{part}")[0] == 308, "the part has merged")

    # ---- Methods, bodies, paths.

    def check_methods(self):
        described = {}
        for path, method, _ in self.calls():
            described.setdefault(path, set()).add(method)
        for path, methods in described.items():
            for method in METHODS:
                if method in methods:
                    continue
                answer = self.engine.call(method, self.target(path))
                name = f"{method} {path}"
                self.check_problem(name, answer, 405)
                allowed = {word.strip() for word in answer[1].get("allow", "").split(",")}
                self.failures.check(methods <= allowed, f"{name}: Allow {allowed} lacks {methods - allowed}")
            if "POST" not in methods:
                answer = self.engine.call("GET", self.target(path), body=b"x" * 100)
                self.check_problem(f"GET {path} with a body", answer, 413)
        for path in ["/api/v1/", "/api/v2/groups", "/api/v1/groups/", "/api/v1/groups/a/b", "/metrics/x"]:
            self.check_problem(f"GET {path}", self.engine.call("GET", path), 404)

    # ---- The event stream.

    def read_events(self, query, headers, until):
        """Events as (name, id, data) until `until` says that it is enough; nothing after the deadline."""
        connection = http.client.HTTPConnection(self.engine.host, self.engine.port, timeout=DEADLINE_SECS)
        connection.request("GET", self.target("/api/v1/stream", query), headers=headers)
        response = connection.getresponse()
        kind, events, fields = response.getheader("content-type"), [], {}
        try:
            while not until(events):
                line = response.readline().decode()
                if line == "":
                    break
                name, _, value = line.rstrip("\n").partition(": ")
                if name and value:
                    fields[name] = value
                elif not name and fields:
                    events.append((fields.get("event"), fields.get("id"), fields.get("data")))
                    fields = {}
        except (TimeoutError, socket.timeout):
            self.failures.check(False, f"the stream {query} told {[event[0] for event in events]} and no more")
        connection.close()
        return kind, events

    def check_stream(self):
        check, schemas = self.failures.check, self.document["components"]["schemas"]
        path = "/api/v1/stream"
        call = self.document["paths"][path]["get"]
        has = lambda name: lambda events: any(event[0] == name for event in events)  # noqa: E731
        kind, events = self.read_events({"last_event_id": "0-0"}, {}, lambda e: has("group")(e) and has("alert")(e))
        check(kind == "text/event-stream", f"GET {path}: {kind}")
        check(events and re.fullmatch(r"\d+-\d+", events[0][1] or ""), f"GET {path}: opens with {events[:1]}")
        alerts = [event for event in events if event[0] == "alert"]
        for name, _, data in events:
            if name == "alert":
                wrong = self.schemas.wrong(json.loads(data), schemas["Alert"])
            elif name == "group":
                value = json.loads(data)
                wrong = self.schemas.wrong(value, schemas["MergedGroup" if "merged_into" in value else "Group"])
            else:
                wrong = []
            check(not wrong, f"GET {path}: event {name}: {wrong[:3]}")
        # Behind an event come those after it.
        if len(alerts) > 1:
            _, rest = self.read_events({}, {"Last-Event-ID": alerts[0][1]}, has("alert"))
            told = [event[2] for event in rest if event[0] == "alert"]
            check(told[:1] == [alerts[1][2]], f"GET {path}: behind {alerts[0][1]} comes {told[:1]}")
        _, reset = self.read_events({"last_event_id": "999999999-0"}, {}, lambda e: bool(e))
        check(reset[:1] and reset[0][0] == "reset", f"GET {path}: an id from beyond gives {reset[:1]}")
        for parameter in self.parameters(call, "query"):
            for value in self.wrong_values(parameter["schema"]):
                if parameter["name"] == "last_event_id" and value == "":
                    continue  # as if it were not given
                answer = self.engine.call("GET", self.target(path, {parameter["name"]: value}))
                self.check_problem(f"GET {path} {parameter['name']}={value[:20]}", answer, 400, call)
        self.check_stream_is_live(path)

    def check_stream_is_live(self, path):
        """A post that is sent while somebody listens is told: its group, and the trend."""
        connection = http.client.HTTPConnection(self.engine.host, self.engine.port, timeout=DEADLINE_SECS)
        connection.request("GET", path)
        response = connection.getresponse()
        number = int(time.time()) % 10**9
        record = {**self.record(20), "id": f"live {number}", "author": f"live {number}"}
        self.engine.call("POST", "/api/v1/posts", json.dumps(record).encode(), {"Content-Type": "application/json"})
        told = set()
        try:
            while not {"group", "trend"} <= told and (line := response.readline().decode()):
                if line.startswith("event: "):
                    told.add(line[7:].strip())
                if line.startswith("data: ") and '"window_secs"' in line:
                    wrong = self.schemas.wrong(json.loads(line[6:]), {"$ref": "#/components/schemas/Trend"})
                    self.failures.check(not wrong, f"GET {path}: event trend: {wrong[:3]}")
        except (TimeoutError, socket.timeout):
            pass
        connection.close()
        self.failures.check({"group", "trend"} <= told, f"GET {path}: a new post was told as {told}")

    def run(self):
        self.check_description()
        self.feed()
        self.feeds()
        self.pause()
        self.learn_ids()
        if self.ids:
            self.begin_case()
            if self.engine.process:
                self.drills()
            self.check_reads()
            self.check_pages()
            self.check_posts_shown()
            self.check_cases()
            self.check_report_text()
            self.check_rules()
            self.check_watchlist()
            self.check_other_readers()
            self.check_methods()
            self.check_stream()
        return self.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="the program to start")
    parser.add_argument("--address", help="of an engine that runs")
    arguments = parser.parse_args()
    if bool(arguments.binary) == bool(arguments.address):
        parser.error("give either --binary or --address")
    engine = Engine(arguments.binary, arguments.address)
    try:
        failures = ApiTest(engine).run()
    finally:
        status = engine.stop()
    failures.check(status == 0, f"the engine ended with {status}")
    print(f"{failures.checks} checks, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
