import assert from 'node:assert/strict';
import { arrayWords } from '../../src/webview/arrayWords.js';

describe('the words for the arrays of the trace', () => {
  it('name the biases that the cell has', () => {
    const words = (biases: 0 | 1 | 2) =>
      ['inputProjection', 'hiddenProjection'].map((array) => arrayWords(array, biases).words);
    assert.deepEqual(words(2), ['x·i_w + i_b', 'S·h_w + h_b']);
    assert.deepEqual(words(1), ['x·i_w + i_b', 'S·h_w']);
    assert.deepEqual(words(0), ['x·i_w', 'S·h_w']);
  });
});
