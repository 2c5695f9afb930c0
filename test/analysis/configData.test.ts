import assert from 'node:assert/strict';
import { problemMessage } from '../../src/wording/problems.js';
import { analyzeJson, applyFix, flows, marks, only } from '../support/analyses.js';

function config(sizes: string, data: string): string {
  const [batch, steps, features, units] = sizes.split(' ');
  return `{ "batch": ${batch!}, "steps": ${steps!}, "features": ${features!}, "rnn_size": ${units!}, ${data} }`;
}

function marksOf(text: string): string[] {
  return marks(text, analyzeJson(text));
}

/** The only problem's words, and the text after its only fix, if it has one. */
function problemOf(text: string): { message: string; fixed: string | null } {
  const { problems } = analyzeJson(text);
  assert.equal(problems.length, 1, text);
  const [fix] = problems[0]!.fixes;
  return { message: problemMessage(problems[0]!), fixed: fix ? applyFix(text, fix) : null };
}

describe('inputs', () => {
  it('are (batch, steps, features)', () => {
    assert.deepEqual(marksOf(config('2 1 2 3', '"inputs": [[[1, 2]], [[3, 4]]]')), []);
    const { config: read } = only(analyzeJson(config('2 1 2 3', '"inputs": [[[1, 2]], [[3, 4.5]]]')));
    assert.ok(read?.inputs?.from === 'source');
    assert.deepEqual(
      [read.inputs.array.shape, [...(read.inputs.array.data ?? [])]],
      [
        [2, 1, 2],
        [1, 2, 3, 4.5],
      ],
    );
  });

  it('of another shape are marked, with a fix where one size is the cause', () => {
    const batch = problemOf(config('3 1 2 3', '"inputs": [[[1, 2]], [[3, 4]]]'));
    assert.match(batch.message, /`inputs` has shape \(2, 1, 2\), but the config expects \(3, 1, 2\)/);
    assert.equal(batch.fixed, config('2 1 2 3', '"inputs": [[[1, 2]], [[3, 4]]]'));
    assert.deepEqual(marksOf(batch.fixed), []);
    assert.equal(
      problemOf(config('2 2 2 3', '"inputs": [[[1, 2]], [[3, 4]]]')).fixed,
      config('2 1 2 3', '"inputs": [[[1, 2]], [[3, 4]]]'),
    );
    // Two sizes may be wrong, or the inputs; the weights may be right about the features.
    assert.equal(problemOf(config('3 2 2 3', '"inputs": [[[1, 2]], [[3, 4]]]')).fixed, null);
    assert.equal(problemOf(config('1 1 2 3', '"inputs": [[1, 2]]')).fixed, null);
    assert.equal(problemOf(config('1 1 2 3', '"inputs": [[[1]]], "weights": {}')).fixed, null);
    for (const inputs of ['[]', '[[]]', '[[[]]]', '[1, 2]', '[[[[1, 2]]]]'])
      assert.deepEqual(marksOf(config('1 1 2 3', `"inputs": ${inputs}`)), [`error shape-mismatch ${inputs}`]);
  });

  it('tell the sizes that are not written', () => {
    assert.deepEqual(flows(analyzeJson('{ "batch": 2, "rnn_size": 3, "inputs": [[[1, 2]], [[3, 4]]] }')), [
      'model (2, 1, 2) → (2, 1, 3)',
    ]);
    assert.deepEqual(marksOf('{ "batch": 1, "steps": 1, "rnn_size": 3, "inputs": [[[]]] }'), ['error missing-field {']);
  });

  it('that are ragged or hold no numbers are marked at the very place', () => {
    for (const [inputs, mark, words] of [
      ['[[[1, 2], [3]]]', 'error ragged-array [3]', /`inputs\[0\]\[1\]` should be 2 elements .*but is 1 element\./],
      ['[[[1, 2], 3]]', 'error ragged-array 3', /`inputs\[0\]\[1\]` should be an array .*but is the number 3/],
      ['[[[1, [2]]]]', 'error ragged-array [2]', /`inputs\[0\]\[0\]\[1\]` should be a number .*but is an array/],
      ['[[[1, "2"]]]', 'error not-a-number "2"', /`inputs\[0\]\[0\]\[1\]` must be a finite float32 number, but is "2"/],
      ['[[[1, null]]]', 'error not-a-number null', /but is null/],
      ['[[[1, NaN]]]', 'error not-a-number NaN', /but is NaN/],
      ['[[[1, -Infinity]]]', 'error not-a-number -Infinity', /but is -Infinity/],
      ['[[[1, 1e400]]]', 'error not-a-number 1e400', /but is 1e400/],
      ['[[[1, 3.5e38]]]', 'error not-a-number 3.5e38', /but is 3.5e38/],
      ['[[[1, {}]]]', 'error not-a-number {}', /but is an object/],
    ] as const) {
      const text = config('1 2 2 3', `"inputs": ${inputs}`);
      assert.deepEqual(marksOf(text), [mark]);
      assert.match(problemOf(text).message, words);
    }
    assert.deepEqual(marksOf(config('1 1 2 3', '"inputs": [[[3.4e38, -1e-50]]]')), []);
  });

  it('of another type are an error in a config of ours', () => {
    for (const value of ['5', 'true', '{}', '""']) {
      assert.deepEqual(marksOf(config('1 1 1 1', `"inputs": ${value}`)), [`error wrong-type ${value}`]);
      assert.deepEqual(marksOf(config('1 1 1 1', `"series": ${value}`)), [`error wrong-type ${value}`]);
      assert.deepEqual(marksOf(config('1 1 1 1', `"initial_state": ${value}`)), [`error wrong-type ${value}`]);
    }
    assert.deepEqual(marksOf(config('1 1 1 1', '"inputs": null')), []);
  });
});

describe('a series', () => {
  it('must be as long as its window', () => {
    const text = config('1 5 3 7', '"series": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]');
    assert.deepEqual(marksOf(text), ['error window-too-long [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]']);
    assert.match(problemOf(text).message, /steps · features = 15 numbers, and the series has 14/);
    assert.deepEqual(marksOf(text.replace('14]', '14, 15]')), []);
    assert.deepEqual(marksOf(config('1 1 1 1', '"series": []')), ['error window-too-long []']);
  });

  it('must give as many lines as the batch has', () => {
    const short = config('4 2 1 3', '"series": [1, 2, 3, 4]');
    const { message, fixed } = problemOf(short);
    assert.match(message, /4 numbers gives 3 lines, but batch is 4, which needs 5 numbers/);
    assert.equal(fixed, config('3 2 1 3', '"series": [1, 2, 3, 4]'));
    assert.deepEqual(marksOf(fixed), []);
    assert.deepEqual(marksOf(config('3 2 1 3', '"series": [1, 2, 3, 4, 5, 6], "stride": 2')), []);
    assert.equal(
      problemOf(config('3 2 1 3', '"series": [1, 2, 3, 4, 5], "stride": 2')).fixed,
      config('2 2 1 3', '"series": [1, 2, 3, 4, 5], "stride": 2'),
    );
    assert.deepEqual(marksOf(config('2 2 1 3', '"series": [1, 2, 3, 4, 5, 6, 7, 8]')), []);
  });

  it('tells the batch that is not written, to the initial state too', () => {
    const text = '{ "steps": 2, "features": 1, "rnn_size": 2, "series": [1, 2, 3, 4] }';
    assert.deepEqual(flows(analyzeJson(text)), ['model (3, 2, 1) → (3, 2, 2)']);
    assert.deepEqual(marksOf(text.replace(' }', ', "initial_state": [[0, 0]] }')), ['error shape-mismatch [[0, 0]]']);
  });

  it('is a list of numbers', () => {
    assert.deepEqual(marksOf(config('1 1 1 1', '"series": [[1], [2]]')), ['error shape-mismatch [[1], [2]]']);
    assert.match(
      problemOf(config('1 1 1 1', '"series": [[1], [2]]')).message,
      /shape \(2, 1\), but .* expects \(\?,\)/,
    );
    assert.deepEqual(marksOf(config('1 1 1 1', '"series": [1, "a"]')), ['error not-a-number "a"']);
  });

  it('is not looked at where there are inputs', () => {
    assert.deepEqual(marksOf(config('1 1 1 1', '"inputs": [[[1]]], "series": [[]]')), []);
  });
});

describe('an initial state', () => {
  it('is (batch, rnn_size)', () => {
    assert.deepEqual(marksOf(config('2 1 1 3', '"initial_state": [[0, 0, 0], [1, 1, 1]]')), []);
    assert.deepEqual(marksOf(config('2 1 1 3', '"initial_state": [[0, 0], [1, 1]]')), [
      'error shape-mismatch [[0, 0], [1, 1]]',
    ]);
    assert.deepEqual(marksOf(config('2 1 1 3', '"initial_state": [0, 0, 0]')), ['error shape-mismatch [0, 0, 0]']);
    assert.equal(
      problemOf(config('3 1 1 2', '"initial_state": [[0, 0], [1, 1]]')).fixed,
      config('2 1 1 2', '"initial_state": [[0, 0], [1, 1]]'),
    );
  });
});

describe('files', () => {
  it('are named by a path, or by a path and a column', () => {
    for (const [value, path, column] of [
      ['"a.csv"', 'a.csv', null],
      ['{ "file": "a.csv", "column": "close" }', 'a.csv', 'close'],
      ['{ "file": "a.csv", "column": 2 }', 'a.csv', 2],
      ['{ "path": "b/../a.json" }', 'b/../a.json', null],
    ] as const) {
      const text = config('1 1 1 1', `"series": ${value}`);
      const series = only(analyzeJson(text)).config?.series;
      assert.ok(series?.from === 'file');
      assert.deepEqual([series.file.path, series.file.column], [path, column]);
      assert.equal(text.slice(series.file.span.start, series.file.span.end), `"${path}"`);
    }
  });
});
