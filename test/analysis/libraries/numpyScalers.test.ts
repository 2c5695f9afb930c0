import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `import numpy as np
import pandas as pd
import keras
from sklearn.preprocessing import MinMaxScaler, StandardScaler
layer = keras.layers.LSTM(3)
df = pd.read_csv('x.csv')
scaler = MinMaxScaler()
`;
const firstLine = head.split('\n').length;

function codesOf(program: string): string[] {
  return shapesOf(head + program).codes.map((code) => {
    const [name, line] = code.split('@');
    return `${name ?? ''}@${Number(line) - firstLine + 1}`;
  });
}

/** As scikit-learn 1.9 says it. */
describe('scalers', () => {
  it('refuse what is no table', () => {
    const refused = ["df['x']", "df['x'].values", 'np.zeros((4, 10, 3))', '[1, 2]', "df[['a', 'b']].values[:, 0]"];
    for (const data of refused) {
      for (const method of ['fit', 'fit_transform', 'transform', 'inverse_transform']) {
        assert.deepEqual(codesOf(`scaler.${method}(${data})`), ['layer-input-rank@1'], `${method} ${data}`);
      }
    }
    const [problem] = shapesOf(`${head}scaler.fit(np.zeros((4, 10, 3)))`).problems;
    assert.ok(problem && 'raises' in problem);
    assert.equal(problem.raises, 'Found array with dim 3, while dim <= 2 is required by MinMaxScaler.');
  });

  it('take tables, and what may be one', () => {
    const taken = [
      "df[['x']]",
      'df.values',
      "df['x'].values.reshape(-1, 1)",
      "np.array(df['x']).reshape(-1, 1)",
      'df.iloc[:, 1:2]',
      'df[[name for name in names]]',
      "pd.DataFrame(df['x'])",
      'load()',
      '[[1, 2], [3, 4]]',
      '[line.split() for line in open("x.txt")]',
    ];
    for (const data of taken) assert.deepEqual(codesOf(`scaler.fit_transform(${data})`), [], data);
  });

  it('refuse another number of columns than they have seen', () => {
    const fitted = "scaler.fit(df[['a', 'b', 'c']])\n";
    assert.deepEqual(codesOf(`${fitted}scaler.inverse_transform(np.zeros((5, 1)))`), ['data-shape@2']);
    assert.deepEqual(codesOf(`${fitted}scaler.transform(np.zeros((5, 4)))`), ['data-shape@2']);
    assert.deepEqual(codesOf(`${fitted}scaler.inverse_transform(np.zeros((5, 3)))`), []);
    const [problem] = shapesOf(`${head}${fitted}scaler.inverse_transform(np.zeros((5, 1)))`).problems;
    assert.ok(problem && 'raises' in problem);
    assert.equal(
      problem.raises,
      "non-broadcastable output operand with shape (n,1) doesn't match the broadcast shape (n,3)",
    );
  });

  it('give back any number of columns where they have seen one, or nobody knows how many', () => {
    assert.deepEqual(codesOf("scaler.fit(df[['a']])\nscaler.inverse_transform(np.zeros((5, 4)))"), []);
    assert.deepEqual(codesOf('scaler.fit(df)\nscaler.inverse_transform(np.zeros((5, 1)))'), []);
    assert.deepEqual(codesOf('StandardScaler().fit(df).inverse_transform(np.zeros(5))'), []);
  });

  it('forget what they have seen before when they are fitted anew', () => {
    const again = "scaler.fit(df[['a', 'b']])\nscaler.fit(df[['y']])\nscaler.inverse_transform(np.zeros((5, 1)))";
    assert.deepEqual(codesOf(again), []);
  });
});
