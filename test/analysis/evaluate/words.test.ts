import assert from 'node:assert/strict';
import { wordsOf } from '../../../src/analysis/evaluate/words.js';

describe('the words of a document', () => {
  it('are counted whole, and not where super names its own class', () => {
    const text =
      'class Net(Module):\n    def __init__(self): super(Net, self).__init__()\n# Net2 $x größe\nsuper(  Net).f()\n';
    const { count } = wordsOf(text, 'python');
    assert.deepEqual(
      ['Net', 'Net2', 'Ne', 'super', '$x', 'größe', 'f', 'missing'].map(count),
      [1, 1, 0, 2, 1, 1, 1, 0],
    );
    assert.equal(wordsOf('super().f(Net)', 'python').count('Net'), 1);
  });

  it('tell whose tensors a program works with', () => {
    const cases = { 'import torch': 'torch', 'import numpy as np': 'numpy', 'import os': null };
    for (const [text, tensors] of Object.entries(cases)) assert.equal(wordsOf(text, 'python').tensors(), tensors);
    assert.equal(wordsOf('', 'javascript').tensors(), 'tfjs');
  });
});
