import assert from 'node:assert/strict';
import type { Layer } from '../../../src/analysis/model.js';
import { shapesOf } from '../code/shapesOf.js';

const head = 'import tensorflow as tf\nimport numpy as np\n';

/** A program after the imports, which every one of them has. */
function program(lines: string): ReturnType<typeof shapesOf> {
  return shapesOf(head + lines);
}

function layerOf(layers: readonly Layer[], kind: string): Layer {
  const layer = layers.find((item) => item.kind === kind);
  assert.ok(layer, `no ${kind} among ${layers.map((item) => item.kind).join(', ')}`);
  return layer;
}

const sequence = 'x = tf.placeholder(tf.float32, [32, 10, 8])\n';

describe('recurrent networks of TensorFlow 1', () => {
  it("give the lecture's shapes", () => {
    const { shapes, layers, codes } = program(
      'X = tf.placeholder(tf.float32, [6, 5, 3])\n' +
        'cell = tf.contrib.rnn.BasicRNNCell(num_units=7)\n' +
        'val1, state = tf.nn.dynamic_rnn(cell, X, dtype=tf.float32)\n',
    );
    assert.equal(shapes['val1'], '(6, 5, 7)');
    assert.equal(shapes['state'], '(6, 7)');
    const cell = layerOf(layers, 'BasicRNNCell');
    assert.deepEqual([cell.options['units'], cell.options['inputSize'], cell.parameters], [7, 3, 77]);
    assert.deepEqual(cell.weights, [
      { name: 'kernel', shape: [10, 7] },
      { name: 'bias', shape: [7] },
    ]);
    assert.equal(cell.calls.length, 1);
    const unrolling = layerOf(layers, 'dynamic_rnn');
    assert.deepEqual([unrolling.input, unrolling.output, unrolling.state], [[6, 5, 3], [6, 5, 7], [[6, 7]]]);
    assert.deepEqual([unrolling.options['units'], unrolling.options['inputSize']], [7, 3]);
    assert.deepEqual(codes, []);
  });

  for (const [where, text] of [
    ['tf.nn.rnn_cell', 'cell = tf.nn.rnn_cell.GRUCell(4)\nout, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\n'],
    [
      'tf.compat.v1',
      'v1 = tf.compat.v1\nout, state = v1.nn.dynamic_rnn(v1.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)\n',
    ],
    [
      'contrib',
      'from tensorflow.contrib import rnn\nout, state = tf.nn.dynamic_rnn(rnn.GRUCell(4), x, dtype=tf.float32)\n',
    ],
    [
      'the modules before 1.0',
      'from tensorflow.python.ops import rnn, rnn_cell\nout, state = rnn.dynamic_rnn(rnn_cell.GRUCell(4), x, dtype=tf.float32)\n',
    ],
  ] as const) {
    it(`are found by the paths of ${where}`, () => {
      const { shapes } = program(sequence + text);
      assert.deepEqual([shapes['out'], shapes['state']], ['(32, 10, 4)', '(32, 4)']);
    });
  }

  it('have a pair as the state of an LSTM', () => {
    const { shapes, layers } = program(
      sequence +
        'out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(4), x, dtype=tf.float32)\n' +
        'c, h = state\n' +
        'h2 = state.h\n' +
        'c2 = state[0]\n',
    );
    assert.deepEqual([shapes['c'], shapes['h'], shapes['h2'], shapes['c2']], Array(4).fill('(32, 4)'));
    assert.equal(layerOf(layers, 'BasicLSTMCell').parameters, 12 * 16 + 16);
  });

  it('have one wide state where it is no tuple', () => {
    const { shapes } = program(
      sequence +
        'out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(4, state_is_tuple=False), x, dtype=tf.float32)\n',
    );
    assert.equal(shapes['state'], '(32, 8)');
  });

  it('project with num_proj and have peepholes', () => {
    const { shapes, layers } = program(
      sequence +
        'cell = tf.nn.rnn_cell.LSTMCell(6, num_proj=4, use_peepholes=True)\n' +
        'out, (c, h) = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\n',
    );
    assert.deepEqual([shapes['out'], shapes['c'], shapes['h']], ['(32, 10, 4)', '(32, 6)', '(32, 4)']);
    const { weights, options, parameters } = layerOf(layers, 'LSTMCell');
    assert.deepEqual(
      weights.map(({ name, shape }) => `${name} ${shape.join('x')}`),
      ['kernel 12x24', 'bias 24', 'w_f_diag 6', 'w_i_diag 6', 'w_o_diag 6', 'projection/kernel 6x4'],
    );
    assert.deepEqual([options['units'], options['numProj'], parameters], [6, 4, 12 * 24 + 24 + 18 + 24]);
  });

  it('make the weights of a GRU by gates and candidate', () => {
    const { layers } = program(sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)\n');
    assert.equal(layerOf(layers, 'GRUCell').parameters, 12 * 8 + 8 + 12 * 4 + 4);
  });

  it('are time-major where they are told so', () => {
    const { shapes } = program(
      sequence + 'out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32, time_major=True)\n',
    );
    assert.deepEqual([shapes['out'], shapes['state']], ['(32, 10, 4)', '(10, 4)']);
  });

  it('keep sizes that only a run gives as symbols', () => {
    const { shapes } = program(
      'x = tf.placeholder(tf.float32, [None, 10, 8])\n' +
        'out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)\n' +
        'flat = tf.reshape(out, [-1, 40])\n',
    );
    assert.deepEqual([shapes['out'], shapes['state'], shapes['flat']], ['(batch, 10, 4)', '(batch, 4)', '(batch, 40)']);
  });

  it('stack cells, each with the input of the one before it', () => {
    const { shapes, layers, codes } = program(
      sequence +
        'cells = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(n) for n in [4, 6]])\n' +
        'out, states = tf.nn.dynamic_rnn(cells, x, dtype=tf.float32)\n' +
        'top = states[-1]\n' +
        'zero = cells.zero_state(5, tf.float32)[0]\n',
    );
    assert.deepEqual([shapes['out'], shapes['top'], shapes['zero']], ['(32, 10, 6)', '(32, 6)', '(5, 4)']);
    assert.deepEqual(layers.filter(({ kind }) => kind === 'GRUCell').length, 1);
    assert.deepEqual(codes, []);
  });

  it('go through wrappers', () => {
    const { shapes, layers } = program(
      sequence +
        'cell = tf.nn.rnn_cell.BasicLSTMCell(4)\n' +
        'cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=0.5)\n' +
        'cell = tf.contrib.rnn.OutputProjectionWrapper(cell, output_size=2)\n' +
        'out, (c, h) = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\n',
    );
    assert.deepEqual([shapes['out'], shapes['h']], ['(32, 10, 2)', '(32, 4)']);
    assert.deepEqual(layerOf(layers, 'BasicLSTMCell').options['inputSize'], 8);
    assert.deepEqual(layerOf(layers, 'dynamic_rnn').options['units'], 4);
  });

  it('unroll lists of steps', () => {
    const { shapes, layers } = program(
      sequence +
        'steps = tf.unstack(x, axis=1)\n' +
        'outs, (c, h) = tf.nn.static_rnn(tf.nn.rnn_cell.BasicLSTMCell(4), steps, dtype=tf.float32)\n' +
        'last = outs[-1]\n' +
        'joined = tf.stack(outs, axis=1)\n',
    );
    assert.deepEqual([shapes['last'], shapes['h'], shapes['joined']], ['(32, 4)', '(32, 4)', '(32, 10, 4)']);
    assert.deepEqual(layerOf(layers, 'static_rnn').input, [10, 32, 8]);
  });

  it('run both ways', () => {
    const { shapes } = program(
      sequence +
        'fw, bw = tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(5)\n' +
        '(a, b), (s, t) = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, dtype=tf.float32)\n' +
        'both = tf.concat([a, b], 2)\n' +
        'outs, f, g = tf.nn.static_bidirectional_rnn(fw, bw, tf.unstack(x, axis=1), dtype=tf.float32)\n' +
        'first = outs[0]\n',
    );
    assert.deepEqual([shapes['a'], shapes['b'], shapes['both']], ['(32, 10, 4)', '(32, 10, 5)', '(32, 10, 9)']);
    assert.deepEqual(
      [shapes['s'], shapes['t'], shapes['first'], shapes['g']],
      ['(32, 4)', '(32, 5)', '(32, 9)', '(32, 5)'],
    );
  });

  it('know the features that a dense layer gives to an input of any rank', () => {
    const { layers } = shapesOf(
      'import tensorflow as tf\ndef f(x):\n    x = tf.nn.relu(tf.layers.dense(x, 300))\n' +
        '    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)\n',
    );
    assert.equal(layerOf(layers, 'GRUCell').options['inputSize'], 300);
  });

  it('take the scores first, as TensorFlow before 1.0 had them', () => {
    const loss = (labels: string) =>
      'import tensorflow as tf\ncell = tf.nn.rnn_cell.GRUCell(4)\n' +
      `y = tf.placeholder(tf.int32, ${labels})\n` +
      'e = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.zeros([32, 10]), y)\n';
    assert.deepEqual(shapesOf(loss('[32]')).problems, []);
    assert.equal(shapesOf(loss('[30]')).problems.length, 1);
  });

  it('step by step in a loop', () => {
    const { shapes, layers, codes } = program(
      sequence +
        'cell = tf.nn.rnn_cell.BasicLSTMCell(4)\n' +
        'state = cell.zero_state(32, tf.float32)\n' +
        'outs = []\n' +
        'for t in range(10):\n' +
        '    y, state = cell(x[:, t, :], state)\n' +
        '    outs.append(y)\n' +
        'flat = tf.reshape(tf.concat(outs, 1), [-1, 4])\n',
    );
    assert.deepEqual([shapes['y'], shapes['flat']], ['(32, 4)', '(320, 4)']);
    assert.deepEqual(layerOf(layers, 'BasicLSTMCell').options['inputSize'], 8);
    assert.deepEqual(codes, []);
  });

  it('step with an input of which nothing is known', () => {
    const { shapes, layers, codes } = program(
      'from elsewhere import given\n' +
        'cell = tf.nn.rnn_cell.GRUCell(4)\n' +
        'y, state = cell(given.x, given.state)\n' +
        'wide, _ = tf.nn.rnn_cell.GRUCell(3)(tf.layers.dense(given.x, 6), given.state)\n',
    );
    assert.deepEqual([shapes['y'], shapes['state'], shapes['wide']], ['(?, 4)', '(?, 4)', '(?, 3)']);
    assert.deepEqual(
      layers.filter(({ kind }) => kind === 'GRUCell').map(({ options }) => options['inputSize']),
      [null, 6],
    );
    assert.deepEqual(codes, []);
  });

  it('take cells of the source', () => {
    const { shapes, codes } = program(
      sequence +
        'class Mine(tf.nn.rnn_cell.RNNCell):\n' +
        '    def __init__(self, n):\n' +
        '        self._n = n\n' +
        '    @property\n' +
        '    def state_size(self):\n' +
        '        return self._n\n' +
        '    @property\n' +
        '    def output_size(self):\n' +
        '        return self._n\n' +
        '    def call(self, inputs, state):\n' +
        '        return inputs, state\n' +
        'out, state = tf.nn.dynamic_rnn(Mine(4), x, dtype=tf.float32)\n',
    );
    assert.deepEqual([shapes['out'], shapes['state']], ['(32, 10, 4)', '(32, 4)']);
    assert.deepEqual(codes, []);
  });

  it('run on cuDNN, layers and directions first in the state', () => {
    const { shapes, layers } = program(
      'x = tf.placeholder(tf.float32, [10, 32, 8])\n' +
        "lstm = tf.contrib.cudnn_rnn.CudnnLSTM(2, 4, direction='bidirectional')\n" +
        'out, (h, c) = lstm(x)\n',
    );
    assert.deepEqual([shapes['out'], shapes['h']], ['(10, 32, 8)', '(4, 32, 4)']);
    assert.equal(layerOf(layers, 'CudnnLSTM').parameters, 2 * (12 * 16 + 32) + 2 * (12 * 16 + 32));
  });
});

/** [the rule, a program where it fires at its last line, one where it stays quiet] */
const rules: readonly (readonly [name: string, code: string, wrong: string, right: string])[] = [
  [
    'a sequence without a time axis',
    'recurrent-input-rank',
    'x = tf.placeholder(tf.float32, [32, 8])\ntf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)',
  ],
  [
    'a sequence with an axis too many',
    'recurrent-input-rank',
    'x = tf.placeholder(tf.float32, [32, 10, 4, 2])\ntf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)',
    'x = tf.placeholder(tf.float32)\ntf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)',
  ],
  [
    'a tensor where a list of steps is wanted',
    'recurrent-input-rank',
    sequence + 'tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)',
    sequence + 'tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4), tf.unstack(x, axis=1), dtype=tf.float32)',
  ],
  [
    'an initial state of another size',
    'initial-state-shape',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, initial_state=tf.zeros([32, 5]))',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, initial_state=tf.zeros([32, 4]))',
  ],
  [
    'an initial state for another batch',
    'initial-state-shape',
    sequence + 'c = tf.nn.rnn_cell.GRUCell(4)\ntf.nn.dynamic_rnn(c, x, initial_state=c.zero_state(16, tf.float32))',
    sequence + 'c = tf.nn.rnn_cell.GRUCell(4)\ntf.nn.dynamic_rnn(c, x, initial_state=c.zero_state(32, tf.float32))',
  ],
  [
    'neither a state nor a type',
    'invalid-argument',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x)',
    sequence +
      'c = tf.nn.rnn_cell.GRUCell(4)\ntf.nn.dynamic_rnn(c, x, initial_state=c.zero_state(32, tf.float32))\n' +
      'def run(inputs, state, options):\n    tf.nn.dynamic_rnn(c, inputs, initial_state=state)\n' +
      '    tf.nn.dynamic_rnn(c, inputs, **options)\n' +
      '    tf.nn.static_rnn(c, inputs, state)\n    return tf.nn.bidirectional_dynamic_rnn(c, c, inputs, dtype=tf.float32)',
  ],
  [
    'lengths for another batch',
    'invalid-argument',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, tf.zeros([16], tf.int32), dtype=tf.float32)',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, tf.zeros([32], tf.int32), dtype=tf.float32)',
  ],
  [
    'the state of an LSTM for a GRU',
    'initial-state-shape',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\n' +
      'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, initial_state=l.zero_state(32, tf.float32))',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\n' +
      'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, initial_state=l.zero_state(32, tf.float32)[1])',
  ],
  [
    'the states of both directions for one LSTM',
    'initial-state-shape',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\ns = l.zero_state(32, tf.float32)\n' +
      'tf.nn.dynamic_rnn(l, x, initial_state=(s, s))',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\ns = l.zero_state(32, tf.float32)\n' +
      'tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell([l, tf.nn.rnn_cell.LSTMCell(4)]), x, initial_state=(s, s))',
  ],
  [
    'both directions transposed before they are joined',
    'axis-out-of-range',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\no, _ = tf.nn.bidirectional_dynamic_rnn(l, l, x, dtype=tf.float32)\n' +
      'tf.transpose(o, [1, 0, 2])',
    sequence +
      'l = tf.nn.rnn_cell.LSTMCell(4)\no, _ = tf.nn.bidirectional_dynamic_rnn(l, l, x, dtype=tf.float32)\n' +
      'tf.transpose(tf.concat(o, 2), [1, 0, 2])',
  ],
  [
    'one tensor as the state of an LSTM',
    'initial-state-pair',
    sequence + 'tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(4), x, initial_state=tf.zeros([32, 4]))',
    sequence +
      's = tf.nn.rnn_cell.LSTMStateTuple(tf.zeros([32, 4]), tf.zeros([32, 4]))\n' +
      'tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(4), x, initial_state=s)',
  ],
  [
    'one cell several times',
    'repeated-cell',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ncells = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)',
    'cells = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4) for _ in range(3)])',
  ],
  [
    'one wrapped cell several times',
    'repeated-cell',
    'cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(4), 0.5)\ncells = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)',
    'cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(4), 0.5)\ncells = tf.nn.rnn_cell.MultiRNNCell([cell] * 1)',
  ],
  [
    'a product of other inner sizes',
    'matmul-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.matmul(tf.zeros([3, 7]), tf.zeros([8, 2]))',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.matmul(tf.zeros([3, 7]), tf.zeros([8, 7]), transpose_b=True)',
  ],
  [
    'a reshape to another number of elements',
    'reshape-size',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.reshape(tf.zeros([10, 10]), [3, 5])',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.reshape(tf.placeholder(tf.float32, [None, 10]), [-1, 5])',
  ],
  [
    'a concatenation of other sizes',
    'concat-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])], 0)',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])], 1)',
  ],
  [
    'class numbers with an axis of their own',
    'target-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ny = tf.placeholder(tf.int32, [32, 1])\n' +
      'tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.zeros([32, 10]))',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ny = tf.placeholder(tf.int32, [32])\n' +
      'tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.zeros([32, 10]))',
  ],
  [
    'rows of labels of another width',
    'target-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\n' +
      'tf.nn.softmax_cross_entropy_with_logits(labels=tf.zeros([32, 9]), logits=tf.zeros([32, 10]))',
    'cell = tf.nn.rnn_cell.GRUCell(4)\n' +
      'tf.nn.softmax_cross_entropy_with_logits(labels=tf.zeros([32, 10]), logits=tf.zeros([32, 10]))',
  ],
  [
    'targets without the axis of the output',
    'target-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.losses.mean_squared_error(tf.zeros([32]), tf.zeros([32, 1]))',
    'cell = tf.nn.rnn_cell.GRUCell(4)\ntf.losses.mean_squared_error(tf.zeros([32, 1]), tf.zeros([32, 1]))',
  ],
  [
    'data that does not fit its placeholder',
    'data-shape',
    'cell = tf.nn.rnn_cell.GRUCell(4)\nx = tf.placeholder(tf.float32, [None, 28])\n' +
      'tf.Session().run(x, feed_dict={x: np.zeros((5, 27))})',
    'cell = tf.nn.rnn_cell.GRUCell(4)\nx = tf.placeholder(tf.float32, [None, 28])\n' +
      'tf.Session().run(x, feed_dict={x: np.zeros((5, 28))})',
  ],
  [
    'words in place of vectors, as the steps of an encoder',
    'recurrent-input-rank',
    'from tensorflow.models.rnn import seq2seq\nsteps = [tf.placeholder(tf.int32, [None]) for _ in range(5)]\n' +
      'seq2seq.basic_rnn_seq2seq(steps, steps, tf.nn.rnn_cell.GRUCell(4))',
    'steps = [tf.placeholder(tf.float32, [None, 8]) for _ in range(5)]\n' +
      'tf.contrib.legacy_seq2seq.basic_rnn_seq2seq(steps, steps, tf.nn.rnn_cell.GRUCell(4))',
  ],
  [
    'a list of steps where one sequence is wanted',
    'recurrent-input-rank',
    sequence +
      'steps = [tf.squeeze(step, [1]) for step in tf.split(x, 10, 1)]\n' +
      'tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), steps, dtype=tf.float32)',
    sequence +
      'steps = [tf.squeeze(step, [1]) for step in tf.split(x, 10, 1)]\n' +
      'tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4), steps, dtype=tf.float32)',
  ],
];

describe('the rules for TensorFlow 1', () => {
  for (const [name, code, wrong, right] of rules) {
    it(`tell of ${name}`, () => {
      const lines = (head + wrong).split('\n').length;
      assert.deepEqual(program(wrong).codes, [`${code}@${lines}`]);
      assert.deepEqual(program(right).codes, []);
    });
  }

  it('write a repeated cell out where that is certain', () => {
    const { problems } = program('cell = tf.nn.rnn_cell.GRUCell(4)\ncells = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)\n');
    assert.deepEqual(
      problems.map(({ severity, fixes }) => [severity, fixes.flatMap(({ edits }) => edits.map(({ text }) => text))]),
      [['warning', ['[tf.nn.rnn_cell.GRUCell(4) for _ in range(3)]']]],
    );
  });

  it('leave a repeated cell from elsewhere without a fix', () => {
    const { problems } = program(
      'def make(n):\n    cell = tf.nn.rnn_cell.GRUCell(n)\n    return cell\n' +
        'cell = make(4)\ncells = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)\n',
    );
    assert.deepEqual(
      problems.map(({ code, fixes }) => [code, fixes.length]),
      [['repeated-cell', 0]],
    );
  });

  it('tell of a repeated cell where its layers get inputs of other sizes', () => {
    const { problems } = program(
      sequence +
        'cell = tf.nn.rnn_cell.BasicLSTMCell(4)\n' +
        'tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell([cell] * 2), x, dtype=tf.float32)\n',
    );
    assert.deepEqual(
      problems.map(({ code, severity }) => `${code} ${severity}`),
      ['repeated-cell warning', 'repeated-cell warning'],
    );
    const raised = problems.flatMap((problem) => ('raises' in problem ? (problem.raises ?? []) : []));
    assert.equal(raised.length, 1);
    assert.match(raised[0] ?? '', /^Dimensions must be equal, but are 8 and 12 for 'basic_lstm_cell\/MatMul'/);
  });

  it('leave open what a repeated cell reads where nobody knows the input', () => {
    const { layers } = program(
      'def model(x):\n' +
        '  cell = tf.nn.rnn_cell.BasicLSTMCell(4)\n' +
        '  cells = tf.nn.rnn_cell.MultiRNNCell([cell, cell])\n' +
        '  return tf.contrib.rnn.static_rnn(cells, tf.unstack(x, axis=1), dtype=tf.float32)\n',
    );
    const cell = layers.find(({ kind }) => kind === 'BasicLSTMCell');
    assert.deepEqual([cell?.options.units, cell?.options.inputSize, cell?.parameters], [4, null, null]);
  });

  it('warn where the last sample is taken for the last step', () => {
    const run = 'out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32';
    assert.deepEqual(program(`${sequence}${run})\nlast = out[-1]\n`).codes, ['last-step-of-batch-major@5']);
    const gathered = (from: string) => program(`${sequence}${run})\nlast = tf.gather(${from})\n`).codes;
    const steps = 'int(out.get_shape()[1]) - 1';
    assert.deepEqual(gathered(`out, ${steps}`), ['last-step-of-batch-major@5']);
    for (const right of [`tf.transpose(out, [1, 0, 2]), ${steps}`, `out, ${steps}, axis=1`, 'out, 0', 'out, [0, 1]'])
      assert.deepEqual(gathered(right), [], right);
    assert.deepEqual(program(`${sequence}${run})\nlast = out[:, -1]\n`).codes, []);
    assert.deepEqual(program(`${sequence}${run}, time_major=True)\nlast = out[-1]\n`).codes, []);
    assert.deepEqual(program(`${sequence}${run})\nlast = tf.transpose(out, [1, 0, 2])[-1]\n`).codes, []);
  });

  it('warn where data is fed of another batch than that of the initial state', () => {
    const graph = (batch: string) =>
      `x = tf.placeholder(tf.float32, [None, 10, 3])\ncell = tf.nn.rnn_cell.BasicLSTMCell(4)\nout, _ = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(${batch}, tf.float32))\nrun = tf.Session().run\n`;
    const feed = (samples: number) => `run(tf.reduce_mean(out), feed_dict={x: np.zeros((${samples}, 10, 3))})\n`;
    const { problems } = program(graph('32') + feed(32) + feed(500));
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['initial-state-shape', 'warning']],
    );
    assert.deepEqual(program(graph('tf.shape(x)[0]') + feed(500)).codes, []);
    const branches =
      "x = tf.placeholder(tf.float32, [None, 10, 3])\ncell = tf.nn.rnn_cell.GRUCell(4)\nif mode == 'train':\n  out, _ = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(32, tf.float32))\nelse:\n  out, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\nrun = tf.Session().run\n";
    assert.deepEqual(program(branches + feed(500)).codes, []);
    // Where the batch is not known, or a name, nothing is said.
    assert.deepEqual(program(`def f(n):\n  ${graph('n').replaceAll('\n', '\n  ')}${feed(500)}`).codes, []);
  });

  it("say it in TensorFlow's words", () => {
    const words = (lines: string) =>
      program(lines).problems.map((problem) => ('raises' in problem ? problem.raises : ''));
    assert.deepEqual(words(rules[0]![2]), ['Shape (8, 32) must have rank at least 3']);
    assert.deepEqual(words(rules[13]![2]), [
      "Dimensions must be equal, but are 7 and 8 for 'MatMul' (op: 'MatMul') with input shapes: [3,7], [8,2].",
    ]);
    assert.deepEqual(words(rules[14]![2]), ['Cannot reshape a tensor with 100 elements to shape [3,5] (15 elements)']);
    assert.deepEqual(words(rules[15]![2]), [
      'Dimension 0 in both shapes must be equal, but are 3 and 4. Shapes are [3] and [4].',
    ]);
    assert.deepEqual(words(rules[19]![2]), [
      "Cannot feed value of shape (5, 27) for Tensor 'Placeholder:0', which has shape '(?, 28)'",
    ]);
  });
});

describe('operations of TensorFlow', () => {
  const setting = 'cell = tf.nn.rnn_cell.GRUCell(4)\na = tf.zeros([4, 6, 3])\nids = tf.zeros([4, 6], tf.int32)\n';
  for (const [expression, shape] of [
    ['tf.reshape(a, [tf.shape(a)[0], -1])', '(4, 18)'],
    ['tf.transpose(a, [1, 0, 2])', '(6, 4, 3)'],
    ['tf.squeeze(tf.zeros([1, 3, 1]), [0])', '(3, 1)'],
    ['tf.expand_dims(a, dim=0)', '(1, 4, 6, 3)'],
    ['tf.unpack(a)[0]', '(6, 3)'],
    ['tf.pack([a, a])', '(2, 4, 6, 3)'],
    ['tf.split(1, 3, a)[0]', '(4, 2, 3)'],
    ['tf.split(a, [1, 2], 2)[1]', '(4, 6, 2)'],
    ['tf.concat(0, [a, a])', '(8, 6, 3)'],
    ['tf.tile(ids, [1, 2])', '(4, 12)'],
    ['tf.linspace(0.0, 1.0, 5)', '(5,)'],
    ['tf.random.gamma([7, 5], 0.5)', '(7, 5)'],
    ['tf.pad(ids, [[1, 1], [2, 0]])', '(6, 8)'],
    ['tf.gather(a, [0, 1], axis=1)', '(4, 2, 3)'],
    ['tf.slice(a, [0, 0, 0], [2, -1, 1])', '(2, 6, 1)'],
    ['tf.one_hot(ids, 5)', '(4, 6, 5)'],
    ['tf.matmul(a, tf.zeros([3, 5]))', '(4, 6, 5)'],
    ["tf.einsum('bij,jk->bik', a, tf.zeros([3, 5]))", '(4, 6, 5)'],
    ['tf.reduce_mean(a, reduction_indices=[1])', '(4, 3)'],
    ['tf.argmax(a, 2)', '(4, 6)'],
    ['tf.nn.embedding_lookup(tf.zeros([100, 7]), ids)', '(4, 6, 7)'],
    ['tf.nn.xw_plus_b(ids, tf.zeros([6, 2]), tf.zeros([2]))', '(4, 2)'],
    ["tf.layers.conv1d(a, 8, 3, padding='same')", '(4, 6, 8)'],
    ['tf.layers.dense(a, 9)', '(4, 6, 9)'],
    ['tf.layers.flatten(a)', '(4, 18)'],
    ['tf.contrib.layers.fully_connected(ids, 9)', '(4, 9)'],
    ['tf.get_variable("w", [3, 4])', '(3, 4)'],
    ['tf.zeros(tf.stack([tf.shape(a)[0], 7]))', '(4, 7)'],
    ['tf.zeros(a.get_shape().as_list()[:2])', '(4, 6)'],
  ] as const) {
    it(`give the shape of ${expression}`, () => {
      const { shapes, codes } = program(`${setting}y = ${expression}\n`);
      assert.equal(shapes['y'], shape);
      assert.deepEqual(codes, []);
    });
  }

  it('batch data sets, the last batch being shorter', () => {
    const { shapes } = program(
      `${setting}data = tf.data.Dataset.from_tensor_slices((np.zeros((100, 20, 3)), np.zeros(100)))\n` +
        'for a, b in data.shuffle(10).batch(16):\n    c = a\n' +
        'for d, e in data.batch(16, drop_remainder=True).map(lambda x, y: (x[:, 0], y)):\n    f = d\n',
    );
    assert.deepEqual([shapes['c'], shapes['f'], shapes['e']], ['(batch, 20, 3)', '(16, 3)', '(16,)']);
  });

  it('know the batch of what a session gives from what it is fed', () => {
    const { shapes } = program(
      `${setting}x = tf.placeholder(tf.float32, [None, 3])\ny = tf.Session().run(tf.tanh(x), feed_dict={x: np.zeros((5, 3))})\n`,
    );
    assert.equal(shapes['y'], '(5, 3)');
  });

  it('stack so many bidirectional layers as nobody knows', () => {
    const { layers, shapes, codes } = program(
      'def build(x, number):\n' +
        '    x = tf.placeholder(tf.float32, [None, 7, 5])\n' +
        '    cells = [[tf.nn.rnn_cell.LSTMCell(4) for _ in range(number)] for _ in range(2)]\n' +
        '    y, forward, backward = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(*cells, x, dtype=tf.float32)\n' +
        '    z = tf.concat((forward[number - 1].h, backward[number - 1].h), 1)\n',
    );
    assert.deepEqual([shapes['y'], shapes['z']], ['(batch, 7, 8)', '(batch, 8)']);
    const { inputSize, units } = layerOf(layers, 'LSTMCell').options;
    assert.deepEqual([units, inputSize], [4, null]);
    assert.deepEqual(codes, []);
  });

  it('go over a range of integers, which are indices', () => {
    const { shapes } = program(
      `${setting}for i in tf.range(6):\n    step = a[:, i]\nfor f in tf.range(0.0, 6.0):\n    other = a[f]\n`,
    );
    assert.deepEqual([shapes['step'], shapes['other']], ['(4, 3)', undefined]);
  });

  it('claim nothing of what is drawn or counted for several numbers at once', () => {
    const { shapes } = program(
      `${setting}z = tf.random.gamma([7, 5], [0.5, 1.5])\nl = tf.linspace([0.0, 5.0], [10.0, 40.0], 5)\n`,
    );
    assert.deepEqual([shapes['z'], shapes['l']], [undefined, undefined]);
  });

  it('know the last axis of what comes of indices of any rank', () => {
    const { layers, codes } = program(
      'def encode(ids, labels):\n' +
        "    table = tf.get_variable('table', [100, 32])\n" +
        '    tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(8), tf.nn.embedding_lookup(table, ids), dtype=tf.float32)\n' +
        '    steps = tf.unstack(tf.transpose(tf.one_hot(labels, 5), perm=[1, 0, 2]))\n' +
        '    tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4), steps, dtype=tf.float32)\n' +
        '    tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(2), tf.one_hot(labels, 5, axis=1), dtype=tf.float32)\n',
    );
    const sizes = ['LSTMCell', 'GRUCell', 'BasicRNNCell'].map((kind) => layerOf(layers, kind).options['inputSize']);
    assert.deepEqual(sizes, [32, 5, null]);
    assert.deepEqual(codes, []);
  });

  it('give the arrays that a session gives', () => {
    const { shapes } = program(
      `${setting}with tf.Session() as sess:\n    total, (b, c) = sess.run([tf.reduce_sum(a), (a, ids)])\n    d = b.reshape(-1, 3)\n`,
    );
    assert.deepEqual([shapes['total'], shapes['c'], shapes['d']], ['()', '(4, 6)', '(24, 3)']);
  });

  it('have the batch of the state that they begin with, where a placeholder leaves it open', () => {
    const { shapes, codes } = program(
      'x = tf.placeholder(tf.float32, [None, 20, 3])\n' +
        'cell = tf.nn.rnn_cell.BasicLSTMCell(10)\n' +
        'fixed, (c, h) = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(50, tf.float32))\n' +
        'steps, _ = tf.nn.static_rnn(cell, tf.unstack(x, 20, 1), initial_state=cell.zero_state(50, tf.float32))\n' +
        'last = steps[-1]\n' +
        'free, _ = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(tf.shape(x)[0], tf.float32))\n',
    );
    assert.deepEqual([shapes['fixed'], shapes['h'], shapes['last']], ['(50, 20, 10)', '(50, 10)', '(50, 10)']);
    assert.match(shapes['free'] ?? '', /^\([^\d].*, 20, 10\)$/);
    assert.deepEqual(codes, []);
  });

  it('take the windows of a series', () => {
    const { shapes, codes } = program(
      'make = tf.keras.utils.timeseries_dataset_from_array\n' +
        'rows = np.zeros((100, 7))\n' +
        'cell = tf.keras.layers.LSTM(4)\n' +
        'for x, y in make(rows, np.zeros((100, 1)), sequence_length=12, sampling_rate=2).take(1):\n' +
        '    out = cell(x)\n' +
        'for alone in make(rows, None, 12):\n    pass\n' +
        'for window in make(rows, targets=None, sequence_length=12, batch_size=None):\n    pass\n',
    );
    assert.deepEqual([shapes['x'], shapes['y'], shapes['out']], ['(batch, 12, 7)', '(batch, 1)', '(batch, 4)']);
    assert.deepEqual([shapes['alone'], shapes['window']], ['(batch, 12, 7)', '(12, 7)']);
    assert.deepEqual(codes, []);
  });

  it('says as TensorFlow does what is wrong with an initial state', () => {
    const { problems } = shapesOf(`
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [6, 5, 3])
      cell = tf.nn.rnn_cell.GRUCell(7)
      a, _ = tf.nn.dynamic_rnn(cell, x, initial_state=tf.zeros([6, 8]))
      b, _ = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(4, tf.float32))
      c, _ = tf.nn.dynamic_rnn(cell, x, initial_state=tf.zeros([6, 7]))
    `);
    assert.deepEqual(
      problems.map((problem) => 'raises' in problem && problem.raises),
      [
        'Dimensions must be equal, but are 11 and 10',
        'Dimension 0 in both shapes must be equal, but are 6 and 4. Shapes are [6] and [4].',
      ],
    );
  });
});
