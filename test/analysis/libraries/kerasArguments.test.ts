import assert from 'node:assert/strict';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const head = `
    from keras import Input, Model, Sequential, layers
    from keras.layers import *
    x, row, open_steps = Input((6, 3)), Input((4,)), Input((None, 3))
    turned = Permute((2, 1))(open_steps)
    image = Input((5, 4, 2))
    recurrent = GRU(2)(x)
  `;
const seen = (lines: string) => shapesOf(`${head}  ${lines.trim().replaceAll('\n', '\n    ')}\n`);

/** Each was run under Keras 2.3, and looked up in the source of Keras 3 and tf.keras. */
describe('arguments of Keras layers', () => {
  for (const [line, code, raises] of [
    ['y = BatchNormalization(axis=3)(x)', 'axis-out-of-range', 'tuple index out of range'],
    [
      'y = BatchNormalization(axis=0)(row)',
      'input-size',
      'Axis 0 of input tensor should have a defined dimension but the layer received an input with shape (None, 4).',
    ],
    [
      'y = BatchNormalization()(turned)',
      'input-size',
      'Axis -1 of input tensor should have a defined dimension but the layer received an input with shape (None, 3, None).',
    ],
    ['y = Concatenate(axis=3)([x, x])', 'axis-out-of-range', 'list assignment index out of range'],
    ['y = concatenate([row, row], axis=2)', 'axis-out-of-range', 'list assignment index out of range'],
    ['y = Dot(axes=3)([x, x])', 'axis-out-of-range', 'tuple index out of range'],
    ['y = dot([row, x], axes=2)', 'axis-out-of-range', 'tuple index out of range'],
    [
      'y = Permute((0, 1))(x)',
      'invalid-argument',
      'Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and start from 1. Received dims=(0, 1)',
    ],
    ['y = Conv1D(4, 2, padding=1)(x)', 'invalid-argument', "'int' object has no attribute 'lower'"],
    [
      "y = MaxPooling1D(2, padding='sam')(x)",
      'invalid-argument',
      'The `padding` argument must be a list/tuple or one of {"valid", "same", "causal"}. Received: sam',
    ],
    [
      'y = Conv1D(4, 2, filter_size=3)(x)',
      'invalid-argument',
      "Unrecognized keyword arguments passed to Conv1D: {'filter_size': 3}",
    ],
    [
      'y = LSTM(4, unroll=True)(open_steps)',
      'invalid-argument',
      'Cannot unroll a RNN if the time dimension is undefined.',
    ],
    ['y = LocallyConnected1D(4, 2)(image)', 'layer-input-rank', null],
    ['y = LocallyConnected1D(4, 7)(x)', 'window-longer-than-series', null],
  ] as const) {
    it(`that are refused: ${line}`, () => {
      const { problems } = seen(line);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, 'error']],
      );
      if (raises !== null) assert.equal(problems[0] && 'raises' in problems[0] && problems[0].raises, raises);
    });
  }

  for (const [line, shape] of [
    ['y = BatchNormalization(axis=1)(x)', '(batch, 6, 3)'],
    ['y = BatchNormalization(axis=-2)(x)', '(batch, 6, 3)'],
    ['y = BatchNormalization()(open_steps)', '(batch, steps, 3)'],
    ['y = BatchNormalization(mode=1, axis=0)(row)', '(batch, 4)'],
    ['y = BatchNormalization(axis=somewhere)(row)', '(batch, 4)'],
    ['y = Concatenate(axis=2)([x, x])', '(batch, 6, 6)'],
    ['y = Dot(axes=2)([x, x])', '(batch, 6, 6)'],
    ['y = Permute((2, 1))(x)', '(batch, 3, 6)'],
    ["y = Conv1D(4, 2, padding='SAME')(x)", '(batch, 6, 4)'],
    ["y = Conv1D(4, 2, padding='causal', groups=1, kernel_regularizer='l2')(x)", '(batch, 6, 4)'],
    ["y = Conv1D(nb_filter=4, filter_length=2, border_mode='same', W_regularizer='l2')(x)", '(batch, 6, 4)'],
    ["y = MaxPooling1D(pool_size=2, strides=1, padding='same')(x)", '(batch, 6, 3)'],
    ['y = MaxPooling1D(pool_length=2, stride=2)(x)', '(batch, 3, 3)'],
    ['y = ZeroPadding1D(padding=1)(x)', '(batch, 8, 3)'],
    ['y = LSTM(4, unroll=True)(x)', '(batch, 4)'],
    ['y = LSTM(4, unroll=False)(open_steps)', '(batch, 4)'],
    ['y = LocallyConnected1D(4, 2)(x)', '(batch, 5, 4)'],
    ['y = LocallyConnected2D(4, (2, 2))(image)', '(batch, 4, 3, 4)'],
  ] as const) {
    it(`that are taken: ${line}`, () => {
      const { shapes, codes } = seen(line);
      assert.equal(shapes['y'], shape);
      assert.deepEqual(codes, []);
    });
  }

  it('say which axis is left open', () => {
    const [problem] = seen('BatchNormalization(axis=0)(row)').problems;
    assert.match(problem?.code === 'input-size' ? ruleMessage(problem) : '', /as wide as axis 0 of what goes in/);
  });
});

describe('the states of stacked cells', () => {
  const pairs = 'RNN([LSTMCell(4), LSTMCell(2)], return_state=True)(x)';

  it('come together for each cell, or each by itself, by the version', () => {
    for (const [lines, names] of [
      [`y, first, second = ${pairs}\n(h, c) = first`, { h: '(batch, 4)', c: '(batch, 4)', y: '(batch, 2)' }],
      [`y, h, c, h2, c2 = ${pairs}`, { h: '(batch, 4)', c: '(batch, 4)', h2: '(batch, 2)', c2: '(batch, 2)' }],
      [`y, *states = ${pairs}\nz = y`, { z: '(batch, 2)' }],
      [`y = ${pairs}[0]`, { y: '(batch, 2)' }],
    ] as const) {
      const { shapes, codes } = seen(lines);
      for (const [name, shape] of Object.entries(names)) assert.equal(shapes[name], shape, `${lines} ${name}`);
      assert.deepEqual(codes, []);
    }
  });

  it('are one for each cell where a cell has one', () => {
    const one = 'RNN([GRUCell(4), GRUCell(2)], return_state=True)(x)';
    assert.equal(seen(`y, a, b = ${one}`).shapes['b'], '(batch, 2)');
    assert.deepEqual(seen(`y, a = ${one}`).codes, ['unpack-count@7']);
  });
});
