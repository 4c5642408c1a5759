// The description of the HTTP interface is one: serve/openapi.json against the schema of OpenAPI 3.1. Whether the
// engine keeps to it is tests/api. Run: node openapi_test.mjs

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';

import {Validator} from '@seriousme/openapi-schema-validator';

const text = await readFile(new URL('../../serve/openapi.json', import.meta.url), 'utf8');

test('the description of the HTTP interface is valid OpenAPI', async () => {
  const validator = new Validator();
  const answer = await validator.validate(text);
  assert.deepEqual(answer.errors ?? [], []);
  assert.equal(answer.valid, true);
  assert.equal(validator.version, '3.1');
});

test('a description with a mistake is told apart', async () => {
  const description = JSON.parse(text);
  delete description.info.title;
  assert.equal((await new Validator().validate(JSON.stringify(description))).valid, false);
});
