import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** Something recurrent, without which a program is none of ours. */
const recurrent =
  "import * as tf from '@tensorflow/tfjs';\nconst rnn = tf.layers.gru({units: 2, inputShape: [1, 1]});\n";

/** What an expression gives, by the shape that tf.js 4.22 gives it. */
const expressions: Readonly<Record<string, string>> = {
  'tf.tensor2d([[1, 2, 3], [4, 5, 6]])': '(2, 3)',
  'tf.tensor([1, 2, 3, 4, 5, 6], [2, 3])': '(2, 3)',
  'tf.tensor(new Float32Array(12), [3, 4])': '(3, 4)',
  'tf.scalar(2).mul(tf.zeros([3]))': '(3,)',
  'tf.eye(3, 4, [2])': '(2, 3, 4)',
  'tf.range(0, 10, 3)': '(4,)',
  'tf.linspace(0, 1, 7)': '(7,)',
  "tf.oneHot(tf.tensor1d([0, 1], 'int32'), 5)": '(2, 5)',
  'tf.buffer([2, 3]).toTensor()': '(2, 3)',
  'tf.matMul(tf.zeros([2, 3]), tf.zeros([4, 3]), false, true)': '(2, 4)',
  'tf.matMul(tf.zeros([1, 3, 4]), tf.zeros([5, 4, 5]))': '(5, 3, 5)',
  'tf.zeros([2, 3]).dot(tf.zeros([3]))': '(2,)',
  'tf.outerProduct(tf.zeros([2]), tf.zeros([3]))': '(2, 3)',
  'tf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])], 1)': '(2, 7)',
  'tf.zeros([2, 3]).concat([tf.zeros([2, 3]), tf.zeros([2, 3])])': '(6, 3)',
  'tf.zeros([2, 3]).stack(tf.zeros([2, 3]))': '(2, 2, 3)',
  'tf.split(tf.zeros([6, 4]), [2, 4])[1]': '(4, 4)',
  'tf.split(tf.zeros([6, 4]), 2, 1)[0]': '(6, 2)',
  'tf.unstack(tf.zeros([2, 3, 4]), 2)[3]': '(2, 3)',
  'tf.zeros([6, 4]).slice([1, 0], [2, -1])': '(2, 4)',
  'tf.zeros([6, 4]).slice(2)': '(4, 4)',
  'tf.zeros([6, 4]).slice([1], [2])': '(2, 4)',
  "tf.zeros([6, 4]).gather(tf.tensor2d([[0, 1], [1, 1]], [2, 2], 'int32'), 1)": '(6, 2, 2)',
  "tf.zeros([6, 4]).gather(tf.scalar(1, 'int32'))": '(4,)',
  'tf.zeros([2, 3]).tile([2, 1])': '(4, 3)',
  'tf.zeros([2, 3]).pad([[1, 1], [0, 2]])': '(4, 5)',
  'tf.zeros([2, 3, 4]).transpose()': '(4, 3, 2)',
  'tf.zeros([2, 3]).expandDims()': '(1, 2, 3)',
  'tf.zeros([2, 1, 3]).squeeze()': '(2, 3)',
  'tf.zeros([2, 3]).reshape([-1, 2])': '(3, 2)',
  'tf.zeros([2, 3]).as2D(3, 2)': '(3, 2)',
  'tf.zeros([2, 3]).argMax()': '(3,)',
  'tf.zeros([2, 3]).argMax(-1)': '(2,)',
  'tf.zeros([2, 3]).logSumExp(1, true)': '(2, 1)',
  'tf.zeros([2, 3]).mean([0, 1])': '()',
  'tf.moments(tf.zeros([2, 3]), 0).variance': '(3,)',
  'tf.topk(tf.zeros([4, 9]), 3).values': '(4, 3)',
  "tf.einsum('ij,jk->ik', tf.zeros([2, 3]), tf.zeros([3, 4]))": '(2, 4)',
  'tf.tidy(() => tf.ones([2, 3]).add(1))': '(2, 3)',
  'tf.losses.meanSquaredError(tf.zeros([4, 1]), tf.zeros([4, 1]))': '()',
  'tf.basicLSTMCell(tf.scalar(1), tf.zeros([11, 32]), tf.zeros([32]), tf.zeros([2, 3]), tf.zeros([2, 8]), tf.zeros([2, 8]))[1]':
    '(2, 8)',
  'tf.sequential({layers: [tf.layers.lstm({units: 8, inputShape: [10, 3]})]}).predict(tf.zeros([4, 10, 3]))': '(4, 8)',
  'tf.layers.gru({units: 4, returnSequences: true}).apply(tf.input({shape: [5, 3]}))': '(batch, 5, 4)',
  "tf.layers.bidirectional({layer: tf.layers.lstm({units: 4}), mergeMode: 'sum'}).apply(tf.input({shape: [5, 3]}))":
    '(batch, 4)',
  'tf.layers.bidirectional({layer: tf.layers.lstm({units: 4})}).apply(tf.input({shape: [5, 3]}))': '(batch, 8)',
  'tf.layers.rnn({cell: [4, 5].map((units) => tf.layers.lstmCell({units}))}).apply(tf.input({shape: [5, 3]}))':
    '(batch, 5)',
};

/** Mistakes in one expression, with what tf.js 4.22 says. */
const mistakes: Readonly<Record<string, readonly [code: string, raises: string]>> = {
  'tf.matMul(tf.zeros([2, 3]), tf.zeros([4, 5]))': [
    'matmul-shape',
    'Error in matMul: inner shapes (3) and (4) of Tensors with shapes 2,3 and 4,5 and transposeA=false and transposeB=false must match.',
  ],
  'tf.zeros([2, 3]).dot(tf.zeros([4]))': [
    'matmul-shape',
    'Error in dot: inner dimensions of inputs must match, but got 3 and 4.',
  ],
  'tf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])])': [
    'concat-shape',
    'Error in concat2D: Shape of tensors[1] (2,4) does not match the shape of the rest (2,3) along the non-concatenated axis 1.',
  ],
  'tf.zeros([2, 3]).reshape([4, 2])': ['reshape-size', 'Size(6) must match the product of shape 4,2'],
  'tf.tensor2d([1, 2, 3, 4, 5], [2, 3])': [
    'reshape-size',
    'Based on the provided shape, [2,3], the tensor should have 6 values but has 5',
  ],
  'tf.zeros([2, 3]).add(tf.zeros([4]))': [
    'broadcast-shape',
    'Operands could not be broadcast together with shapes 2,3 and 4.',
  ],
  'tf.scalar(2).mean(1)': ['axis-out-of-range', 'All values in axis param must be in range [-0, 0) but got axis 1'],
  'tf.zeros([2, 3]).sum(2)': ['axis-out-of-range', 'All values in axis param must be in range [-2, 2) but got axis 2'],
  'tf.transpose(tf.zeros([2, 3, 4]), [1, 0])': [
    'axis-out-of-range',
    'Error in transpose: rank of input 3 must match length of perm 1,0.',
  ],
  'tf.zeros([6, 4]).slice([0, 0], [7, 2])': [
    'index-out-of-range',
    'Error in slice2D: begin[0] + size[0] (7) would overflow input.shape[0] (6)',
  ],
  'tf.losses.softmaxCrossEntropy(tf.zeros([4, 3]), tf.zeros([4, 2]))': [
    'target-shape',
    'Error in softmaxCrossEntropy:  Shapes 4,3 and 4,2 must match',
  ],
  'tf.basicLSTMCell(tf.scalar(1), tf.zeros([10, 32]), tf.zeros([32]), tf.zeros([2, 3]), tf.zeros([2, 8]), tf.zeros([2, 8]))':
    [
      'matmul-shape',
      'Error in matMul: inner shapes (11) and (10) of Tensors with shapes 2,11 and 10,32 and transposeA=false and transposeB=false must match.',
    ],
  'tf.sequential({layers: [tf.layers.lstm({units: 8, inputShape: [3]})]})': [
    'recurrent-input-rank',
    'Input 0 is incompatible with layer lstm_LSTM1: expected ndim=3, found ndim=2',
  ],
  'tf.sequential({layers: [tf.layers.lstm({units: 8, inputShape: [10, 3], stateful: true})]})': ['stateful-batch', ''],
};

describe('the table of tf.js', () => {
  for (const [expression, shape] of Object.entries(expressions)) {
    it(`gives ${shape} for ${expression.slice(0, 90)}`, () => {
      const { shapes, codes } = shapesOf(`${recurrent}const result = ${expression};`, { language: 'typescript' });
      assert.equal(shapes['result'], shape);
      assert.deepEqual(codes, []);
    });
  }

  for (const [expression, [code, raises]] of Object.entries(mistakes)) {
    it(`says ${code} of ${expression.slice(0, 90)}`, () => {
      const { problems } = shapesOf(`${recurrent}const result = ${expression};`, { language: 'typescript' });
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, 'error']],
      );
      const [problem] = problems;
      assert.ok(problem && 'raises' in problem);
      if (raises !== '') assert.equal(problem.raises, raises);
    });
  }

  it('knows the packages, require and the global of the script tag', () => {
    const layer = 'tf.layers.lstm({units: 8, inputShape: [10, 3]})';
    for (const start of [
      "import * as tf from '@tensorflow/tfjs-node';",
      "import * as tf from '@tensorflow/tfjs-node-gpu';",
      "const tf = require('@tensorflow/tfjs');",
      '',
    ]) {
      const { layers } = shapesOf(`${start}\nconst m = tf.sequential({layers: [${layer}]});`, {
        language: 'typescript',
      });
      assert.deepEqual(
        layers.map(({ kind, output }) => [kind, output]),
        [['LSTM', ['batch', 8]]],
      );
    }
    const own = shapesOf(`const tf = {layers: {lstm: () => 3}};\nconst l = ${layer};`, { language: 'typescript' });
    assert.deepEqual(own.layers, []);
  });

  for (const [where, source] of Object.entries({
    'a parameter': 'function build(tf) { LAYER }',
    'a field': 'class Own { constructor(tf) { this.tf = tf; } build() { const tf = this.tf; LAYER } }',
    'a field of the base': "import Base from './base.js'; class Own extends Base { build() { this.LAYER } }",
    'the window': 'const build = () => { window.LAYER };',
    'what is loaded later':
      'let tf = null; async function load() { tf = await import(path); } function build() { LAYER }',
    'a file of its own': "import { tf } from './setup.js'; export function build() { LAYER }",
  })) {
    it(`knows tf from ${where}`, () => {
      const { layers } = shapesOf(source.replace('LAYER', 'tf.layers.lstm({units: 8, inputShape: [10, 3]});'), {
        language: 'typescript',
      });
      assert.deepEqual(
        layers.map(({ kind }) => kind),
        ['LSTM'],
      );
    });
  }

  it('takes no list of term frequencies for TensorFlow', () => {
    const { shapes, codes } = shapesOf(
      `import * as flow from '@tensorflow/tfjs';
      const rnn = flow.layers.gru({units: 2, inputShape: [1, 1]});
      function weigh(tf) {
        const few = tf.slice(0, 5).concat(tf.fill(0));
        tf.push(4);
        const most = tf.get('a') || tf.add('a');
        return few[0] + most * tf.length + tf.toFixed(2) + tf.split(' ');
      }`,
      { language: 'typescript' },
    );
    assert.deepEqual([shapes['few'], shapes['most']], [undefined, undefined]);
    assert.deepEqual(codes, []);
  });

  /** Whether tf.js 4.22 can train the model on ones of that shape. */
  const models: readonly (readonly [title: string, layers: string, shape: string, trains: boolean])[] = [
    [
      'a stack over one step',
      'l.lstm({units: 3, inputShape: [1, 2], returnSequences: true}), l.lstm({units: 2})',
      '[4, 1, 2]',
      false,
    ],
    [
      'a stack over two steps',
      'l.lstm({units: 3, inputShape: [2, 2], returnSequences: true}), l.lstm({units: 2})',
      '[4, 2, 2]',
      true,
    ],
    ['a first layer over one step', 'l.lstm({units: 2, inputShape: [1, 2]})', '[4, 1, 2]', true],
    ['one step of the data', 'l.dense({units: 3, inputShape: [null, 2]}), l.gru({units: 2})', '[4, 1, 2]', false],
    ['two steps of the data', 'l.dense({units: 3, inputShape: [null, 2]}), l.gru({units: 2})', '[4, 2, 2]', true],
    [
      'both directions over one step',
      "l.dense({units: 3, inputShape: [1, 2]}), l.bidirectional({layer: l.gru({units: 2}), mergeMode: 'sum'})",
      '[4, 1, 2]',
      false,
    ],
    [
      'a frozen layer before one step',
      'l.dense({units: 3, inputShape: [1, 2], trainable: false}), l.lstm({units: 2})',
      '[4, 1, 2]',
      true,
    ],
    [
      'nothing to train before one step',
      'l.dropout({rate: 0.2, inputShape: [1, 2]}), l.lstm({units: 2})',
      '[4, 1, 2]',
      true,
    ],
  ];

  for (const [title, list, shape, trains] of models) {
    it(`${trains ? 'lets' : 'does not let'} ${title} be trained`, () => {
      const { problems } = shapesOf(
        `${recurrent}const l = tf.layers;\nconst m = tf.sequential({layers: [${list}]});
m.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
m.predict(tf.ones(${shape}));
m.fit(tf.ones(${shape}), tf.ones([4, 2]));`,
        { language: 'typescript' },
      );
      const found = problems.map(({ code, span }) => [code, span.start > 0]);
      assert.deepEqual(found, trains ? [] : [['invalid-argument', true]]);
    });
  }

  it('counts the parameters of the layers as tf.js does', () => {
    const { layers } = shapesOf(
      `${recurrent}tf.sequential({layers: [
        tf.layers.lstm({units: 8, inputShape: [10, 3], returnSequences: true}),
        tf.layers.gru({units: 5}), tf.layers.dense({units: 2})]});`,
      { language: 'typescript' },
    );
    assert.deepEqual(
      layers.slice(1).map(({ kind, parameters }) => [kind, parameters]),
      [
        ['LSTM', 384],
        ['GRU', 210],
        ['Dense', 12],
      ],
    );
  });

  /** Each with what tf.js 4.22 says, but for the names that it numbers. */
  const refused: readonly (readonly [lines: string, code: string, words: string])[] = [
    ['tf.layers.lstm({ unit: 4 });', 'invalid-argument', 'Expected units to be a positive integer, but got undefined.'],
    ['tf.layers.gru({ units: 0 });', 'invalid-argument', 'Expected units to be a positive integer, but got 0.'],
    [
      'tf.sequential().add(tf.layers.lstm({ units: 4 }));',
      'invalid-argument',
      'The first layer in a Sequential model must get an `inputShape` or `batchInputShape` argument.',
    ],
    [
      'tf.sequential({ layers: [tf.layers.bidirectional({ layer: tf.layers.gru({ units: 4, inputShape: [3, 4] }) })] });',
      'invalid-argument',
      'The first layer in a Sequential model must get an `inputShape` or `batchInputShape` argument.',
    ],
    [
      'model.fit(tf.zeros([20, 10, 7]), tf.zeros([20, 3]));',
      'data-shape',
      'input expected a batch of elements where each example has shape [10,8] (i.e.,tensor shape [*,10,8]) but the input received an input with 20 examples, each with shape [10,7] (tensor shape [20,10,7])',
    ],
    [
      'model.fit(tf.zeros([20, 80]), tf.zeros([20, 3]));',
      'data-shape',
      'Error when checking input: expected the input to have 3 dimension(s). but got array with shape 20,80',
    ],
    [
      'model.predict(tf.zeros([10, 8]));',
      'data-shape',
      'Error when checking : expected the input to have 3 dimension(s), but got array with shape [10,8]',
    ],
    [
      'model.fit(tf.zeros([20, 10, 8]), tf.zeros([20]));',
      'target-shape',
      'target expected a batch of elements where each example has shape [3] (i.e.,tensor shape [*,3]) but the target received an input with 20 examples, each with shape [1] (tensor shape [20,1])',
    ],
    [
      'tf.layers.lstm({ units: 8 }).apply(input, { initialState: [h, c] });',
      'initial-state-shape',
      'An initialState was passed that is not compatible with cell.stateSize. Received stateSpec=[object Object],[object Object]; However cell.stateSize is 8,8',
    ],
  ];

  const built = `
    import * as tf from '@tensorflow/tfjs';
    const input = tf.input({ shape: [10, 8] });
    const [o, h, c] = tf.layers.lstm({ units: 6, returnState: true }).apply(input);
    const model = tf.sequential();
    model.add(tf.layers.lstm({ units: 4, inputShape: [10, 8] }));
    model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
    model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });
  `;

  for (const [lines, code, words] of refused) {
    it(`says as tf.js does what is wrong with ${lines}`, () => {
      const { problems } = shapesOf(`${built}    ${lines}\n`, { language: 'typescript' });
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity, 'raises' in problem && problem.raises]),
        [[code, 'error', words]],
      );
    });
  }

  it('has nothing against first layers that say what they read, or may say it', () => {
    const { problems } = shapesOf(
      `
      import * as tf from '@tensorflow/tfjs';
      import { options, units } from './options';
      const a = tf.sequential();
      a.add(tf.layers.embedding({ inputDim: 9, outputDim: 4 }));
      a.add(tf.layers.lstm({ units }));
      const b = tf.sequential();
      b.add(tf.layers.lstm({ ...options }));
      const c = tf.sequential();
      c.add(tf.layers.gru(options));
      const d = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3, 4] }), tf.layers.gru({ units: 2 })] });
      const e = tf.sequential({ layers: [d] });
      e.add(tf.layers.dense({ units: 1 }));
      const f = tf.sequential();
      f.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 4 }), inputShape: [3, 4] }));
      const g = tf.sequential();
      const applied = tf.layers.lstm({ units: 2 });
      applied.apply(tf.input({ shape: [5, 2] }));
      g.add(applied);
    `,
      { language: 'typescript' },
    );
    assert.deepEqual(problems, []);
  });

  it('finds layers by names that are computed', () => {
    const { layers, shapes } = shapesOf(
      `
      import * as tf from '@tensorflow/tfjs';
      const kind = 'lstm';
      const a = tf.layers[kind]({ units: 6 }).apply(tf.zeros([2, 7, 4]));
      const b = tf.layers[unknown]({ units: 6 }).apply(tf.zeros([2, 7, 4]));
    `,
      { language: 'typescript' },
    );
    assert.deepEqual([layers.map((layer) => layer.kind), shapes['a'], shapes['b']], [['LSTM'], '(2, 6)', undefined]);
  });
});
