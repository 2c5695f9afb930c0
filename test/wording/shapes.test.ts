import assert from 'node:assert/strict';
import { flowText, grouped, parametersText, shapeText, unrollTitle } from '../../src/wording/shapes.js';
import { analyzeJson, analyzeTypeScript, only } from '../support/analyses.js';

const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

describe('the words for shapes', () => {
  it('are those of Python, with a question mark for what is unknown', () => {
    assert.equal(shapeText([6, 5, 3]), '(6, 5, 3)');
    assert.equal(shapeText([7]), '(7,)');
    assert.equal(shapeText([]), '()');
    assert.equal(shapeText(['batch', null, 3]), '(batch, ?, 3)');
  });

  it('stand over a network', () => {
    assert.equal(unrollTitle(only(analyzeJson(lecture))), 'Unroll (6, 5, 3) → (6, 5, 7)');
    const flag = 'const a = { rnn_size: 7, batch: B, return_sequences: flag };';
    assert.equal(flowText(only(analyzeTypeScript(flag))), '(B, steps, features) → ?');
  });
});

describe('the count of parameters', () => {
  it('is marked in thousands, and left out where it is not known', () => {
    assert.equal(parametersText(only(analyzeJson(lecture))), '140 parameters');
    assert.equal(parametersText(only(analyzeJson(lecture.replace('7', '100')))), '20,600 parameters');
    assert.equal(parametersText(only(analyzeJson('{ "rnn_size": 7, "batch": 6 }'))), null);
    assert.equal(parametersText(only(analyzeJson(lecture.replace('7', '9007199254740991')))), null);
    assert.equal(grouped(1234567), '1,234,567');
  });
});
