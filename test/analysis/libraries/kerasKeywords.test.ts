import assert from 'node:assert/strict';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

/** Keywords that no version of Keras has, and those that one of them had. */
describe('keywords of Keras', () => {
  const head = `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import Input, LSTM, GRU, Dense, Dropout, Bidirectional, TimeDistributed, Embedding, Masking
      x, h = Input((10, 3)), Input((4,))
      data = np.zeros((8, 10, 3)), np.zeros((8, 1))
      model = Sequential([LSTM(4, input_shape=(10, 3)), Dense(1)])
      model.compile('adam', 'mse')
      `;
  const found = (line: string) => shapesOf(head + line);
  const wordsOf = (line: string) => {
    const { problems } = found(line);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['invalid-argument'],
      line,
    );
    return problems[0]?.code === 'invalid-argument' ? ruleMessage(problems[0]).split('\n') : [];
  };

  for (const [line, raises, advice] of [
    [
      'y = LSTM(4, something_else=True)(x)',
      "Unrecognized keyword arguments passed to LSTM: {'something_else': True}",
      'LSTM has no argument `something_else`: leave it out.',
    ],
    [
      'y = Bidirectional(GRU(4), mode="sum")(x)',
      `Unrecognized keyword arguments passed to Bidirectional: {'mode': "sum"}`,
      'Bidirectional has no argument `mode`: leave it out.',
    ],
    [
      'y = Dense(4, return_sequences=True)(h)',
      "Unrecognized keyword arguments passed to Dense: {'return_sequences': True}",
      'Dense has no argument `return_sequences`: leave it out.',
    ],
    [
      'y = Embedding(9, 4, input_lenght=10)(h)',
      "Unrecognized keyword arguments passed to Embedding: {'input_lenght': 10}",
      'Embedding has no argument `input_lenght`: write `input_length=10`.',
    ],
    [
      'y = LSTM(4)(x, initial_stat=[h, h])',
      "LSTM.call() got an unexpected keyword argument 'initial_stat'",
      'LSTM has no argument `initial_stat`: write `initial_state=[h, h]`.',
    ],
    [
      'y = GRU(4)(x, hidden=h)',
      "GRU.call() got an unexpected keyword argument 'hidden'",
      'GRU has no argument `hidden`: leave it out.',
    ],
    [
      'model.add(Dense(4), input_shape=(10, 3))',
      "Sequential.add() got an unexpected keyword argument 'input_shape'",
      'add has no argument `input_shape`: give it to the layer inside.',
    ],
    [
      'model.fit(*data, epoch=3)',
      "fit() got an unexpected keyword argument 'epoch'",
      'fit has no argument `epoch`: write `epochs=3`.',
    ],
  ] as const) {
    it(line, () => {
      assert.deepEqual(wordsOf(line), [raises, advice]);
    });
  }

  it('warns of a second layer, which Keras 3 passes over', () => {
    const { problems } = found('model.add(Dense(4), Dense(1))');
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['invalid-argument', 'warning']],
    );
    assert.deepEqual(found('model.add(Dense(4), rebuild=False)').codes, []);
  });

  it('gives each keyword one reason only', () => {
    assert.match(wordsOf('y = LSTM(4, initial_state=h)(x)')[1] ?? '', /is an argument of the call/);
    assert.match(wordsOf('y = GRU(4, num_layers=2)(x)')[1] ?? '', /another library/);
    assert.match(wordsOf('y = Bidirectional(LSTM(4), return_sequences=True)(x)')[1] ?? '', /to the layer inside/);
    assert.match(wordsOf('y = TimeDistributed(Dense(4), units=4)(x)')[1] ?? '', /to the layer inside/);
  });

  it('knows every keyword of the current signatures', () => {
    // https://keras.io/api/layers/recurrent_layers/ and https://keras.io/api/layers/core_layers/
    const ofKernels = ['kernel', 'recurrent', 'bias'].flatMap((of) => [
      `${of}_initializer="zeros"`,
      `${of}_regularizer=None`,
      `${of}_constraint=None`,
    ]);
    const shared = 'activity_regularizer=None, trainable=True, dtype="float32", name="own"';
    const recurrent = `activation="tanh", use_bias=True, ${ofKernels.join(', ')}, dropout=0.1, recurrent_dropout=0.1, seed=1, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False`;
    const dense = ofKernels.filter((keyword) => !keyword.startsWith('recurrent')).join(', ');
    for (const line of [
      `y = LSTM(4, recurrent_activation="sigmoid", unit_forget_bias=True, use_cudnn="auto", ${recurrent}, ${shared})(x)`,
      `y = GRU(4, recurrent_activation="sigmoid", reset_after=True, use_cudnn="auto", ${recurrent}, ${shared})(x)`,
      `y = LSTM(4, implementation=2, time_major=False, ${recurrent}, ${shared})(x)`,
      `y = Bidirectional(LSTM(4), merge_mode="concat", weights=None, backward_layer=None, ${shared})(x)`,
      `y = TimeDistributed(Dense(4), ${shared})(x)`,
      `y = Dense(4, activation=None, use_bias=True, ${dense}, lora_rank=None, lora_alpha=None, quantization_config=None, ${shared})(h)`,
      `y = Embedding(9, 4, embeddings_initializer="uniform", embeddings_regularizer=None, embeddings_constraint=None, mask_zero=False, weights=None, lora_rank=None, lora_alpha=None, quantization_config=None, ${shared})(h)`,
      `y = Dropout(0.5, noise_shape=None, seed=None, ${shared})(h)`,
      'model.fit(x=data[0], y=data[1], batch_size=2, epochs=1, verbose="auto", callbacks=None, validation_split=0.0, validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0, steps_per_epoch=None, validation_steps=None, validation_batch_size=None, validation_freq=1)',
    ]) {
      assert.deepEqual(found(line).codes, [], line);
    }
  });

  it('lets be what an earlier version had, and layers of whose keywords not all are known', () => {
    for (const line of [
      'y = LSTM(output_dim=4, inner_init="orthogonal", dropout_U=0.1, consume_less="mem", b_regularizer=None)(x)',
      'y = GRU(4, enable_caching_device=True, seed=3, batch_size=2, dynamic=True)(x)',
      'y = LSTM(4)(x, mask=None, training=True, initial_state=[h, h])',
      'y = Bidirectional(LSTM(4), merge_mode="ave", input_shape=(10, 3), name="both")(x)',
      'y = Dropout(p=0.5, noise_shape=None, seed=1)(x)',
      'y = Embedding(9, 4, dropout=0.2, mask_zero=True, weights=None, W_regularizer=None)(h)',
      'y = Masking(mask_value=0., something_else=1)(x)',
      'y = LSTM(4, **options)(x, **more)',
      'model.fit(X=data[0], y=data[1], nb_epoch=3, show_accuracy=True)',
      'model.fit(*data, epochs=3, validation_freq=2, workers=2)',
    ]) {
      assert.deepEqual(found(line).codes, [], line);
    }
  });
});
