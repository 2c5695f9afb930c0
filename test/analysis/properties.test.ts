import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spellings } from '../../src/analysis/fields.js';
import type { Analysis } from '../../src/analysis/model.js';
import { networkHover } from '../../src/wording/hovers.js';
import { fixTitle, problemMessage } from '../../src/wording/problems.js';
import { unrollTitle } from '../../src/wording/shapes.js';
import { analyzeJson, analyzeTypeScript, applyFix, spansOf } from '../support/analyses.js';

const languages = [
  analyzeJson,
  (text: string) => analyzeTypeScript(text, 'a.ts'),
  (text: string) => analyzeTypeScript(text, 'a.tsx'),
];

const keys = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.values(spellings).flat()) },
  fc.constantFrom('name', '$schema', '__proto__', 'constructor', 'toString', 'file', 'column', 'i_w', 'forward', ''),
  fc.string({ maxLength: 5 }),
);
const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double(), fc.constantFrom(0, -1, 1e9, 1e20, 2 ** 53, -0));
const words = fc.constantFrom('lstm', 'gru', 'rnn', 'constructor', 'relu', 'state', '5', '-5', 'a.csv', 'a.json', '');
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    sizes,
    words,
    fc.constantFrom(true, false, null),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 8 }),
  ),
}));
/** An object that has the four sizes, more or less. */
const config = fc
  .tuple(fc.dictionary(keys, anyJson as fc.Arbitrary<unknown>, { maxKeys: 6 }), sizes, sizes, sizes, sizes)
  .map(([more, batch, steps, features, units]) => ({ batch, steps, features, rnn_size: units, ...more }));
const jsonText = fc
  .tuple(fc.oneof(config, fc.array(config, { maxLength: 3 }), anyJson as fc.Arbitrary<unknown>), fc.constantFrom(0, 2))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

const tokens = fc.constantFrom(
  ...'{}[]():,;.`"\'=<>/*+-!?\\ \n01'.split(''),
  '...',
  '=>',
  'const a = ',
  'let b=',
  'a',
  'b.c',
  'batch: 6',
  'steps:5',
  'features: 3',
  'rnn_size: 7',
  '{ batch: 6, steps: a, rnn_size: 7, ',
  '{ "batch": 6, "steps": 5, "rnn_size": 7, ',
  '...a, ',
  'inputs: [[1, ',
  ' };',
  '"rnn_size": 7',
  '"batch": 6',
  'units',
  'function f(',
  'class A {',
  'as const',
  ' satisfies X',
  'Object.freeze(',
  '//',
  '/*',
  '*/',
  '${',
  'a.batch = 2',
  'enum E { a = 1 }',
  '1e400',
  'NaN',
  '\ud800',
  '\ufeff',
  '\r\n',
);
const tokenText = fc.array(tokens, { maxLength: 60 }).map((list) => list.join(''));

const valid = [
  `{ "a": { "batch": 6, "steps": 5, "features": 3, "rnn_size": 7, "steps": 5 },\n "inputs": [[[1]]], "b": [{ "rnnSize": 2, "batch": "3", "inputs": [[[1, 2]], [[3]]], "weights": { "i_w": [[1]], "h_b": "x" } }] }`,
  `const T = 5, base = { steps: T, ...more }; export const a = { ...base, batch: 6, features: 2 * 3, rnn_size: 7, series: [1, ...xs] } as const;\nclass N { c = { units: 4, cell: 'lsmt', num_layers: 2, bidirectional: flag }; }\na.batch = 3; function f({ T }) { return { batch: T, steps: '5', rnn_size: -1 }; }`,
];
const edit = fc.record({
  at: fc.nat(),
  removed: fc.nat({ max: 12 }),
  inserted: fc.oneof(tokenText, fc.string({ unit: 'binary', maxLength: 3 })),
});
const editedText = fc
  .tuple(fc.constantFrom(...valid), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) =>
    edits.reduce((so, { at, removed, inserted }) => {
      const start = at % (so.length + 1);
      return so.slice(0, start) + inserted + so.slice(start + removed);
    }, text),
  );

/** What holds for the analysis of any text. */
function holds(text: string, analysis: Analysis): void {
  for (const { start, end } of spansOf(analysis)) {
    assert.ok(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= text.length);
  }
  const starts = (spans: readonly { span: { start: number } }[]) => spans.map(({ span }) => span.start);
  const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
  assert.deepEqual(starts(analysis.networks), sorted(starts(analysis.networks)));
  assert.deepEqual(starts(analysis.problems), sorted(starts(analysis.problems)));
  const names = analysis.networks.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const network of analysis.networks) {
    assert.ok(network.name !== '' && network.name.length <= 100 && network.name.isWellFormed());
    assert.ok(unrollTitle(network).isWellFormed() && networkHover(network).isWellFormed());
  }
  for (const problem of analysis.problems) {
    const message = problemMessage(problem);
    assert.ok(message.length < 500 && message.isWellFormed() && !message.includes('undefined'), message);
    for (const fix of problem.fixes) {
      assert.ok(fixTitle(fix).length < 100);
      assert.notEqual(applyFix(text, fix), text);
    }
  }
}

function check(texts: fc.Arbitrary<string>, numRuns: number): void {
  fc.assert(
    fc.property(texts, fc.constantFrom(...languages), (text, analyze) => {
      const analysis = analyze(text);
      holds(text, analysis);
      assert.deepEqual(analyze(text), analysis);
    }),
    { numRuns },
  );
}

describe('the analysis of any text', () => {
  it('holds for text of any characters', () => {
    check(
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => `units${text}`),
      300,
    );
    check(
      fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => `"units": ${text}`),
      200,
    );
  });

  it('holds for any JSON', () => check(jsonText, 600));

  it('holds for any row of tokens', () =>
    check(
      tokenText.map((text) => `units ${text}`),
      1000,
    ));

  it('holds for any edit of valid files', () => check(editedText, 400));
});

describe('quick fixes', () => {
  it('take away the problem that they fix, and bring no other on the same text', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const { problems } = analyzeJson(text);
        for (const problem of problems) {
          for (const fix of problem.fixes) {
            const after = analyzeJson(applyFix(text, fix)).problems;
            const count = (code: string, list: readonly { code: string }[]) =>
              list.filter((one) => one.code === code).length;
            assert.ok(count(problem.code, after) < count(problem.code, problems), text);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
