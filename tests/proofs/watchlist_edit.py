#!/usr/bin/env python3
"""Edits the watchlist of a running `groundswell serve` over its API, and checks that what is decided follows.

A preview tells what a change would find and changes nothing. A change names posts that come behind it, silences a
competitor, is kept over a kill, and can be undone. A change from an old state, a wrong one and one without a name are
refused whole. The configuration's own watchlist takes its place when it changes. A replay of the exported sequence gives
the live alerts, byte for byte.

    tests/proofs/watchlist_edit.py build/release/groundswell

Prints a line for each thing looked at; exits with 1 when one was wrong.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import live
from live_replay import alerts_of

START_MS = 1772000000000
CONFIGURED = '[organisation."海桥银行"]\naliases = ["海桥"]\n'


def posts(begin, end, text):
    return [{"id": str(n), "channel": "plain", "time": START_MS + n * 60000, "author": f"p{n}",
             "text": text.format(n)} for n in range(begin, end)]


class Proof:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.wrong = binary, folder, 0
        self.config, self.data = os.path.join(folder, "groundswell.toml"), os.path.join(folder, "data")
        self.engine = None

    def say(self, what, is_right, detail=""):
        self.wrong += not is_right
        print(f"{'right' if is_right else 'WRONG'}: {what}{'' if is_right else ': ' + str(detail)}", flush=True)

    def write(self, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def start(self):
        self.engine = live.Engine(self.binary, self.data, arguments=("--config", self.config))
        self.engine.wait_ready()

    def words(self):
        return "".join(self.engine.words)

    def call(self, method, path, body=None, match=None):
        """Status, ETag, JSON."""
        connection = self.engine.connect()
        headers = {"If-Match": match} if match else {}
        connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body).encode(), headers)
        response = connection.getresponse()
        return response.status, response.getheader("ETag"), json.loads(response.read())

    def send(self, records):
        status, _, answer = live.post(self.engine.connect(), records)
        assert status == 200 and not answer["rejected"], answer

    def orgs(self, begin, end):
        """The organisations of these posts, by number."""
        found = {post["id"]: post["org"] for post in self.engine.get("/api/v1/posts?limit=500")[1]["items"]}
        return {found[str(n)] for n in range(begin, end)}

    def run(self):
        self.write(CONFIGURED)
        self.start()
        self.send(posts(0, 8, "湖岸快递又把我的包裹弄丢了，客服不理人，{}天没有消息"))
        status, tag, now = self.call("GET", "/watchlist")
        self.say("the configuration's watchlist is version 1", status == 200 and now["version"] == 1 and
                 not now["edited"] and [e["name"] for e in now["items"]] == ["海桥银行"], now)
        self.say("an organisation that is not listed is not named", self.orgs(0, 8) == {None}, self.orgs(0, 8))
        items = now["items"] + [{"name": "湖岸快递", "role": "competitor"},
                                {"name": "湖岸", "kind": "brand", "parent": "湖岸快递"}]
        self.preview(items)
        self.refusals(items, tag)
        self.change(items, tag)
        self.kill()
        self.undo()
        self.replay()
        self.configured_again()

    def preview(self, items):
        status, _, found = self.call("POST", "/watchlist/preview", {"items": items})
        gained = {o["name"]: (o["gained"], o["lost"]) for o in found.get("organisations", [])}
        self.say("a preview counts what would be found", status == 200 and found["changed"] == 8 and found["complete"] and
                 gained == {"湖岸快递": (8, 0), None: (0, 8)} and len(found["examples"]) == 8 and
                 found["examples"][0]["evidence"] == "湖岸快递", found)
        self.say("and changes nothing", self.call("GET", "/watchlist")[2]["version"] == 1)

    def refusals(self, items, tag):
        who = {"by": "ann"}
        wrong = items[:-1] + [{**items[-1], "parent": "nobody"}]
        for name, body, match, wanted, word in [
                ("a change without If-Match", {**who, "items": items}, None, 428, "If-Match"),
                ("a change of another version", {**who, "items": items}, '"watchlist-9-9"', 412, "version 1"),
                ("an entry with an unknown parent", {**who, "items": wrong}, tag, 400, "organisation.湖岸.parent"),
                ("an entry of no known kind", {**who, "items": [{"name": "x", "kind": "planet"}]}, tag, 400, "items[0] (x).kind"),
                ("a change by nobody", {"items": items}, tag, 400, "by"),
                ("a change of nothing", who, tag, 400, "items")]:
            status, _, answer = self.call("PUT", "/watchlist", body, match)
            self.say(f"{name} is refused, and named", status == wanted and word in answer["detail"], (status, answer))
        self.say("nothing of that is in force", self.call("GET", "/watchlist")[2]["version"] == 1)

    def change(self, items, tag):
        hash_before = self.engine.get("/api/v1/status")[1]["config_hash"]
        status, new_tag, now = self.call("PUT", "/watchlist",
                                         {"items": items, "by": "ann", "comment": "湖岸快递是竞争对手"}, tag)
        self.say("a change comes into force", status == 200 and now["version"] == 2 and now["edited"] and
                 new_tag != tag and now["by"] == "ann", now)
        roles = {entry["name"]: entry["role_in_force"] for entry in now["items"]}
        self.say("a brand has its parent's role", roles == {"海桥银行": "own", "湖岸快递": "competitor", "湖岸": "competitor"}, roles)
        self.say("the configuration hash covers it", self.engine.get("/api/v1/status")[1]["config_hash"] != hash_before)
        self.send(posts(8, 30, "湖岸快递丢件不赔，投诉电话没人接，第{}次了"))
        self.say("posts behind it are named by it", self.orgs(8, 30) == {"湖岸快递"}, self.orgs(8, 30))
        alerts = self.engine.get("/api/v1/alerts?limit=500")[1]["items"]
        named = [a["id"] for a in alerts if a["group"]["org"] == "湖岸快递"]
        groups = [g for g in self.engine.get("/api/v1/groups?limit=500")[1]["items"] if g["org"] == "湖岸快递"]
        self.say("a competitor's posts are grouped and raise no alert", not named, named)
        self.say("and another change of that version is outdated",
                 self.call("PUT", "/watchlist", {"items": [], "by": "bo"}, tag)[0] == 412, groups)
        same = self.call("PUT", "/watchlist", {"items": items, "by": "bo"}, new_tag)
        self.say("the same entries are no new version", same[0] == 200 and same[2]["version"] == 2, same)

    def kill(self):
        self.engine.kill()
        self.start()
        now = self.call("GET", "/watchlist")[2]
        self.say("an edited watchlist is kept over a kill", now["version"] == 2 and now["edited"], now)
        self.say("which the start says", "the watchlist is version 2, edited by ann" in self.words(), self.words())
        told = subprocess.run([self.binary, "check-config", "--config", self.config, "--set", f"storage.data_dir={self.data}"],
                              env=live.environment(), capture_output=True, text=True)
        self.say("check-config prints the configuration's, and says which holds", "湖岸" not in told.stdout and
                 "version 2, edited by ann: it holds in place" in told.stderr, told)
        self.send(posts(30, 32, "湖岸快递丢件不赔，投诉电话没人接，第{}次了"))
        self.say("and names posts as before", self.orgs(30, 32) == {"湖岸快递"}, self.orgs(30, 32))

    def undo(self):
        tag = self.call("GET", "/watchlist")[1]
        status, _, now = self.call("PUT", "/watchlist", {"restore": 1, "by": "bo", "comment": "undone"}, tag)
        self.say("an earlier version is put back as a new one", status == 200 and now["version"] == 3 and
                 [e["name"] for e in now["items"]] == ["海桥银行"], now)
        versions = self.call("GET", "/watchlist/versions")[2]["items"]
        told = [(v["version"], v["by"], v["comment"], v["entries"]) for v in versions]
        self.say("the versions tell who and why", told == [(3, "bo", "undone", 1), (2, "ann", "湖岸快递是竞争对手", 3),
                                                          (1, "configuration", "", 1)], told)
        self.say("and each is kept", len(self.call("GET", "/watchlist/versions/2")[2]["items"]) == 3)
        self.send(posts(40, 52, "湖岸快递暴力分拣，摔坏了{}件东西，要求赔偿"))
        self.say("posts behind that are named as at first", self.orgs(40, 52) == {None}, self.orgs(40, 52))

    def replay(self):
        alerts = alerts_of(self.engine)
        self.say("the engine stops well", self.engine.stop() == 0)
        sequence, replayed = os.path.join(self.folder, "sequence.jsonl"), os.path.join(self.folder, "alerts.jsonl")
        live.run(self.binary, "store", "export", "--data-dir", self.data, "--sequence", sequence)
        live.run(self.binary, "replay", sequence, "--alerts", replayed)
        with open(replayed, "rb") as file:
            self.say("a replay of the sequence gives the live alerts", alerts and file.read() == alerts)

    def configured_again(self):
        self.write(CONFIGURED + "# a remark changes nothing\n")
        self.start()
        self.say("a remark in the configuration leaves the edited one", self.call("GET", "/watchlist")[2]["version"] == 3)
        self.say("stops", self.engine.stop() == 0)
        self.write(CONFIGURED + '[organisation."东港航空"]\n')
        self.start()
        now = self.call("GET", "/watchlist")[2]
        self.say("a configuration whose watchlist has changed holds", now["version"] == 4 and not now["edited"] and
                 [e["name"] for e in now["items"]] == ["东港航空", "海桥银行"], now)
        self.say("which the start says", "has changed and holds now, as version 4" in self.words(), self.words())
        self.say("stops again", self.engine.stop() == 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    binary = os.path.abspath(parser.parse_args().binary)
    folder = tempfile.mkdtemp(prefix="groundswell-watchlist-")
    proof = Proof(binary, folder)
    try:
        proof.run()
    finally:
        if proof.engine and proof.engine.process.poll() is None:
            proof.engine.kill()
        shutil.rmtree(folder)
    print("all right" if proof.wrong == 0 else f"{proof.wrong} wrong")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
