import assert from 'node:assert/strict';
import { tensorsOfText, wordCounter } from '../../../src/analysis/evaluate/words.js';
import { javascriptProgram } from '../../../src/analysis/syntax/javascript.js';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';

describe('the words of a program', () => {
  it('are counted whole, and not where super names its own class', () => {
    const text = [
      'class Net(Module):',
      '    def __init__(self): super(Net, self).__init__()',
      '    "No Net, only words"',
      '# Net2',
      'names = ["Net2", "größe"]',
      'größe = names',
    ].join('\n');
    const count = wordCounter(pythonProgram(text, Infinity)?.body ?? []);
    assert.deepEqual(['Net', 'Net2', 'Ne', 'größe', 'names', 'missing'].map(count), [1, 1, 0, 2, 2, 0]);
  });

  it('are not counted where they are only exported', () => {
    const text = [
      'class A {}',
      'export default class B { m() { return new A(); } }',
      'class C {}',
      'exports.C = C;',
      'module.exports = { C, D: C, A };',
      'module.exports.E = class E {};',
      'model.C = C;',
    ].join('\n');
    const count = wordCounter(javascriptProgram(text, 'a.js', Infinity)?.body ?? []);
    assert.deepEqual(['A', 'B', 'C', 'E'].map(count), [2, 1, 3, 1]);
  });

  it('tell whose tensors a program works with', () => {
    const cases = { 'import torch': 'torch', 'import numpy as np': 'numpy', 'import os': null };
    for (const [text, tensors] of Object.entries(cases)) assert.equal(tensorsOfText(text, 'python'), tensors);
    assert.equal(tensorsOfText('', 'javascript'), 'tfjs');
  });
});
