import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const outputsOf = (source: string) => {
  const { layers, codes } = shapesOf(source);
  assert.deepEqual(codes, []);
  return layers.map(({ output }) => output?.at(-1) ?? null);
};

describe('sizes that a search tries', () => {
  it('go by the names that Keras Tuner knows them by', () => {
    assert.deepEqual(
      outputsOf(`
        from keras import Sequential
        from keras.layers import LSTM, GRU, Dense
        def build(hp):
            model = Sequential()
            model.add(LSTM(hp.Int('lstm_1', min_value=32, max_value=256, step=32), return_sequences=True, input_shape=(9, 4)))
            model.add(GRU(units=hp.Choice('gru', [8, 16])))
            for i in range(hp.Int('layers', 1, 3)):
                model.add(Dense(hp.Int(f'dense_{i}', 8, 16)))
            model.add(Dense(1))
            return model
      `),
      ['lstm_1', 'gru', null, 1],
    );
  });

  it('are one number wherever a trial asks for them by one name', () => {
    assert.deepEqual(
      outputsOf(`
        import torch
        from torch import nn
        def objective(trial):
            lstm = nn.LSTM(4, trial.suggest_int('hidden', 16, 128), batch_first=True)
            head = nn.Linear(trial.suggest_int('hidden', 16, 128), trial.suggest_categorical(name='out', choices=[1, 2]))
            return head(lstm(torch.zeros(2, 5, 4))[0])
      `),
      ['hidden', 'out'],
    );
  });

  it('are not known where they have no name, or something else asks', () => {
    assert.deepEqual(
      outputsOf(`
        from keras import Sequential
        from keras.layers import LSTM
        def build(hp, name):
            a = Sequential([LSTM(hp.Int(name, 1, 2), input_shape=(9, 4))])
            b = Sequential([LSTM(hp.Float('units', 1, 2), input_shape=(9, 4))])
            c = Sequential([LSTM(hp.Int('two words', 1, 2), input_shape=(9, 4))])
      `),
      [null, null, null],
    );
  });
});
