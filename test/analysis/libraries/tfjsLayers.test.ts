import assert from 'node:assert/strict';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const head = `
    import * as tf from '@tensorflow/tfjs';
    const x = tf.input({ shape: [6, 3] });
    const row = tf.input({ shape: [6] });
    const open = tf.input({ shape: [null, 3] });
    const image = tf.input({ shape: [5, 4, 2] });
    const fixed = tf.input({ batchShape: [4, 6, 3] });
    const cells = [tf.layers.gruCell({ units: 4 }), tf.layers.gruCell({ units: 2 })];
    const pairs = [tf.layers.lstmCell({ units: 4 }), tf.layers.lstmCell({ units: 2 })];
  `;
const seen = (lines: string) => shapesOf(`${head}${lines}\n`, { language: 'typescript' });

/** All words are those of tf.js 4.22, and all shapes, but for those that it leaves open before it sees data. */
describe('layers of tf.js', () => {
  for (const [expression, shape] of [
    ['tf.layers.rnn({ cell: cells, returnState: true }).apply(x)[1]', '(batch, 2)'],
    ['tf.layers.rnn({ cell: cells, returnState: true }).apply(x)[2]', '(batch, 4)'],
    [
      'tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: pairs }), returnState: true }).apply(x)[2]',
      '(batch, 2)',
    ],
    ['tf.layers.rnn({ cell: pairs, returnSequences: true, returnState: true }).apply(x)[4]', '(batch, 4)'],
    ['tf.layers.reshape({ targetShape: [-1, 2] }).apply(x)', '(batch, 9, 2)'],
    ['tf.layers.lstm({ units: 5 }).apply(tf.layers.reshape({ targetShape: [-1, 2] }).apply(x))', '(batch, 5)'],
    ['tf.layers.dense({ units: 5 }).apply(tf.layers.reshape({ targetShape: [2, -1] }).apply(fixed))', '(4, 2, 5)'],
    ['tf.layers.flatten().apply(x)', '(batch, 18)'],
    ['tf.layers.timeDistributed({ layer: tf.layers.flatten() }).apply(x)', '(batch, 6, 3)'],
    ['tf.layers.zeroPadding2d({ padding: 1 }).apply(image)', '(batch, 7, 6, 2)'],
    ["tf.layers.conv1d({ filters: 4, kernelSize: 2, padding: 'same' }).apply(open)", '(batch, steps, 4)'],
    ['tf.layers.batchNormalization({ axis: 1 }).apply(x)', '(batch, 6, 3)'],
    ['tf.layers.batchNormalization({ axis: -1 }).apply(open)', '(batch, steps, 3)'],
    ['tf.layers.permute({ dims: [2, 1] }).apply(x)', '(batch, 3, 6)'],
    ['tf.layers.maxPooling1d({}).apply(x)', '(batch, 3, 3)'],
    ['tf.layers.globalMaxPooling1d().apply(x)', '(batch, 3)'],
    ['tf.layers.concatenate({ axis: 2 }).apply([x, x])', '(batch, 6, 6)'],
    ['tf.layers.dot({ axes: [2, 2] }).apply([x, x])', '(batch, 6, 6)'],
    ['tf.layers.bidirectional({ layer: tf.layers.gru({ units: 4 }) }).apply(x)', '(batch, 8)'],
    ['tf.addN([tf.zeros([2, 3]), tf.ones([2, 3])])', '(2, 3)'],
    ["tf.einsum('bij,bjk->bik', tf.zeros([2, 3, 4]), tf.zeros([2, 4, 5]))", '(2, 3, 5)'],
    ['tf.zeros([4, 3]).topk(3).values', '(4, 3)'],
    ['tf.zeros([4, 3]).dot(tf.zeros([3]))', '(4,)'],
    ['tf.zeros([4, 3]).sum([0, 1])', '()'],
  ] as const) {
    it(`gives ${shape} for ${expression}`, () => {
      const { shapes, codes } = seen(`const result = ${expression};`);
      assert.equal(shapes['result'], shape);
      assert.deepEqual(codes, []);
    });
  }

  for (const [expression, code, raises] of [
    ['tf.layers.flatten().apply(row)', 'layer-input-rank', null],
    [
      'tf.layers.flatten().apply(open)',
      'input-size',
      'The shape of the input to "Flatten" is not fully defined (got ,3). Make sure to pass a complete "input_shape" or "batch_input_shape" argument to the first layer in your model.',
    ],
    [
      'tf.layers.dense({ units: 5 }).apply(tf.layers.reshape({ targetShape: [2, -1] }).apply(x))',
      'input-size',
      'Tensor must have a shape comprised of positive integers but got shape [,5].',
    ],
    [
      'tf.layers.conv1d({ filters: 4, kernelSize: 2 }).apply(tf.layers.permute({ dims: [2, 1] }).apply(open))',
      'input-size',
      'The channel dimension of the input should be defined. Found null',
    ],
    [
      'tf.layers.batchNormalization({ axis: 3 }).apply(x)',
      'axis-out-of-range',
      'Axis 3 of input tensor should have a defined dimension but the layer received an input with shape [null,6,3].',
    ],
    [
      'tf.layers.batchNormalization({ axis: -2 }).apply(row)',
      'input-size',
      'Axis 0 of input tensor should have a defined dimension but the layer received an input with shape [null,6].',
    ],
    [
      'tf.layers.dot({ axes: 3 }).apply([image, image])',
      'layer-input-rank',
      'Dot layer does not support tensors of 4D or higher rank yet.',
    ],
    ['tf.layers.dot({ axes: [1, 2] }).apply([row, row])', 'axis-out-of-range', null],
    [
      'tf.layers.add().apply(x)',
      'invalid-argument',
      'A merge layer should be called on an Array of at least 2 inputs. Got 1 input(s).',
    ],
    [
      'tf.layers.concatenate().apply(x)',
      'invalid-argument',
      'A `Concatenate` layer should be called on a list of at least 2 inputs',
    ],
    [
      'tf.layers.dot({ axes: 1 }).apply(x)',
      'invalid-argument',
      'A `Dot` layer should be called on a list of exactly 2 inputs.',
    ],
    ['tf.layers.bidirectional({ layer: tf.layers.rnn({ cell: cells }) })', 'invalid-argument', null],
    ['tf.layers.maxPooling1d()', 'invalid-argument', "Cannot read properties of undefined (reading 'poolSize')"],
    [
      'tf.layers.globalMaxPooling2d()',
      'invalid-argument',
      "Cannot read properties of undefined (reading 'dataFormat')",
    ],
    [
      "tf.layers.conv1d({ filters: 4, kernelSize: 2, padding: 'full' })",
      'invalid-argument',
      'full is not a valid PaddingMode.  Valid values are valid,same,causal or null/undefined.',
    ],
    [
      'tf.layers.permute({ dims: [0, 1] })',
      'invalid-argument',
      'Invalid permutation `dims`: [0,1] `dims` must contain consecutive integers starting from 1.',
    ],
    ['tf.matMul(tf.zeros([3]), tf.zeros([3, 2]))', 'layer-input-rank', null],
    [
      'tf.zeros([2, 3, 4]).dot(tf.zeros([4]))',
      'layer-input-rank',
      'Error in dot: inputs must all be rank 1 or 2, but got ranks 3 and 1.',
    ],
    [
      'tf.outerProduct(tf.zeros([2]), tf.zeros([3, 1]))',
      'layer-input-rank',
      'Error in outerProduct: inputs must be rank 1, but got ranks 1 and 2.',
    ],
    [
      'tf.addN([tf.zeros([2, 3]), tf.zeros([3])])',
      'broadcast-shape',
      'All tensors passed to tf.addN() must have the same shape',
    ],
    [
      "tf.einsum('bij,bjk->bik', tf.zeros([2, 3, 4]), tf.zeros([1, 4, 5]))",
      'matmul-shape',
      'Expected dimension 2 at axis 0 of input shaped [1,4,5], but got dimension 1',
    ],
    ["tf.einsum('bij,bjk->bik', tf.zeros([2, 3, 4]), tf.zeros([4, 5]))", 'layer-input-rank', null],
    [
      'tf.zeros([4, 3]).topk(5)',
      'index-out-of-range',
      "'k' passed to topk() must be <= the last dimension (3) but got 5",
    ],
  ] as const) {
    it(`says ${code} of ${expression}`, () => {
      const { problems } = seen(`const result = ${expression};`);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, 'error']],
      );
      if (raises !== null) assert.equal(problems[0] && 'raises' in problems[0] && problems[0].raises, raises);
    });
  }

  it('may be told to compute what they cannot yet', () => {
    const { problems } = seen("tf.layers.conv1d({ filters: 4, kernelSize: 2, padding: 'causal' });");
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['invalid-argument', 'warning']],
    );
  });

  it('say in words of their own what is left open', () => {
    const [flat] = seen('tf.layers.flatten().apply(open);').problems;
    const [dense] = seen(
      'tf.layers.lstm({ units: 2 }).apply(tf.layers.permute({ dims: [2, 1] }).apply(open));',
    ).problems;
    assert.match(flat?.code === 'input-size' ? ruleMessage(flat) : '', /counts what it joins.*`null` or -1/);
    assert.match(dense?.code === 'input-size' ? ruleMessage(dense) : '', /left open with `null`/);
  });

  it('are told nothing of sizes that may be given out of sight', () => {
    const { codes } = seen(`
      import { options, steps } from './options';
      for (const given of [{ ...options }, { inputDim: 9, outputDim: 4, ...options }]) {
        tf.sequential({ layers: [tf.layers.embedding(given), tf.layers.flatten()] });
      }
      tf.sequential({ layers: [tf.layers.embedding(options), tf.layers.flatten()] });
      tf.sequential({ layers: [tf.layers.embedding({ ...options, outputDim: 4 }), tf.layers.flatten()] });
      const sizes = { inputDim: 9, outputDim: 4, inputLength: steps };
      tf.sequential({ layers: [tf.layers.embedding(sizes), tf.layers.flatten()] });
      tf.sequential({ layers: [tf.layers.gru({ units: 4, returnSequences: true, inputShape: [steps, 3] }), tf.layers.flatten()] });
      tf.layers.maxPooling1d(...options);`);
    assert.deepEqual(codes, []);
    const open = 'tf.layers.embedding({ inputDim: 9, outputDim: 4 })';
    assert.deepEqual(seen(`tf.sequential({ layers: [${open}, tf.layers.flatten()] });`).codes, ['input-size@9']);
  });

  it('are asked for nothing by TimeDistributed', () => {
    const { codes } = seen(
      'tf.layers.timeDistributed({ layer: tf.layers.conv2d({ filters: 2, kernelSize: 1 }) }).apply(image);',
    );
    assert.deepEqual(codes, []);
  });

  it('give what nobody knows where one axis is named twice', () => {
    const { shapes, codes } = seen('const result = tf.zeros([2, 3]).mean([0, -2]);');
    assert.equal(shapes['result'] ?? null, null);
    assert.deepEqual(codes, []);
  });

  describe('that are trained', () => {
    const trained = (layers: string, loss: string, target: string) =>
      seen(`
        const model = tf.sequential({ layers: [${layers}] });
        model.compile({ loss: '${loss}', optimizer: 'sgd' });
        model.fit(tf.zeros([8, 6, 3]), tf.zeros(${target}));`).codes.filter((code) => !code.startsWith('softmax'));
    const sequence = 'tf.layers.lstm({ units: 4, returnSequences: true, inputShape: [6, 3] })';
    const reshaped = `${sequence}, tf.layers.reshape({ targetShape: [6, -1] })`;

    it('take targets of their own shape only', () => {
      const error = ['target-shape@12'];
      assert.deepEqual(trained(sequence, 'meanSquaredError', '[8, 6, 4, 1]'), error);
      assert.deepEqual(trained(sequence, 'meanSquaredError', '[8, 1, 4]'), error);
      assert.deepEqual(trained(sequence, 'sparseCategoricalCrossentropy', '[8, 6]'), error);
      assert.deepEqual(trained(`${sequence}, tf.layers.lstm({ units: 4 })`, 'meanSquaredError', '[8]'), error);
      assert.deepEqual(trained(sequence, 'meanSquaredError', '[8, 6, 4]'), []);
      assert.deepEqual(trained(sequence, 'sparseCategoricalCrossentropy', '[8, 6, 1]'), []);
      assert.deepEqual(trained(`${sequence}, tf.layers.lstm({ units: 1 })`, 'meanSquaredError', '[8]'), []);
    });

    it('do not compare what they do not know', () => {
      assert.deepEqual(trained(reshaped, 'meanSquaredError', '[8, 6, 4]'), []);
      assert.deepEqual(trained(reshaped, 'meanSquaredError', '[8, 6, 1]'), []);
      assert.deepEqual(trained(reshaped, 'meanSquaredError', '[8, 5, 4]'), ['target-shape@12']);
    });
  });
});
