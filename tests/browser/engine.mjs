// The engine itself for the tests of the page: started on a folder of its own, on a free port, killed or ended in good
// order; and other programs beside it.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {until} from './browser.mjs';

export class Engines {
  constructor(binary) {
    this.binary = binary;
    this.children = new Set();
  }

  async prepare() {
    this.folder = await mkdtemp(path.join(tmpdir(), 'groundswell-page-'));
  }

  // A child whose stderr is gathered in `words`; `ended` is its exit code once it has gone.
  run(command, commandArguments) {
    const child = spawn(command, commandArguments, {stdio: ['ignore', 'ignore', 'pipe']});
    child.words = '';
    child.stderr.setEncoding('utf8').on('data', (text) => child.words += text);
    this.children.add(child);
    child.ended = once(child, 'close').then(([code]) => {
      this.children.delete(child);
      return code;
    });
    return child;
  }

  // The engine on the store of that name; port 0 takes a free one. `url` is where it listens.
  async start(name, port = 0, settings = []) {
    const engine = this.run(this.binary, ['serve', '--data-dir', path.join(this.folder, name), '--listen', `127.0.0.1:${port}`,
      ...settings.flatMap((setting) => ['--set', setting])]);
    await until(() => /^ready/m.test(engine.words) || engine.exitCode !== null, Boolean, engine.words);
    engine.url = engine.words.match(/listening on (http:\/\/\S+)/)?.[1];
    assert.ok(engine.url, `the engine did not start: ${engine.words}`);
    engine.port = new URL(engine.url).port;
    return engine;
  }

  async end() {
    for (const child of this.children) child.kill('SIGKILL');
    await Promise.all([...this.children].map((child) => child.ended));
    await rm(this.folder, {recursive: true, force: true});
  }
}

// Gives posts to an engine, as objects.
export async function sendPosts(engine, posts) {
  const answer = await fetch(`${engine.url}/api/v1/posts`, {method: 'POST', headers: {'Content-Type': 'application/x-ndjson'},
    body: posts.map((post) => JSON.stringify(post)).join('\n')});
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

export const ask = async (engine, call) => (await fetch(`${engine.url}/api/v1/${call}`)).json();
