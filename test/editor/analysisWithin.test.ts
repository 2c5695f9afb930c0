import assert from 'node:assert/strict';
import { noAnalysis } from '../../src/analysis/model.js';
import type { Analysis, Layer, Span } from '../../src/analysis/model.js';
import { analysisWithin } from '../../src/editor/analysisWithin.js';

const at = (start: number, end: number): Span => ({ start, end });
const tensor = (name: string, span: Span) => ({ name, span, shape: [1], roles: [null], isAssumed: false });

/** Two cells, 0–10 and 11–20: a model in the first, called in the second. */
const layer: Layer = {
  name: 'lstm',
  kind: 'LSTM',
  span: at(4, 8),
  input: null,
  output: null,
  state: [],
  options: {},
  weights: [],
  parameters: null,
  calls: [{ span: at(13, 15), input: null, output: null, state: [] }],
};
const whole: Analysis = {
  ...noAnalysis,
  networks: [
    { name: 'Net', framework: 'pytorch', span: at(0, 9), nameSpan: at(1, 3), layers: [layer], config: null },
    {
      name: 'late',
      framework: 'pytorch',
      span: at(0, 19),
      nameSpan: at(0, 1),
      layers: [{ ...layer, span: at(16, 18) }],
      config: null,
    },
  ],
  tensors: [tensor('a', at(2, 3)), tensor('b', at(11, 12))],
  expressions: [tensor('', at(13, 15))],
  sizes: [{ name: 'n', size: 3, span: at(14, 15), from: at(2, 3) }],
  problems: [
    {
      code: 'input-size',
      raises: null,
      facts: {},
      severity: 'error',
      span: at(12, 14),
      fixes: [{ action: { kind: 'write', text: 'x' }, edits: [{ span: at(5, 6), text: 'x' }] }],
      related: [{ span: at(4, 8), what: 'layer-made', shape: null }],
    },
  ],
};

describe('the part of an analysis that a cell holds', () => {
  it('is what stands in it, counted from its beginning', () => {
    const first = analysisWithin(whole, at(0, 10));
    assert.deepEqual(
      first.networks.map(({ name }) => name),
      ['Net', 'late'],
    );
    assert.deepEqual(
      first.tensors.map(({ name, span }) => [name, span]),
      [['a', at(2, 3)]],
    );
    assert.deepEqual([first.expressions, first.sizes, first.problems], [[], [], []]);
    assert.equal(first.complete, true);
  });

  it('keeps what explains it in other cells, before its beginning', () => {
    const second = analysisWithin(whole, at(11, 20));
    assert.deepEqual(
      second.networks.map(({ name, layers }) => [name, layers[0]?.span, layers[0]?.calls[0]?.span]),
      [['late', at(5, 7), at(2, 4)]],
    );
    assert.deepEqual(
      second.tensors.map(({ span }) => span),
      [at(0, 1)],
    );
    assert.deepEqual(
      second.expressions.map(({ span }) => span),
      [at(2, 4)],
    );
    assert.deepEqual(second.sizes[0], { name: 'n', size: 3, span: at(3, 4), from: at(-9, -8) });
    const problem = second.problems[0]!;
    assert.deepEqual(problem.span, at(1, 3));
    assert.deepEqual(problem.fixes[0]?.edits, [{ span: at(-6, -5), text: 'x' }]);
    assert.deepEqual(problem.related, [{ span: at(-7, -3), what: 'layer-made', shape: null }]);
  });
});
