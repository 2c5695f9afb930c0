import assert from 'node:assert/strict';
import { analyze } from '../../src/analysis/analyze.js';
import type { LanguageId } from '../../src/analysis/model.js';
import { problemMessage } from '../../src/wording/problems.js';
import { analyzeJson, analyzeTypeScript, flows, marks, memoryLimit } from '../support/analyses.js';

const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';
const count = 100_000;

/** The analysis as an editor runs it, with little time, and the milliseconds of the processor that it takes. */
function timed(text: string, language: LanguageId, timeLimit = 100): number {
  const start = process.cpuUsage();
  analyze(text, language, { fileName: language === 'json' ? 'a.json' : 'a.ts', memoryLimit, timeLimit });
  return process.cpuUsage(start).user / 1000;
}

describe('hostile texts', () => {
  it('that are 100,000 deep come to an end', () => {
    for (const text of [
      `{ "rnn_size": 7, "batch": 6, "inputs": ${'['.repeat(count)}`,
      `{ "rnn_size": 7, "batch": 6, "inputs": ${'['.repeat(count)}${']'.repeat(count)} }`,
      `{ "rnn_size": 7, "batch": 6, "a": ${'{"rnn_size":1,"batch":'.repeat(count)}`,
      `{ "rnn_size": 7, "batch": 6, "a": ${'{"rnn_size":1,"batch":'.repeat(count)}1${'}'.repeat(count)} }`,
      `units ${'('.repeat(count)}`,
      'units ${`'.repeat(count),
      `units ${'-'.repeat(count)}`,
      `units ${'a=>{'.repeat(count)}`,
    ])
      for (const language of ['json', 'typescript'] as const)
        assert.ok(timed(text, language) < 5_000, `${language} ${text.slice(0, 40)}`);
  }).timeout(60_000);

  it('of two megabytes are given up in time', () => {
    const letters = '{}[]():,"\'`<>=;. \nabc1\\/*';
    let seed = 1;
    const garbage = Array.from(
      { length: 1_000_000 },
      () => letters[(seed = (seed * 48_271) % 2_147_483_647) % letters.length],
    );
    for (const text of [
      `units${garbage.join('')}`,
      `units${']'.repeat(2_000_000)}`,
      `units${'\ud800'.repeat(1_000_000)}`,
    ])
      for (const language of ['json', 'typescript'] as const) assert.ok(timed(text, language) < 5_000);
  }).timeout(60_000);

  it('with thousands of networks, names and changes of one name take no time beyond the limit', () => {
    for (const [text, language] of [
      [`[${`${lecture},`.repeat(20_000)}1]`, 'json'],
      [`[${'{"batch":1,"steps":2,"features":3,"rnn_size":4,"num_layers":1000000000},'.repeat(10_000)}1]`, 'json'],
      [`{ ${'"rnn_size": 1, "batch": 2, '.repeat(20_000)} "a": 1 }`, 'json'],
      [
        'function f() { const steps = 5; return { batch: 1, steps, features: 3, rnn_size: 4 }; }\n'.repeat(8_000),
        'typescript',
      ],
      ['function f() { const c = { batch: 1, rnn_size: 4 }; c.batch = 2; }\n'.repeat(8_000), 'typescript'],
      [`const c = { batch: 1, rnn_size: 4 };${'c.batch = 2;'.repeat(20_000)}`, 'typescript'],
    ] as const)
      assert.ok(timed(text, language, 1_000) < 10_000, text.slice(0, 60));
  }).timeout(60_000);

  it('that spread, nest and add themselves double at each step come to an end, and leave the rest', () => {
    const bomb = (first: string, next: (name: string) => string) =>
      [`const a0 = ${first};`, ...Array.from({ length: 40 }, (_, i) => `const a${i + 1} = ${next(`a${i}`)};`)].join('');
    const last = 'const last = { batch: 6, steps: 5, features: 3, rnn_size: 7 };';
    for (const [text, field] of [
      [bomb('{ x: 1 }', (a) => `{ ...${a}, ...${a} }`), '...a40'],
      [bomb('{ x: 1 }', (a) => `{ x: ${a}, y: ${a} }`), '...a40.x.y'],
      [bomb('[1, 2]', (a) => `[...${a}, ...${a}]`), 'series: a40'],
      [bomb('[1, 2]', (a) => `[${a}, ${a}]`), 'inputs: a40'],
      [bomb('[1, 2]', (a) => `[${`${a},`.repeat(50)}]`), 'weights: { i_w: a6 }'],
      [bomb('1', (a) => `${a} + ${a}`), 'seed: a40'],
      [bomb('1', (a) => `(${a}, ${a}) + ${a} * ${a}`), 'seed: a40'],
      [bomb('{ f: 1 }', (a) => `{ f: ${a}.f + ${a}.f }`), 'seed: a40.f'],
    ] as const) {
      const start = Date.now();
      const all = `${text} const a = { batch: 6, steps: 5, features: 3, rnn_size: 7, ${field} };`;
      const found = flows(analyzeTypeScript(all));
      assert.equal(found.length, 1, field);
      assert.ok(flows(analyzeTypeScript(`${last} ${all}`)).includes('last (6, 5, 3) → (6, 5, 7)'), field);
      assert.ok(Date.now() - start < 10_000, field);
    }
  }).timeout(60_000);

  it('with absurd numbers end in a diagnostic', () => {
    for (const [field, value, mark] of [
      ['steps', '1e400', 'error invalid-size 1e400'],
      ['steps', '-1e400', 'error invalid-size -1e400'],
      ['steps', 'NaN', 'error invalid-size NaN'],
      ['steps', '1e-400', 'error invalid-size 1e-400'],
      ['steps', '9'.repeat(1000), `error invalid-size ${'9'.repeat(1000)}`],
      ['steps', '1000000000', 'warning run-too-large 1000000000'],
      ['batch', '9007199254740991', 'warning run-too-large 9007199254740991'],
      ['rnn_size', '9007199254740991', 'warning run-too-large 9007199254740991'],
    ] as const) {
      const text = lecture.replace(new RegExp(`("${field}": )\\d+`), `$1${value}`);
      const analysis = analyzeJson(text);
      assert.deepEqual(marks(text, analysis), [mark]);
      assert.ok(problemMessage(analysis.problems[0]!).length < 250);
    }
  });

  it('with very long names and strings have short messages and names', () => {
    const long = 'x'.repeat(500_000);
    for (const text of [
      lecture.replace('5', `"${long}"`),
      lecture.replace(
        ' }',
        `, "cell": "${long}", "activation": "${long}", "inputs": "${long}", "weights": "${long}" }`,
      ),
      lecture.replace(' }', `, "name": "${long}" }`),
      `{ "${long}": ${lecture.replace('5', '-5')} }`,
    ]) {
      const { networks, problems } = analyzeJson(text, 'rnn.json');
      for (const network of networks) assert.ok(network.name.length <= 80);
      for (const problem of problems) assert.ok(problemMessage(problem).length < 300);
    }
    const name = 'x'.repeat(100_000);
    const text = `const ${name} = ${lecture.replace('5', `${name}y`)};`;
    assert.deepEqual(flows(analyzeTypeScript(text)), ['… (6, steps, 3) → (6, steps, 7)']);
  });

  it('with keys of the language itself read like any other', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']) {
      for (const text of [
        lecture.replace('{', `{ "${key}": { "rnn_size": 1, "batch": 2 },`),
        `{ "${key}": ${lecture} }`,
        lecture.replace(' }', `, "weights": { "${key}": [1], "i_w": [[1, 2, 3, 4, 5, 6, 7]] } }`),
      ]) {
        assert.ok(analyzeJson(text).networks.length >= 1, text);
        assert.ok(
          analyzeTypeScript(`const a = ${text}; a.${key}; a.${key} = 1; ${key}.a = 2; ${key}(a);`).networks.length >= 1,
        );
      }
      assert.deepEqual(flows(analyzeTypeScript(`const a = ${lecture.replace('5', key)};`)), [
        `a (6, ${key}, 3) → (6, ${key}, 7)`,
      ]);
      assert.equal(flows(analyzeTypeScript(`const b = {}; const a = ${lecture.replace('5', `b.${key}`)};`)).length, 1);
    }
  });
});
