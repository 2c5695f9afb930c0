import assert from 'node:assert/strict';
import type { Layer, Network } from '../../src/analysis/model.js';
import { callHover, layerHover, layerRows, modelHover, sizeHover, tensorHover } from '../../src/wording/codeHovers.js';

const span = { start: 0, end: 1 };
const place = () => '[line 12](file:///a.py#L12)';

const lstm: Layer = {
  name: 'lstm',
  kind: 'LSTM',
  span,
  input: [32, 10, 8],
  output: [32, 10, 64],
  state: [
    [1, 32, 64],
    [1, 32, 64],
  ],
  options: { units: 64, inputSize: 8, numLayers: 1, bidirectional: false, batchFirst: true, dropout: 0 },
  weights: [
    { name: 'weight_ih_l0', shape: [256, 8] },
    { name: 'weight_hh_l0', shape: [256, 64] },
  ],
  parameters: 18_944,
  calls: [],
};

describe('hovers in code', () => {
  it('name the axes of a tensor', () => {
    const text = tensorHover({
      name: 'out_h',
      span,
      shape: [32, 'T', '64 | 128', null],
      roles: ['batch', 'time', null, null],
      isAssumed: false,
    });
    assert.equal(
      text,
      [
        '**out\\_h** `(32, T, 64 | 128, ?)`',
        '',
        '| axis | size | |',
        '|:--|:--|:--|',
        '| 0 | `32` | batch: the samples, side by side |',
        '| 1 | `T` | time: the steps |',
        '| 2 | `64 \\| 128` | |',
        '| 3 | `?` | |',
      ].join('\n'),
    );
  });

  it('have no table where no axis has a meaning, and say when a rank is assumed', () => {
    const tensor = { span, shape: [2, 3], roles: [], isAssumed: false };
    assert.equal(tensorHover(tensor), '`(2, 3)`');
    assert.match(tensorHover({ ...tensor, isAssumed: true }), /^`\(2, 3\)`\n\nNothing in the source says/);
  });

  it('say where a size comes from', () => {
    const size = { span, name: 'hidden', size: 128, from: span };
    assert.equal(sizeHover(size, place), '`hidden = 128` · [line 12](file:///a.py#L12)');
    assert.equal(sizeHover({ ...size, from: null }, place), '`hidden = 128`');
  });

  it('list what a layer has, the options in the words of its framework', () => {
    const sizes = [{ span, name: 'hidden', size: 64, from: span }];
    assert.equal(
      layerHover(lstm, 'pytorch', sizes, place),
      [
        '**lstm** · `LSTM` · PyTorch · 18,944 parameters',
        '',
        '`(32, 10, 8) → (32, 10, 64)` · state `(1, 32, 64)`, `(1, 32, 64)`',
        '',
        '`hidden_size=64` · `input_size=8` · `num_layers=1` · `batch_first=True`',
        '',
        '| weight | shape |',
        '|:--|:--|',
        '| weight\\_ih\\_l0 | `(256, 8)` |',
        '| weight\\_hh\\_l0 | `(256, 64)` |',
        '',
        '`hidden = 64` · [line 12](file:///a.py#L12)',
      ].join('\n'),
    );
    assert.match(
      layerHover({ ...lstm, options: { units: 64, returnSequences: true } }, 'tfjs', [], place),
      /`units: 64` · `returnSequences: true`/,
    );
  });

  it('list several calls, and cut what is long', () => {
    const call = { span, input: [32, 8], output: [32, 64], state: [] };
    assert.doesNotMatch(layerHover({ ...lstm, calls: [call] }, 'pytorch', [], place), /Called/);
    const text = layerHover({ ...lstm, calls: Array.from({ length: 9 }, () => call) }, 'pytorch', [], place);
    assert.equal(text.match(/^- \[line 12\].*→/gm)?.length, 6);
    assert.match(text, /^- … 3 more$/m);
    const weights = Array.from({ length: 20 }, (_, index) => ({ name: `w${index}`, shape: [1] }));
    assert.match(layerHover({ ...lstm, weights }, 'pytorch', [], place), /\| w11 \| `\(1,\)` \|\n\| … 8 more \| \|$/m);
  });

  it('say little of a layer that little is known of', () => {
    const bare: Layer = { ...lstm, input: null, output: null, state: [], options: {}, weights: [], parameters: null };
    assert.equal(layerHover(bare, 'keras', [], place), '**lstm** · `LSTM` · Keras');
  });

  it('show a call with its layer', () => {
    assert.equal(
      callHover(lstm, { span, input: [1, 2], output: null, state: [] }, undefined, place),
      '**lstm** · `LSTM` · [line 12](file:///a.py#L12)\n\n`(1, 2) → ?`',
    );
    const result = { span, shape: [1, 4], roles: ['batch', 'units'], isAssumed: false } as const;
    assert.match(
      callHover(lstm, { span, input: [1, 2], output: [1, 4], state: [] }, result, place),
      /`\(1, 2\) → \(1, 4\)`\n\n\| axis \| size \| \|\n.*\n\| 0 \| `1` \| batch/,
    );
  });

  it('list the layers of a model', () => {
    const network: Network = { name: 'Net', framework: 'keras', span, nameSpan: span, layers: [lstm], config: null };
    assert.equal(
      modelHover(network),
      [
        '**Net** · Keras · 18,944 parameters',
        '',
        '| layer | | shapes | parameters |',
        '|:--|:--|:--|:--|',
        '| lstm | LSTM | `(32, 10, 8) → (32, 10, 64)` | 18,944 |',
      ].join('\n'),
    );
  });

  it('take names of the source for words and no Markdown', () => {
    const name = '[a](command:x)|`b`';
    assert.doesNotMatch(sizeHover({ span, name, size: 1, from: null }, place).slice(1, -1), /`/);
    assert.match(layerHover({ ...lstm, name }, 'keras', [], place), /^\*\*\\\[a\\\]\\\(command:x\\\)/);
  });

  it('give rows of plain text for the shapes document', () => {
    assert.deepEqual(layerRows(lstm), [
      ['lstm', '(32, 10, 8) → (32, 10, 64)', 'LSTM'],
      ['  state', '(1, 32, 64)', ''],
      ['  state', '(1, 32, 64)', ''],
      ['  weight_ih_l0', '(256, 8)', ''],
      ['  weight_hh_l0', '(256, 64)', ''],
    ]);
  });
});
