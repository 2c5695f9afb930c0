import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** An encoder of 30 units over words of 20 numbers, and what the decoder needs. */
const head = `
      import tensorflow as tf
      seq = tf.contrib.seq2seq
      lengths = tf.placeholder(tf.int32, [16])
      words = tf.placeholder(tf.float32, [16, 9, 20])
      memory, last = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(30), words, dtype=tf.float32)
      targets = tf.placeholder(tf.float32, [16, 7, 12])
      table = tf.get_variable('table', [100, 12])
`;

interface Seen {
  readonly cells: readonly (readonly [unknown, unknown, unknown])[];
  readonly codes: readonly string[];
}

/** The LSTM cells: their units, their input sizes and their outputs. */
function cellsOf(lines: string): Seen {
  const { layers, codes } = shapesOf(head + lines);
  const cells = layers.filter(({ kind }) => kind === 'LSTMCell');
  return { cells: cells.map(({ options, output }) => [options.units, options.inputSize, output]), codes };
}

describe('decoders of TensorFlow 1', () => {
  it('give the cell in an attention what it reads beside what attends', () => {
    const { cells, codes } = cellsOf(`
      mechanism = seq.BahdanauAttention(40, memory, memory_sequence_length=lengths)
      cell = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), mechanism, attention_layer_size=25)
      start = cell.zero_state(16, tf.float32).clone(cell_state=last)
      decoder = seq.BasicDecoder(cell, seq.TrainingHelper(targets, lengths), start, tf.layers.Dense(100))
      outputs, state, sizes = seq.dynamic_decode(decoder, maximum_iterations=8)
      logits = outputs.rnn_output
    `);
    assert.deepEqual(cells, [[50, 37, [16, null, 50]]]);
    assert.deepEqual(codes, []);
  });

  it('take the whole memory where no layer is between', () => {
    const { cells } = cellsOf(`
      cell = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), seq.LuongAttention(50, memory))
      out, state = tf.nn.dynamic_rnn(cell, targets, dtype=tf.float32)
    `);
    assert.deepEqual(cells, [[50, 42, [16, 7, 50]]]);
    const { shapes } = shapesOf(`${head}
      cell = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), seq.LuongAttention(50, memory))
      out, state = tf.nn.dynamic_rnn(cell, targets, dtype=tf.float32)
      own = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), seq.LuongAttention(50, memory), output_attention=False)
      plain, state = tf.nn.dynamic_rnn(own, targets, dtype=tf.float32)
    `);
    assert.deepEqual([shapes.out, shapes.plain], ['(16, 7, 30)', '(16, 7, 50)']);
  });

  it('add up the sizes of several', () => {
    const { cells } = cellsOf(`
      both = [seq.LuongAttention(50, memory), seq.BahdanauAttention(50, memory)]
      cell = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), both, attention_layer_size=[3, 4])
      out, state = tf.nn.dynamic_rnn(cell, targets, dtype=tf.float32)
    `);
    assert.deepEqual(cells, [[50, 19, [16, 7, 50]]]);
  });

  it('read the rows of a table where they go on with their own words', () => {
    const { cells, codes } = cellsOf(`
      cell = tf.nn.rnn_cell.LSTMCell(50)
      helper = seq.GreedyEmbeddingHelper(table, tf.fill([16], 1), 2)
      outputs, state = seq.dynamic_decode(seq.BasicDecoder(cell, helper, cell.zero_state(16, tf.float32)))
    `);
    assert.deepEqual(cells, [[50, 12, [16, null, 50]]]);
    assert.deepEqual(codes, []);
  });

  it('are the same cell in training and in use', () => {
    const { cells, codes } = cellsOf(`
      cell = tf.nn.rnn_cell.LSTMCell(50)
      start = cell.zero_state(16, tf.float32)
      a = seq.dynamic_decode(seq.BasicDecoder(cell, seq.TrainingHelper(targets, lengths), start))
      b = seq.dynamic_decode(seq.BeamSearchDecoder(cell, table, tf.fill([16], 1), 2, start, 3))
    `);
    assert.deepEqual(
      cells.map(([units, size]) => [units, size]),
      [[50, 12]],
    );
    assert.deepEqual(codes, []);
  });

  it('say nothing where the source gives another way to join them', () => {
    const { cells, codes } = cellsOf(`
      mechanism = seq.LuongAttention(50, memory)
      cell = seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(50), mechanism, cell_input_fn=lambda x, attention: x)
      out, state = tf.nn.dynamic_rnn(cell, targets, dtype=tf.float32)
      other = seq.dynamic_decode(made_elsewhere(cell))
    `);
    assert.deepEqual(cells, [[50, null, [16, 7, 50]]]);
    assert.deepEqual(codes, []);
  });

  it('warn of a cell that reads two sizes', () => {
    const { codes } = cellsOf(`
      cell = tf.nn.rnn_cell.LSTMCell(50)
      start = cell.zero_state(16, tf.float32)
      a = tf.nn.dynamic_rnn(cell, words, dtype=tf.float32)
      b = seq.dynamic_decode(seq.BasicDecoder(cell, seq.TrainingHelper(targets, lengths), start))
    `);
    assert.equal(codes.length, 1);
    assert.match(codes[0] ?? '', /^input-size@/);
  });

  it('begin with the state of an attention, and not with that of the cell inside', () => {
    const program = (
      start: string,
      cell = 'around',
      decoder = 'seq.BasicDecoder(CELL, helper, initial_state=START)',
    ) => `
      inner = tf.nn.rnn_cell.GRUCell(30)
      around = seq.AttentionWrapper(inner, seq.LuongAttention(30, memory), attention_layer_size=25)
      helper = seq.TrainingHelper(targets, lengths)
      decoder = ${decoder.replace('CELL', cell).replace('START', start)}
      outputs, state, sizes = seq.dynamic_decode(decoder)`;
    const found = ['initial-state-shape@12'];
    assert.deepEqual(cellsOf(program('last')).codes, found);
    assert.deepEqual(cellsOf(program('tf.nn.rnn_cell.LSTMStateTuple(last, last)')).codes, found);
    const beam = 'seq.BeamSearchDecoder(CELL, table, helper_words, 1, START, 5)';
    assert.deepEqual(cellsOf(program('last', 'around', beam)).codes, found);
    assert.deepEqual(cellsOf(program('around.zero_state(16, tf.float32).clone(cell_state=last)')).codes, []);
    assert.deepEqual(cellsOf(program('last', 'inner')).codes, []);
    assert.deepEqual(cellsOf(program('state_of(last)')).codes, []);
  });
});
