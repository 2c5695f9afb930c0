import assert from 'node:assert/strict';
import { problemMessage } from '../../src/wording/problems.js';
import { analyzeJson, flows, marks, only } from '../support/analyses.js';

/** Zeros of a shape, as JSON. */
function zeros(...shape: number[]): unknown {
  const [length, ...rest] = shape;
  return length === undefined ? 0 : Array.from({ length }, () => zeros(...rest));
}

const sizes = { batch: 2, steps: 2, features: 3, rnn_size: 4 };

function found(options: object): string[] {
  const { problems } = analyzeJson(JSON.stringify({ ...sizes, ...options }));
  return problems.filter(({ code }) => code !== 'not-yet').map(problemMessage);
}

const rightOnes = { i_w: zeros(3, 4), i_b: zeros(4), h_w: zeros(4, 4), h_b: zeros(4), o_w: zeros(4, 4), o_b: zeros(4) };

describe('weights of a simple RNN', () => {
  it('have the shapes of the contract', () => {
    assert.deepEqual(found({ weights: rightOnes }), []);
    for (const [name, shape, expected] of [
      ['i_w', [4, 3], '(3, 4)'],
      ['i_b', [3], '(4,)'],
      ['h_w', [4, 5], '(4, 4)'],
      ['h_b', [1, 4], '(4,)'],
      ['o_w', [3, 4], '(4, 4)'],
      ['o_b', [5], '(4,)'],
    ] as const) {
      const messages = found({ weights: { ...rightOnes, [name]: zeros(...shape) } });
      assert.equal(messages.length, 1);
      const [message = ''] = messages;
      assert.ok(message.startsWith(`\`weights.${name}\` has shape (${shape.join(', ')}`), message);
      assert.ok(message.endsWith(`expects ${expected}.`), message);
    }
    const text = JSON.stringify({ ...sizes, weights: { h_w: [[1, 2]] } });
    assert.deepEqual(marks(text, analyzeJson(text)), ['error shape-mismatch [[1,2]]']);
  });

  it('tell the output size and the features where they are not written', () => {
    const weights = { o_w: zeros(4, 2), o_b: zeros(2) };
    assert.deepEqual(found({ weights }), []);
    assert.deepEqual(flows(analyzeJson(JSON.stringify({ ...sizes, weights }))), ['model (2, 2, 3) → (2, 2, 2)']);
    assert.equal(found({ weights, output_size: 3 }).length, 2);
    assert.equal(found({ weights: { o_w: zeros(4, 2), o_b: zeros(3) } }).length, 1);
    const open = { batch: 2, steps: 2, rnn_size: 4, weights: { i_w: zeros(3, 4) } };
    assert.deepEqual(flows(analyzeJson(JSON.stringify(open))), ['model (2, 2, 3) → (2, 2, 4)']);
  });

  it('must be numbers under names that are known', () => {
    assert.match(
      found({ weights: { h_b: [1, 2, 'x', 4] } })[0] ?? '',
      /`weights\.h_b\[2\]` must be a finite .* is "x"/,
    );
    assert.match(found({ weights: { h_w: [[1], [1, 2]] } })[0] ?? '', /`weights\.h_w\[1\]` should be 1 element/);
    assert.match(found({ weights: { h_b: 5 } })[0] ?? '', /`weights\.h_b` must be a nested array of numbers, but is 5/);
    assert.match(found({ weights: { w_x: [1] } })[0] ?? '', /`weights` is "w_x"; RNN Lens knows i_w, i_b/);
    assert.match(found({ weights: 5 })[0] ?? '', /`weights` must be an object of nested arrays, or the path/);
    assert.match(
      found({ weights: [[1]] })[0] ?? '',
      /`weights\[0\]` must be an object of nested arrays, but is an array/,
    );
    assert.deepEqual(found({ weights: null }), []);
    assert.deepEqual(found({ weights: { h_b: null, comment: 'trained' } }), []);
  });

  it('keep a message short', () => {
    for (const weights of [{ ['w'.repeat(100_000)]: [1] }, { h_b: ['x'.repeat(100_000)] }, 'x'.repeat(100_000)])
      for (const message of found({ weights })) assert.ok(message.length < 400);
  });
});

describe('weights of LSTM and GRU', () => {
  it('hold the gates side by side', () => {
    for (const [cell, gates] of [
      ['lstm', 4],
      ['gru', 3],
    ] as const) {
      const width = 4 * gates;
      const weights = { i_w: zeros(3, width), i_b: zeros(width), h_w: zeros(4, width), h_b: zeros(width) };
      assert.deepEqual(found({ cell, weights }), []);
      assert.equal(found({ cell, weights: rightOnes }).length, 4);
    }
  });
});

describe('weights of several layers and directions', () => {
  it('are one object a layer', () => {
    const second = { ...rightOnes, i_w: zeros(4, 4) };
    assert.deepEqual(found({ num_layers: 2, weights: [rightOnes, second] }), []);
    assert.match(
      found({ num_layers: 2, weights: [rightOnes, rightOnes] })[0] ?? '',
      /`weights\[1\]\.i_w` has shape \(3, 4\)/,
    );
    assert.match(
      found({ num_layers: 3, weights: [rightOnes, second] })[0] ?? '',
      /`weights` has shape \(2,\), .*\(3,\)/,
    );
    assert.match(found({ weights: [rightOnes, second] })[0] ?? '', /`weights` has shape \(2,\), .*\(1,\)/);
    assert.deepEqual(found({ weights: [rightOnes] }), []);
  });

  it('are one object a direction, with the output at the end', () => {
    const one = { i_w: zeros(3, 4), i_b: zeros(4), h_w: zeros(4, 4), h_b: zeros(4) };
    const both = { forward: one, backward: one, o_w: zeros(8, 4), o_b: zeros(4) };
    assert.deepEqual(found({ bidirectional: true, weights: both }), []);
    assert.match(
      found({ bidirectional: true, weights: { ...both, o_w: zeros(4, 4) } })[0] ?? '',
      /`weights\.o_w`.*\(8, 4\)/,
    );
    assert.match(
      found({ bidirectional: true, weights: { ...both, backward: { ...one, h_b: zeros(3) } } })[0] ?? '',
      /`weights\.backward\.h_b` has shape \(3,\)/,
    );
    const next = { i_w: zeros(8, 4), i_b: zeros(4), h_w: zeros(4, 4), h_b: zeros(4) };
    const last = { forward: next, backward: next, o_w: zeros(8, 2), o_b: zeros(2) };
    const options = { bidirectional: true, num_layers: 2, weights: [{ forward: one, backward: one }, last] };
    assert.deepEqual(found(options), []);
    assert.deepEqual(only(analyzeJson(JSON.stringify({ ...sizes, ...options }))).layers[1]?.output, [2, 2, 2]);
  });
});
