import assert from 'node:assert/strict';
import { analyzeJson, flows, marks } from '../support/analyses.js';

const net = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';
const shapes = '(6, 5, 3) → (6, 5, 7)';

describe('objects in JSON', () => {
  it('are found several to a file and at any depth, in source order', () => {
    const text = `{ "models": { "encoder": ${net}, "list": [1, ${net}, [${net}]] }, "last": ${net} }`;
    assert.deepEqual(flows(analyzeJson(text)), [
      `models.encoder ${shapes}`,
      `models.list[1] ${shapes}`,
      `models.list[2][0] ${shapes}`,
      `last ${shapes}`,
    ]);
    const inside = `{ "inner": { "innermost": ${net}, ${net.slice(2)}, ${net.slice(2)}`;
    assert.deepEqual(flows(analyzeJson(inside)), [`model ${shapes}`, `inner ${shapes}`, `inner.innermost ${shapes}`]);
    assert.deepEqual(flows(analyzeJson(`[${net}, ${net}]`)), [`[0] ${shapes}`, `[1] ${shapes}`]);
    const deep = '{"a":'.repeat(150) + net + '}'.repeat(150);
    assert.equal(analyzeJson(deep).networks.length, 1);
  });

  it('are read with comments, trailing commas, line ends and marks of any kind', () => {
    for (const text of [
      `// a comment with "quotes" and { braces\n${net}`,
      `/* { "batch": 1, "rnn_size": 2, "steps": 3 } */ ${net} // the end`,
      net.replace(': 5', ': /* five */ 5 // steps'.replace(' // steps', '')),
      net.replace(', "steps"', ', // not "steps": 9\n"steps"'),
      net.replace('7 }', '7, }'),
      net.replace('7 }', '7, /* here */ }'),
      net.replace('{ ', '{ "url": "http://x/*", "other": "*/ // \\" ", '),
      net.replaceAll(', ', ',\r\n'),
      net.replaceAll(', ', ',\r'),
      net.replaceAll(' ', '\t\u0020'),
      `\uFEFF${net}`,
      `\n\n\n${net}\n`,
    ])
      assert.deepEqual(
        [flows(analyzeJson(text)), marks(text, analyzeJson(text))],
        [[`model ${shapes}`], []],
        JSON.stringify(text),
      );
  });

  it('have keys with escapes, and any other keys besides', () => {
    assert.deepEqual(flows(analyzeJson(net.replace('batch', 'b\\u0061tch'))), [`model ${shapes}`]);
    for (const key of [
      '__proto__',
      'constructor',
      'toString',
      '',
      '\\ud800',
      '\ud800',
      '\\u0000',
      '🙂',
      'x'.repeat(100_000),
    ])
      for (const value of ['1', 'null', '{}', '[]', '"\\udfff"', '"\udfff"'])
        assert.deepEqual(
          flows(analyzeJson(net.replace('{', `{ "${key}": ${value},`))),
          [`model ${shapes}`],
          key.slice(0, 40),
        );
  });

  it('are not read out of strings', () => {
    assert.deepEqual(flows(analyzeJson(JSON.stringify({ text: net }))), []);
  });
});

describe('names of networks in JSON', () => {
  it('are the field name, the path above, or the file', () => {
    const named = net.replace('{', '{ "name": "speech",');
    assert.deepEqual(flows(analyzeJson(`{ "a": ${named} }`)), [`speech ${shapes}`]);
    for (const [file, name] of [
      ['lecture.json', 'lecture'],
      ['lecture.rnn.json', 'lecture'],
      ['rnn.json', 'rnn'],
      ['a/b\\c.jsonc', 'c'],
      ['.json', '.json'],
      ['-', '-'],
    ])
      assert.deepEqual(flows(analyzeJson(net, file)), [`${name!} ${shapes}`], file);
  });

  it('fit in one line, however long or strange', () => {
    for (const name of ['x'.repeat(1_000_000), 'a\\nb\\tc  d', '\\ud800', '🙂'.repeat(60), '`*_[](command:x)|<b>']) {
      for (const text of [net.replace('{', `{ "name": "${name}",`), `{ "${name}": { "${name}": ${net} } }`]) {
        const [network] = analyzeJson(text).networks;
        assert.ok(network && network.name.length <= 80 && network.name.isWellFormed(), name.slice(0, 20));
        assert.doesNotMatch(network.name, /[\n\t]/);
      }
    }
  });
});

describe('broken JSON', () => {
  it('is not reported by us', () => {
    for (const text of [
      net.replace('"steps": 5', '"steps": '),
      net.replace('"steps": 5', '"steps"'),
      net.replace('"steps": 5', '"st'),
      net.replace('"steps": 5', 'steps: 5'),
      net.replace('"steps": 5', '"steps" 5'),
      net.replace('5,', '5'),
      net.replace(' }', ''),
      net.replace(' }', ', "inputs": [[[1, 2, 3], [4, '),
      net.replace(' }', ', "inputs": [[[1,, 2, 3]]] }'),
      net.replace(' }', ', "series": [1, 2, 3'),
      net.replace(' }', ', "weights": { "i_w": [[1, '),
      net.replace(' }', ', "output": "state", "num_layers": 2, "weights": [{ "i_b": [1, 1, 1, 1, 1, 1, 1] }, '),
    ])
      assert.deepEqual(
        marks(text, analyzeJson(text)).filter((mark) => !/missing|not-yet/.test(mark)),
        [],
        text,
      );
  });

  it('leaves the sizes that can be read', () => {
    assert.deepEqual(flows(analyzeJson(net.replace('"steps": 5', '"steps": '))), [
      'model (6, steps, 3) → (6, steps, 7)',
    ]);
  });
});
