import assert from 'node:assert/strict';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

/** Faults of Keras programs that raise nothing. */
describe('silent faults of Keras', () => {
  const seen = (lines: string) =>
    shapesOf(`
      import numpy as np
      import tensorflow as tf
      from tensorflow.keras import Input, Model, Sequential, layers
      from tensorflow.keras.layers import LSTM, GRU, Dense, Embedding, Masking
      ${lines.trim()}`);
  const codes = (lines: string) => seen(lines).codes;
  const messageOf = (lines: string) => {
    const [problem] = seen(lines).problems;
    assert.ok(problem && 'raises' in problem && problem.severity === 'warning');
    return ruleMessage(problem);
  };

  describe('samples that are shuffled under a stateful layer', () => {
    const model = (stateful: string) => `
      model = Sequential([LSTM(4, batch_input_shape=(25, 3, 1), stateful=${stateful}), Dense(1)])
      model.compile('sgd', 'mse')
      x, y = np.zeros((1000, 3, 1)), np.zeros((1000, 1))`;
    const fit = (given: string, stateful = 'True') => `${model(stateful)}\n      model.fit(${given})`;

    it('are those of arrays, unless it is told not to', () => {
      assert.deepEqual(codes(fit('x, y, batch_size=25')), ['stateful-batch@8']);
      assert.deepEqual(codes(fit('x, y, batch_size=25, shuffle=True')), ['stateful-batch@8']);
      assert.match(messageOf(fit('x, y, batch_size=25')), /^`fit` shuffles .* stateful LSTM .* `shuffle=False`\.$/);
    });

    it('are none where the order stays, where there is one batch, and where no state is kept', () => {
      assert.deepEqual(codes(fit('x, y, batch_size=25, shuffle=False')), []);
      assert.deepEqual(codes(fit('x, y, batch_size=25, shuffle=ordered')), []);
      assert.deepEqual(codes(fit('x, y, batch_size=25, **options')), []);
      assert.deepEqual(codes(fit('x[:25], y[:25], batch_size=25')), []);
      assert.deepEqual(codes(fit('x, y, batch_size=25', 'False')), []);
      assert.deepEqual(codes(`${model('True')}\n      model.train_on_batch(x[:25], y[:25])`), []);
      assert.deepEqual(codes(`${model('True')}\n      model.predict(x, batch_size=25)`), []);
    });

    it('are those of a data set that was shuffled', () => {
      const data = (made: string) => `${model('True')}
      data = tf.data.Dataset.from_tensor_slices((x, y))${made}
      model.fit(data)`;
      assert.deepEqual(codes(data('.shuffle(500).batch(25, drop_remainder=True).prefetch(1)')), ['stateful-batch@9']);
      assert.match(messageOf(data('.shuffle(500).batch(25)')), /^`shuffle` shuffles .*: leave that out/);
      assert.deepEqual(codes(data('.batch(25, drop_remainder=True)')), []);
      assert.deepEqual(codes(data('.shuffle(1).batch(25, drop_remainder=True)')), []);
    });
  });

  it('a mask that an Embedding does not pass on', () => {
    const masked = 'x = Input((9,))\n      e = Embedding(100, 8)(Masking(-1.0)(x))\n      h = LSTM(4)(e)';
    assert.deepEqual(codes(masked), ['invalid-argument@6']);
    assert.match(messageOf(masked), /^An `Embedding` does not pass on the mask .*`mask_zero=True`\.$/);
    const chain = 'm = Sequential([Input((9,)), Masking(0), Embedding(100, 8), LSTM(4)])';
    assert.deepEqual(codes(chain), ['invalid-argument@5']);
    assert.deepEqual(codes('x = Input((9,))\n      h = LSTM(4)(Embedding(100, 8, mask_zero=True)(x))'), []);
    assert.deepEqual(codes('x = Input((9, 3))\n      h = LSTM(4)(Masking(-1.0)(x))'), []);
  });

  describe('an encoder that no output comes of', () => {
    const program = (decoder: string, outputs = 'out', loss = "'sparse_categorical_crossentropy'") => `
      source = Input((9,), name='source')
      target = Input((None,))
      _, state = GRU(8, return_state=True)(Embedding(100, 4)(source))
      steps = GRU(8, return_sequences=True)(Embedding(100, 4)(target)${decoder})
      out = Dense(100, activation='softmax')(steps)
      model = Model([source, target], ${outputs})
      model.compile('adam', ${loss})`;

    it('is told of where the model is compiled', () => {
      assert.deepEqual(codes(program('')), ['invalid-argument@11']);
      assert.match(messageOf(program('')), /^No output .* from the input `source` or from .*`initial_state=…`\.$/);
    });

    it('is none where it is heeded, or may be', () => {
      assert.deepEqual(codes(program(', initial_state=state')), []);
      assert.deepEqual(codes(program('', '[out, state]', "['sparse_categorical_crossentropy', 'mse']")), []);
      assert.deepEqual(codes(program('', 'out', 'own_loss(state)')), []);
      assert.deepEqual(codes(program('', 'tf.concat([out, other(state)], 1)')), []);
      assert.deepEqual(
        codes(program('').replace('model.compile', 'model.add_loss(f(state))\n      model.compile')),
        [],
      );
      assert.deepEqual(codes(program(', initial_state=start(state)')), []);
      const merged = program('').replace('steps = ', 'rest = ').replace('(steps)', '(layers.add([rest, f(state)]))');
      assert.deepEqual(codes(merged), []);
      const stacked = `
      a, b = Input((9, 4)), Input((9, 4))
      cells = lambda: layers.RNN([layers.LSTMCell(4), layers.LSTMCell(4)], return_state=True)
      _, one, two = cells()(a)
      out = cells()(b, initial_state=[one, two])[0]
      model = Model([a, b], out)
      model.compile('adam', 'mse')`;
      assert.deepEqual(codes(stacked), []);
      const weights = `
      x, w = Input((9, 3)), Input((9, 1))
      model = Model([x, w], LSTM(1, return_sequences=True)(x))
      model.compile('adam', 'mse')`;
      assert.deepEqual(codes(weights), []);
    });
  });

  it('states of a Bidirectional under the names of others', () => {
    const program = (names: string, cell = 'LSTM') =>
      `x = Input((10, 8))\n      ${names} = layers.Bidirectional(${cell}(4, return_state=True))(x)`;
    const wrong = program('out, forward_h, backward_h, forward_c, backward_c');
    assert.deepEqual(codes(wrong), ['joined-directions@6']);
    assert.match(messageOf(wrong), /^`Bidirectional` gives .* so that `backward_h` is the forward layer’s `c`: .*\.$/);
    assert.deepEqual(codes(program('_, h_fw, h_bw, c_fw, c_bw')), ['joined-directions@6']);
    assert.deepEqual(codes(program('out, forward_h, forward_c, backward_h, backward_c')), []);
    assert.deepEqual(codes(program('out, fh, fc, bh, bc')), []);
    assert.deepEqual(codes(program('out, *states')), []);
    assert.deepEqual(codes(program('out, forward_h, backward_h', 'GRU')), []);
  });

  it('the states of an LSTM the wrong way round', () => {
    const program = (states: string, cell = 'LSTM', read = 'x') => `
      x, y = Input((10, 8)), Input((10, 8))
      _, h, c = ${cell}(4, return_state=True)(x)
      _, fh, fc, bh, bc = layers.Bidirectional(LSTM(4, return_state=True))(x)
      side = layers.Concatenate()
      z = LSTM(${read === 'x' ? 4 : 8})(y, initial_state=${states})`;
    const found = ['initial-state-pair@9'];
    assert.deepEqual(codes(program('[c, h]')), found);
    assert.match(messageOf(program('[c, h]')), /^LSTM takes its hidden state first .* given the cell state first: /);
    assert.deepEqual(codes(program('[side([fc, bc]), side([fh, bh])]', 'LSTM', 'two')), found);
    const mixed = program('[side([fh, fc]), side([bh, bc])]', 'LSTM', 'two');
    assert.deepEqual(codes(mixed), found);
    assert.match(messageOf(mixed), /given both of one direction and then both of the other: change their order\.$/);
    assert.deepEqual(codes(program('[h, c]')), []);
    assert.deepEqual(codes(program('[h, h]')), []);
    assert.deepEqual(codes(program('[side([fh, bh]), side([fc, bc])]', 'LSTM', 'two')), []);
    assert.deepEqual(codes(program('[Dense(4)(c), Dense(4)(h)]')), []);
    assert.deepEqual(codes(program('[bh, fc]')), []);
  });

  describe('steps of a backward layer beside those of a forward one', () => {
    const program = (lines: string) => `
      x = Input((10, 8))
      f = LSTM(16, return_sequences=True)(x)
      b = LSTM(16, return_sequences=True, go_backwards=True)(x)
      ${lines}`;
    const found = (line: number) => [`joined-directions@${line}`];

    it('stand in the other order', () => {
      assert.deepEqual(codes(program('y = LSTM(4)(layers.concatenate([f, b]))')), found(8));
      assert.deepEqual(codes(program('y = Dense(4)(layers.add([f, b]))')), found(8));
      const dropped = 'm = layers.Concatenate()([layers.Dropout(0.1)(f), b])\n      d = layers.Dropout(0.2)(m)';
      assert.deepEqual(codes(program(`${dropped}\n      y = layers.TimeDistributed(Dense(4))(d)`)), found(8));
      const cut = 'm = layers.add([f, b])\n      c = layers.Lambda(lambda t: t[:, :5])(m)\n      y = LSTM(4)(c)';
      assert.deepEqual(codes(program(cut)), found(8));
      assert.match(messageOf(program('y = LSTM(4)(layers.add([f, b]))')), /^A layer with `go_backwards=True` .*\.$/);
    });

    it('stand so in tf.js, too', () => {
      const program = (backward: string) => `
        import * as tf from '@tensorflow/tfjs';
        const x = tf.input({ shape: [10, 8] });
        const f = tf.layers.lstm({ units: 16, returnSequences: true }).apply(x);
        const b = tf.layers.lstm({ units: 16, returnSequences: true, goBackwards: ${backward} }).apply(x);
        const y = tf.layers.lstm({ units: 4 }).apply(tf.layers.add().apply([f, b]));`;
      const { problems, codes: all } = shapesOf(program('true'), { language: 'typescript' });
      assert.deepEqual(all, found(5));
      assert.ok(problems[0] && 'raises' in problems[0]);
      assert.match(ruleMessage(problems[0]), /^A layer with `goBackwards: true` gives its steps/);
      assert.deepEqual(shapesOf(program('false'), { language: 'typescript' }).codes, []);
    });

    it('may do so where no step is read beside another, or were turned before', () => {
      for (const lines of [
        'y = Dense(4)(layers.GlobalMaxPooling1D()(layers.concatenate([f, b])))',
        'y = Dense(4)(layers.Lambda(lambda t: t[:, -1])(layers.concatenate([f, b])))',
        'y = LSTM(4)(layers.Concatenate(axis=1)([f, b]))',
        'r = layers.Lambda(lambda t: tf.reverse(t, [1]))(b)\n      y = LSTM(4)(layers.concatenate([f, r]))',
        'y = LSTM(4)(layers.add([f, LSTM(16, return_sequences=True, go_backwards=True)(b)]))',
        'y = LSTM(4)(layers.concatenate([f, x]))',
        'y = Dense(4)(layers.add([LSTM(16)(x), LSTM(16, go_backwards=True)(x)]))',
        'y = LSTM(4)(layers.concatenate([f, LSTM(16, return_sequences=True, go_backwards=flag)(x)]))',
      ])
        assert.deepEqual(codes(program(lines)), [], lines);
    });
  });
});
