import assert from 'node:assert/strict';
import { fileReferences, readDataFiles, type FileContent } from '../../src/analysis/dataFiles.js';
import { problemMessage } from '../../src/wording/problems.js';
import { analyzeJson, only } from '../support/analyses.js';

const sizes = { batch: 2, steps: 2, features: 1, rnn_size: 2 };

function readFiles(config: object, contents: Readonly<Record<string, string | FileContent>>) {
  const text = JSON.stringify(config);
  const network = only(analyzeJson(text));
  const files = Object.entries(contents).map(
    ([path, content]) => [path, typeof content === 'string' ? { text: content } : content] as const,
  );
  const result = readDataFiles(network, new Map(files));
  return {
    files: result.files,
    messages: result.problems.map(problemMessage),
    places: result.problems.map(({ span }) => text.slice(span.start, span.end)),
  };
}

describe('the files of a config', () => {
  it('are named in it', () => {
    const options = { inputs: 'i.json', series: 's.csv', initial_state: 'h.json', weights: 'w.json' };
    assert.deepEqual(
      fileReferences(only(analyzeJson(JSON.stringify({ ...sizes, ...options })))).map(({ path }) => path),
      ['i.json', 's.csv', 'h.json', 'w.json'],
    );
    assert.deepEqual(fileReferences(only(analyzeJson(JSON.stringify(sizes)))), []);
  });

  it('hold arrays', () => {
    const inputs = readFiles({ ...sizes, inputs: 'i.json' }, { 'i.json': '\uFEFF [[[1],[2]],[[3],[4]]] ' });
    assert.deepEqual(inputs.messages, []);
    assert.deepEqual(inputs.files.inputs?.shape, [2, 2, 1]);
    assert.deepEqual([...(inputs.files.inputs.data ?? [])], [1, 2, 3, 4]);
    const series = readFiles(
      { ...sizes, series: { file: 's.csv', column: 'b' } },
      { 's.csv': 'a,b\n1,10\n2,20\n3,30\n' },
    );
    assert.deepEqual([...(series.files.series?.data ?? [])], [10, 20, 30]);
    const state = readFiles({ ...sizes, initial_state: 'h.json' }, { 'h.json': '[[0, 1], [2, 3]]' });
    assert.deepEqual([...(state.files.initialState?.data ?? [])], [0, 1, 2, 3]);
    const weights = readFiles({ ...sizes, weights: 'w.json' }, { 'w.json': '{ "i_w": [[1, 2]], "h_b": [3, 4] }' });
    assert.deepEqual([...(weights.files.weights?.[0]?.arrays.i_w?.data ?? [])], [1, 2]);
    const list = readFiles({ ...sizes, weights: 'w.json' }, { 'w.json': '[{ "i_w": [[1, 2]] }]' });
    assert.deepEqual([...(list.files.weights?.[0]?.arrays.i_w?.data ?? [])], [1, 2]);
  });

  it('that cannot be used are marked where they are named, with the reason', () => {
    for (const [field, path, content, message] of [
      [
        'inputs',
        'i.json',
        { reason: 'there is no such file' },
        /^The file "i\.json" cannot be used: there is no such file\.$/,
      ],
      ['inputs', 'i.npy', '', /only \.json, \.csv and \.tsv files are read/],
      ['inputs', 'i.json', '', /it is no valid JSON/],
      ['inputs', 'i.json', '[[[1, NaN]]]', /it is no valid JSON/],
      ['weights', 'w.json', `${'{"forward":'.repeat(1e5)}1${'}'.repeat(1e5)}`, /it holds no object of weights/],
      ['inputs', 'i.json', '{}', /it holds no nested array of numbers/],
      ['inputs', 'i.json', '[[[1],["x"]],[[3],[4]]]', /`inputs\[0\]\[1\]\[0\]` must be a finite .* is "x"/],
      ['inputs', 'i.json', '[[[1],[1e400]],[[3],[4]]]', /`inputs\[0\]\[1\]\[0\]` must be a finite/],
      ['inputs', 'i.json', '[[[1],[2]],[[3]]]', /`inputs\[1\]` should be 2 elements/],
      ['inputs', 'i.json', '[[[1],[2]]]', /`inputs` has shape \(1, 2, 1\), but the config expects \(2, 2, 1\)/],
      ['series', 's.csv', '', /it is empty/],
      ['series', 's.csv', '1\n2\nx\n', /`series\[2\]` must be a finite float32 number, but is "x"/],
      ['series', 's.csv', '1\n', /The window is longer than its series/],
      ['series', 's.csv', '1\n2\n', /gives 1 line, but batch is 2, which needs 3 numbers/],
      ['initial_state', 'h.json', '[[0, 0]]', /`initial_state` has shape \(1, 2\), .* expects \(2, 2\)/],
      ['weights', 'w.csv', '', /only \.json files of weights/],
      ['weights', 'w.json', '[]', /it holds no object of weights/],
      ['weights', 'w.json', '{}', /it holds no object of weights/],
      ['weights', 'w.json', '5', /`weights` must be an object of nested arrays, but is 5/],
      ['weights', 'w.json', '{ "i_w": [[1]] }', /`weights\.i_w` has shape \(1, 1\), .* expects \(1, 2\)/],
      ['weights', 'w.json', '{ "h_w": [[1, 2], [3]] }', /`weights\.h_w\[1\]` should be 2 elements/],
    ] as const) {
      const { messages, places } = readFiles({ ...sizes, [field]: path }, { [path]: content });
      assert.deepEqual(places, [JSON.stringify(path)], `${path} ${JSON.stringify(content)}`);
      assert.match(messages[0] ?? '', message);
    }
    assert.match(readFiles({ ...sizes, inputs: 'i.json' }, {}).messages[0] ?? '', /it was not read/);
  });

  it('tell sizes that everything else is checked against', () => {
    const open = {
      rnn_size: 2,
      batch: 2,
      inputs: 'i.json',
      initial_state: [
        [0, 0],
        [0, 0],
      ],
    };
    assert.deepEqual(readFiles(open, { 'i.json': '[[[1],[2]],[[3],[4]]]' }).messages, []);
    const noBatch = {
      rnn_size: 2,
      steps: 2,
      features: 1,
      inputs: 'i.json',
      initial_state: [
        [0, 0],
        [0, 0],
      ],
    };
    assert.match(readFiles(noBatch, { 'i.json': '[[[1],[2]]]' }).messages[0] ?? '', /`initial_state`.*\(1, 2\)/);
    const both = { rnn_size: 2, batch: 1, steps: 1, inputs: 'i.json', weights: 'w.json' };
    assert.match(
      readFiles(both, { 'i.json': '[[[1, 2, 3]]]', 'w.json': '{ "i_w": [[1, 2], [3, 4]] }' }).messages[0] ?? '',
      /`weights\.i_w` has shape \(2, 2\), .* expects \(3, 2\)/,
    );
    const inSource = {
      rnn_size: 2,
      batch: 1,
      steps: 1,
      inputs: 'i.json',
      weights: {
        i_w: [
          [1, 2],
          [3, 4],
        ],
      },
    };
    assert.match(
      readFiles(inSource, { 'i.json': '[[[1, 2, 3]]]' }).messages[0] ?? '',
      /`inputs` has shape \(1, 1, 3\), .* expects \(1, 1, 2\)/,
    );
  });

  it('may be deep, huge or strange', () => {
    for (const content of [
      '['.repeat(200_000),
      '['.repeat(200_000) + ']'.repeat(200_000),
      '{"a":'.repeat(100_000),
      '\u0000',
      '\ud800',
    ])
      for (const field of ['inputs', 'weights'])
        assert.equal(readFiles({ ...sizes, [field]: 'a.json' }, { 'a.json': content }).messages.length, 1);
    const odd = '{ "__proto__": { "i_w": 5 }, "constructor": 1, "toString": "x", "i_w": [[1, 2]] }';
    const { files, messages } = readFiles({ ...sizes, weights: 'w.json' }, { 'w.json': odd });
    assert.deepEqual([messages, Object.keys(files.weights?.[0]?.arrays ?? {})], [[], ['i_w']]);
  });

  it('are parsed once, and their numbers belong to whichever config names them', () => {
    const contents = new Map<string, FileContent>([
      ['i.json', { text: '[[[1],[2]],[[3],[4]]]' }],
      ['w.json', { text: '{ "i_w": [[1, 2]] }' }],
      ['bad.json', { text: '[[[1],[2]],[[3],["x"]]]' }],
    ]);
    const read = (before: string, inputs: string) => {
      const text = `${before}${JSON.stringify({ ...sizes, inputs, weights: 'w.json' })}`;
      const { files, problems } = readDataFiles(only(analyzeJson(text)), contents);
      return { files, places: problems.map(({ span }) => text.slice(span.start, span.end)), text };
    };
    const first = read('', 'i.json');
    const moved = read('   ', 'i.json');
    assert.deepEqual([...(first.files.inputs?.data ?? [])], [1, 2, 3, 4]);
    assert.equal(moved.files.inputs?.data, first.files.inputs?.data, 'the very same array');
    assert.equal(moved.files.weights?.[0]?.arrays.i_w?.data, first.files.weights?.[0]?.arrays.i_w?.data);
    for (const { files, text } of [first, moved]) {
      const { start, end } = files.inputs!.span;
      assert.equal(text.slice(start, end), '"i.json"');
    }
    assert.deepEqual([read('', 'bad.json').places, read('   ', 'bad.json').places], [['"bad.json"'], ['"bad.json"']]);
    contents.set('i.json', { text: '[[[5],[6]],[[7],[8]]]' });
    assert.deepEqual([...(read('', 'i.json').files.inputs?.data ?? [])], [5, 6, 7, 8]);
  });

  it('are parsed for each column and field on its own', () => {
    const contents = new Map<string, FileContent>([['s.csv', { text: 'a,b\n1,10\n2,20\n3,30\n' }]]);
    for (const [column, numbers] of [
      ['a', [1, 2, 3]],
      ['b', [10, 20, 30]],
      ['a', [1, 2, 3]],
    ] as const) {
      const network = only(analyzeJson(JSON.stringify({ ...sizes, series: { file: 's.csv', column } })));
      assert.deepEqual([...(readDataFiles(network, contents).files.series?.data ?? [])], numbers);
    }
  });
});
