#!/usr/bin/env python3
"""Changes the configuration of a running `groundswell serve`, and checks that just what may change has changed.

A wrong file changes nothing and is told with its reason. A new source starts and brings its mapping's traits of the channel
into force; a channel of its own becomes a complaints desk; a gone source stops once all it read is stored; a connection of
an untouched one lives on; keys that need a restart are named. After a kill the same configuration is in force, and a replay
of the exported sequence gives the live alerts, byte for byte.

    tests/proofs/source_reload.py build/release/groundswell

Prints a line for each thing looked at; exits with 1 when one was wrong.
"""
import argparse
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import time

import live
from live_replay import alerts_of

START_MS = 1772000000000
MATTER = ["门店今天晚上换灯", "门店今晚换灯", "门店晚上换了灯", "门店今天换灯了"]


def plain(begin, end):
    """Posts that are no complaints unless their channel is a desk."""
    return [{"id": f"plain-{n}", "channel": "plain", "time": START_MS + n * 60000, "author": f"p{n}", "org": "海桥银行",
             "text": f"{MATTER[n % len(MATTER)]}，{n}号柜"} for n in range(begin, end)]


class Proof:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.wrong = binary, folder, 0
        self.config, self.data = os.path.join(folder, "groundswell.toml"), os.path.join(folder, "data")
        with open(os.path.join(folder, "desk.toml"), "w", encoding="utf-8") as file:
            file.write('about = "A desk"\n[channel]\nname = "desk"\ncomplaints = true\ntime_zone = "+08:00"\n'
                       '[post]\nid = "/id"\ntime = "/when"\ntext = "/text"\nauthor = "/who"\norg = "/about"\n')

    def say(self, what, is_right, detail=""):
        self.wrong += not is_right
        print(f"{'right' if is_right else 'WRONG'}: {what}{'' if is_right else ': ' + str(detail)}", flush=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, *sections):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("\n".join(sections))

    def source(self, name, mapping=None):
        return (f'[source.{name}]\nkind = "file"\npath = "{self.path(name)}.jsonl"\n'
                + (f'mapping = "{self.path(mapping)}"\n' if mapping else ""))

    def append(self, name, *lines):
        with open(self.path(name) + ".jsonl", "a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))

    def line(self, name, number):
        return (f'{{"id":"{name}-{number}","channel":"{name}","time":{START_MS + number * 1000},"author":"a{number}",'
                f'"text":"转账失败，余额不见了 {number}"}}')

    def reload(self):
        before = self.status()["reload"]
        self.engine.process.send_signal(signal.SIGHUP)
        return self.until(lambda: self.status()["reload"], lambda now: now != before)["last"]

    def status(self):
        return self.engine.get("/api/v1/status")[1]

    def sources(self):
        return {source["name"]: source for source in self.engine.get("/api/v1/sources")[1]["items"]}

    def until(self, read, accept):
        end = time.monotonic() + 20
        while not accept(value := read()) and time.monotonic() < end:
            time.sleep(0.02)
        return value

    def run(self):
        self.connection = '[source.lines]\nkind = "tcp"\naddress = "127.0.0.1:0"\nacknowledge = true\n'
        self.write(self.source("first"), self.connection)
        self.append("first", *(self.line("first", n) for n in range(5)))
        self.engine = live.Engine(self.binary, self.data, ["engine.threads=1"], ["--config", self.config])
        self.engine.wait_ready()
        self.until(self.sources, lambda now: now["first"]["posts"] == 5 and "address" in now["lines"])
        host, port = self.sources()["lines"]["address"].rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as self.sender:
            self.sender.sendall((self.line("lines", 0) + "\n").encode())
            self.refuse_what_is_wrong()
            self.bring_a_source()
            self.make_a_desk()
            self.take_a_source_away()
        self.come_back()
        self.replay()

    def refuse_what_is_wrong(self):
        sources, hash_before = self.sources().keys(), self.status()["config_hash"]
        for wrong, why in (('[source.new]\nkind = "carrier pigeon"', "carrier pigeon"), ("[[", "line"),
                           (self.source("new") + "colour = 1\n", "colour"), ("[engine]\ngroup_idle_days = 9999", "group_idle_days"),
                           (self.source("new", "missing.toml"), "missing.toml")):
            self.write(self.source("first"), self.connection, wrong)
            told = self.reload()
            self.say(f"a configuration with {why} is refused with its reason", not told["taken"] and why in told["message"], told)
        self.say("and changes nothing", self.sources().keys() == sources and self.status()["config_hash"] == hash_before)
        metrics = self.engine.get("/metrics")[1]
        self.say("and is seen in the metrics", re.search(r"^groundswell_config_reload_successful 0$", metrics, re.M)
                 and 'groundswell_config_reloads_total{outcome="refused"} 5' in metrics, metrics)
        os.remove(self.config)
        self.say("a file that is gone is refused too", not self.reload()["taken"])

    def bring_a_source(self):
        hash_before = self.status()["config_hash"]
        self.append("desk", *(f'{{"id":{n},"when":"2026-02-25 15:0{n}:00","who":"车主{n}","about":"海桥银行",'
                              f'"text":"迈腾起步和刹车时车辆抖动，第{n}次"}}' for n in range(4)))
        self.write(self.source("first"), self.connection, self.source("desk", "desk.toml"), "[profile]\nemerging = 4")
        told = self.reload()
        self.say("a new source starts, and others go on", told["taken"] and "started desk" in told["message"]
                 and "2 sources as before" in told["message"], told)
        self.say("what needs a restart is named", "only a restart brings into force: profile.emerging" in told["message"], told)
        self.until(self.sources, lambda now: now["desk"]["posts"] >= 4)
        self.say("the channel of its mapping has its traits: times without an offset are taken",
                 self.sources()["desk"]["posts"] == 4, self.sources()["desk"])
        self.say("and the settings in force are others", self.status()["config_hash"] != hash_before)
        self.sender.sendall((self.line("lines", 1) + "\n").encode())
        told = b""
        while not told.endswith(b"2\n"):
            told += self.sender.recv(100) or b"gone 2\n"
        self.say("a connection lives on", b"gone" not in told, told)

    def desk_groups(self):
        return self.engine.get("/api/v1/groups?channel=plain")[1]["items"]

    def make_a_desk(self):
        connection = self.engine.connect()
        live.post(connection, plain(0, 4))
        self.say("what is no complaint makes no group", self.desk_groups() == [], self.desk_groups())
        self.write(self.source("first"), self.connection, self.source("desk", "desk.toml"), "[channel.plain]\ncomplaints = true")
        told = self.reload()
        self.say("a channel's settings come into force", told["taken"] and "the channels have their new settings" in told["message"], told)
        live.post(connection, plain(4, 8))
        groups = self.until(self.desk_groups, lambda now: now)
        self.say("and what comes in it is a complaint", len(groups) == 1 and groups[0]["complainants"]["count"] >= 4, groups)

    def take_a_source_away(self):
        self.append("first", *(self.line("first", n) for n in range(5, 5000)))
        self.write(self.connection, self.source("desk", "desk.toml"), "[channel.plain]\ncomplaints = true")
        told = self.reload()
        self.say("a source that is gone stops", told["taken"] and "stopped first" in told["message"], told)
        self.until(self.sources, lambda now: "first" not in now)
        posts = self.status()["posts"]
        self.append("first", *(self.line("first", n) for n in range(5000, 5010)))
        time.sleep(0.5)
        self.say("and is read no further", "first" not in self.sources() and self.status()["posts"] == posts)

    def come_back(self):
        self.write(self.source("first"), self.connection, self.source("desk", "desk.toml"), "[channel.plain]\ncomplaints = true")
        self.reload()
        self.until(self.sources, lambda now: now["first"]["posts"] >= 1 and now["first"]["behind_bytes"] == 0)
        self.until(self.status, lambda now: now["posts"] == 5010 + 2 + 4 + 8)
        hash_before = self.status()["config_hash"]
        self.say("a source that comes back goes on where it stood", self.status()["posts"] == 5024
                 and self.status()["duplicates"] == 0, self.status())
        self.engine.kill()
        self.engine = live.Engine(self.binary, self.data, ["engine.threads=1"], ["--config", self.config])
        self.engine.wait_ready()
        now = self.status()
        self.say("after a kill the same is in force", now["config_hash"] == hash_before and now["posts"] == 5024, now)

    def replay(self):
        alerts = alerts_of(self.engine)
        assert self.engine.stop() == 0
        live.run(self.binary, "store", "export", "--data-dir", self.data, "--sequence", self.path("sequence.jsonl"))
        live.run(self.binary, "replay", self.path("sequence.jsonl"), "--alerts", self.path("alerts.jsonl"))
        with open(self.path("alerts.jsonl"), "rb") as file:
            self.say("a replay of the sequence gives the live alerts", alerts and file.read() == alerts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-reload-")
    try:
        proof = Proof(options.binary, folder)
        proof.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{proof.wrong} wrong")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
