import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const heads = {
  torch: 'import torch\nimport torch.nn as nn\nrnn = nn.GRU(1, 1)\nx = torch.zeros(6, 5, 3)\n',
  numpy: 'import numpy as np\nimport torch.nn as nn\nrnn = nn.GRU(1, 1)\nx = np.zeros((6, 5, 3))\n',
  tf: 'import tensorflow as tf\nrnn = tf.nn.rnn_cell.GRUCell(1)\nx = tf.placeholder(tf.float32, [6, 5, 3])\n',
  tfjs: "import * as tf from '@tensorflow/tfjs';\nconst rnn = tf.layers.gru({ units: 1 });\nconst x = tf.zeros([6, 5, 3]);\n",
} as const;

type Library = keyof typeof heads;

/** An expression that the library refuses, with the rule and the beginning of its own words. */
const refused: readonly (readonly [library: Library, expression: string, code: string, words: string])[] = [
  ['torch', 'x.permute(0, 1)', 'axis-out-of-range', 'permute(sparse_coo): number of dimensions in the tensor input'],
  ['torch', 'torch.permute(x, (0, 1, 2, 3))', 'axis-out-of-range', 'permute(sparse_coo): number of dimensions'],
  ['torch', 'x.permute(0, 1, 1)', 'axis-out-of-range', 'permute(): duplicate dims are not allowed.'],
  ['torch', 'x.t()', 'axis-out-of-range', 't() expects a tensor with <= 2 dimensions, but self is 3D'],
  [
    'torch',
    'x.unsqueeze(5)',
    'axis-out-of-range',
    'Dimension out of range (expected to be in range of [-4, 3], but got 5)',
  ],
  [
    'torch',
    'torch.stack([x, x], 5)',
    'axis-out-of-range',
    'Dimension out of range (expected to be in range of [-4, 3]',
  ],
  ['torch', 'x @ torch.zeros(5, 2)', 'matmul-shape', 'mat1 and mat2 shapes cannot be multiplied (30x3 and 5x2)'],
  ['torch', 'x @ torch.zeros(5)', 'matmul-shape', 'size mismatch, got input (30), mat (30x3), vec (5)'],
  [
    'torch',
    'x @ torch.zeros(6, 4, 2)',
    'matmul-shape',
    'Expected size for first two dimensions of batch2 tensor to be: [6, 3] but got: [6, 4].',
  ],
  [
    'torch',
    'x @ torch.zeros(2, 3, 2)',
    'matmul-shape',
    'The size of tensor a (6) must match the size of tensor b (2) at non-singleton dimension 0',
  ],
  ['numpy', 'x.transpose(0, 1)', 'axis-out-of-range', "axes don't match array"],
  ['numpy', 'np.transpose(x, (0, 1, 1))', 'axis-out-of-range', 'repeated axis in transpose'],
  [
    'numpy',
    'np.squeeze(x, axis=0)',
    'invalid-argument',
    'cannot select an axis to squeeze out which has size not equal to one',
  ],
  ['numpy', 'np.expand_dims(x, 5)', 'axis-out-of-range', 'axis 5 is out of bounds for array of dimension 4'],
  [
    'numpy',
    'x[0, 1, 2, 0]',
    'axis-out-of-range',
    'too many indices for array: array is 3-dimensional, but 4 were indexed',
  ],
  ['torch', 'x[0, 1, 2, 0]', 'axis-out-of-range', 'too many indices for tensor of dimension 3'],
  ['tf', 'x[0, 1, 2, 0]', 'axis-out-of-range', 'Index out of range using input dim 3; input has only 3 dims'],
  ['numpy', 'np.split(x, 4)', 'invalid-argument', 'array split does not result in an equal division'],
  [
    'tf',
    'tf.transpose(x, [1, 0])',
    'axis-out-of-range',
    "Dimension must be 3 but is 2 for 'transpose' (op: 'Transpose') with input shapes: [6,5,3], [2].",
  ],
  ['tf', 'tf.squeeze(x, [1])', 'invalid-argument', 'Can not squeeze dim[1], expected a dimension of 1, got 5'],
  ['tf', 'tf.expand_dims(x, 5)', 'axis-out-of-range', 'dim 5 not in the interval [-4, 3].'],
  ['tf', 'tf.unstack(x, 7, 1)', 'invalid-argument', "Dimension must be 7 but is 5 for 'unstack' (op: 'Unpack')"],
  ['tf', 'tf.split(x, 2, 1)', 'invalid-argument', 'Dimension size must be evenly divisible by 2 but is 5'],
  ['tf', 'tf.split(1, 2, x)', 'invalid-argument', 'Dimension size must be evenly divisible by 2 but is 5'],
  [
    'tfjs',
    'x.transpose([1, 0])',
    'axis-out-of-range',
    'Error in transpose: rank of input 3 must match length of perm 1,0.',
  ],
  ['tfjs', 'x.squeeze([1])', 'invalid-argument', "Can't squeeze axis 1 since its dim '5' is not 1"],
  ['tfjs', 'tf.split(x, 4)', 'invalid-argument', 'Number of splits must evenly divide the axis.'],
];

const allowed: readonly (readonly [library: Library, expression: string, shape: string])[] = [
  ['torch', 'x.permute(-1, 0, 1)', '(3, 6, 5)'],
  ['torch', 'x.squeeze(1)', '(6, 5, 3)'],
  ['torch', 'x[0].t()', '(3, 5)'],
  ['torch', 'x[0, 0].t()', '(3,)'],
  ['torch', 'x.unsqueeze(-4)', '(1, 6, 5, 3)'],
  ['numpy', 'np.array_split(x, 4)[0]', '(2, 5, 3)'],
  ['numpy', 'np.squeeze(x[:1], axis=0)', '(5, 3)'],
  ['tf', 'tf.unstack(x, 5, 1)[0]', '(6, 3)'],
  ['tf', 'tf.split(x, 5, 1)[0]', '(6, 1, 3)'],
  ['tf', 'tf.squeeze(x[:, :1], [1])', '(6, 3)'],
  ['tfjs', 'x.transpose([1, 0, 2])', '(5, 6, 3)'],
  ['tfjs', 'x.expandDims(3)', '(6, 5, 3, 1)'],
];

describe('axes that are put in another order, taken away, added or cut', () => {
  for (const [library, expression, code, words] of refused) {
    it(`reports ${expression}`, () => {
      const { problems } = run(library, expression);
      assert.deepEqual(
        problems.map((problem) => problem.code),
        [code],
      );
      const [problem] = problems;
      const raises = problem && 'raises' in problem ? problem.raises : null;
      assert.ok(raises?.startsWith(words), raises ?? 'no words');
    });
  }

  for (const [library, expression, shape] of allowed) {
    it(`has nothing against ${expression}`, () => {
      const { problems, shapes } = run(library, expression);
      assert.deepEqual(problems, []);
      assert.equal(shapes['y'], shape);
    });
  }

  it('is quiet where the sizes are only names', () => {
    const { problems } = shapesOf(`
      import tensorflow as tf
      cell = tf.nn.rnn_cell.GRUCell(4)
      def steps(x, n):
          return tf.split(tf.squeeze(tf.unstack(x, n, 1)[0], [1]), 2, 0)
      y = steps(tf.placeholder(tf.float32, [None, None, None]), 7)
    `);
    assert.deepEqual(problems, []);
  });

  it('reports an order of both directions together, where TensorFlow stacks them', () => {
    const { problems } = shapesOf(`
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [None, 30, 8])
      forward, backward = tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4)
      outputs, states = tf.nn.bidirectional_dynamic_rnn(forward, backward, x, dtype=tf.float32)
      a = tf.transpose(outputs, [1, 0, 2])
      b = tf.transpose(tf.concat(outputs, 2), [1, 0, 2])
    `);
    const [problem, ...others] = problems;
    assert.ok(problem && 'raises' in problem);
    assert.match(problem.raises ?? '', /^Dimension must be 4 but is 3 for 'transpose' .*\[2,\?,30,4\], \[3\]/);
    assert.deepEqual(others, []);
  });

  it('is quiet where the rank is only what is usual, or not known', () => {
    const { problems } = shapesOf(`
      import torch
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(4, 5)

          def forward(self, x, order):
              y = x.permute(0, 3, 1, 2)
              return self.rnn(x.permute(*order))
    `);
    assert.deepEqual(problems, []);
  });
});

function run(library: Library, expression: string) {
  const language = library === 'tfjs' ? 'typescript' : 'python';
  return shapesOf(`${heads[library]}${library === 'tfjs' ? 'const ' : ''}y = ${expression}\n`, { language });
}
