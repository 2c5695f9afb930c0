import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('errors that a program catches', () => {
  const python = (handler: string) => `
      import sys
      import torch
      lstm = torch.nn.LSTM(8, 16)
      try:
          lstm(torch.randn(5, 3, 9))
      except ${handler}`;
  const script = (before: string, handler: string) => `
      import * as tf from '@tensorflow/tfjs';
      async function main() {
        const model = tf.sequential({ layers: [tf.layers.lstm({ units: 3, inputShape: [3, 1] })] });
        try {
          ${before}
          await model.predict(tf.zeros([1, 3, 2]));
        } catch (error) {
          ${handler}
        }
      }
      main();`;
  const codes = (text: string) => shapesOf(text, { language: 'typescript' }).codes;

  it('are awaited where the program goes on', () => {
    assert.deepEqual(shapesOf(python('RuntimeError as error: print(error)')).codes, []);
    assert.deepEqual(shapesOf(python('Exception: pass')).codes, []);
    assert.deepEqual(shapesOf(python('(AttributeError, TypeError): pass')).codes, []);
    assert.deepEqual(codes(script('', 'console.log(error.message);')), []);
    assert.deepEqual(codes(script('model.summary(); model.summary();', 'retry();')), []);
  });

  it('say nothing of what nobody raises', () => {
    const silent = (body: string) => `
      import torch
      try:
          ${body}
      except Exception as error:
          print(error)`;
    assert.deepEqual(shapesOf(silent('lstm = torch.nn.LSTM(8, 16, dropout=0.5)')).codes, ['dropout-one-layer@3']);
    assert.deepEqual(shapesOf(silent('lstm = torch.nn.LSTM(8, 16, 2, dropout=0.5)')).codes, []);
  });

  it('are not where they are raised again or end the program', () => {
    assert.deepEqual(shapesOf(python('RuntimeError: raise')).codes, ['input-size@5']);
    assert.deepEqual(shapesOf(python('RuntimeError: print("no"); sys.exit(1)')).codes, ['input-size@5']);
    assert.deepEqual(shapesOf(python('ImportError: pass')).codes, ['input-size@5']);
    assert.deepEqual(codes(script('', 'throw error;')), ['data-shape@6']);
  });

  it('are not where a whole script only logs them', () => {
    assert.deepEqual(codes(script('model.summary(); model.summary();', 'console.error(error);')), ['data-shape@6']);
  });
});
