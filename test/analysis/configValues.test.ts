import assert from 'node:assert/strict';
import { analyzeJson, analyzeTypeScript, applyFix, flows, marks, only } from '../support/analyses.js';

const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

function marksOf(text: string, fileName?: string): string[] {
  return marks(text, analyzeJson(text, fileName));
}

describe('sizes', () => {
  it('must be positive integers', () => {
    for (const size of ['0', '-5', '2.5', '1e400', '-1e400', '1e20', '0.0', '9007199254740992', '1e-3']) {
      const text = lecture.replace('5', size);
      assert.deepEqual(marksOf(text), [`error invalid-size ${size}`]);
      assert.deepEqual(flows(analyzeJson(text)), ['model (6, steps, 3) → (6, steps, 7)']);
    }
    for (const size of ['5.0', '5e0', '50e-1']) assert.deepEqual(marksOf(lecture.replace('5', size)), []);
    assert.deepEqual(flows(analyzeJson(lecture.replace('5', '0.5e1'))), ['model (6, 5, 3) → (6, 5, 7)']);
  });

  it('take words, lists and null for what they are', () => {
    for (const [value, mark] of [
      ['true', 'error wrong-type true'],
      ['null', 'error wrong-type null'],
      ['"five"', 'error wrong-type "five"'],
      ['""', 'error wrong-type ""'],
      ['[5]', 'error wrong-type [5]'],
      ['NaN', 'error invalid-size NaN'],
      ['Infinity', 'error invalid-size Infinity'],
    ] as const)
      assert.deepEqual(marksOf(lecture.replace('5', value)), [mark], value);
  });

  it('in quotes are read, reported and fixed', () => {
    for (const quoted of ['"5"', '" 5 "']) {
      const text = lecture.replace('5', quoted);
      const [problem] = analyzeJson(text).problems;
      assert.equal(problem?.code, 'wrong-type');
      assert.equal(applyFix(text, problem.fixes[0]!), lecture);
      assert.deepEqual(flows(analyzeJson(text)), flows(analyzeJson(lecture)));
    }
    const ts = `const a = { batch: 6, steps: '5', features: 3, rnn_size: 7 };`;
    const [problem] = analyzeTypeScript(ts).problems;
    assert.equal(applyFix(ts, problem!.fixes[0]!), ts.replace(`'5'`, '5'));
    for (const quoted of ['"-5"', '"0"', '"5.5"', '"1e3"', '"99999999999999999999"', '"5 steps"'])
      assert.deepEqual(
        analyzeJson(lecture.replace('5', quoted)).problems.flatMap(({ fixes }) => fixes),
        [],
      );
  });

  it('are checked where they come from a constant, without a fix', () => {
    const text = `const N = '5'; const a = { batch: 6, steps: N, features: 3, rnn_size: 7 };`;
    const [problem] = analyzeTypeScript(text).problems;
    assert.deepEqual([problem?.code, problem?.fixes.length], ['wrong-type', 0]);
  });

  it('of other kinds are checked too', () => {
    for (const field of ['output_size', 'num_layers', 'stride'])
      assert.deepEqual(marksOf(lecture.replace(' }', `, "${field}": -2 }`)), ['error invalid-size -2']);
  });

  it('are only suspicions in the configs of others, where 0 and -1 mean nothing yet', () => {
    const foreign = '{ "rnn_size": 7, "batch_size": 0, "num_steps": "12" }';
    assert.deepEqual(marksOf(foreign), ['info missing-field {', 'warning wrong-type "12"']);
  });
});

describe('flags and seeds', () => {
  it('have their types', () => {
    for (const field of ['bidirectional', 'return_sequences'])
      for (const value of ['1', '"yes"', '[]', '{}'])
        assert.deepEqual(marksOf(lecture.replace(' }', `, "${field}": ${value} }`)), [`error wrong-type ${value}`]);
    for (const value of ['-1', '1.5', '1e300', '"a"', 'true'])
      assert.deepEqual(marksOf(lecture.replace(' }', `, "seed": ${value} }`)), [`error wrong-type ${value}`]);
    assert.equal(only(analyzeJson(lecture.replace(' }', ', "seed": 42 }'))).config?.seed, 42);
  });
});

describe('words', () => {
  it('are read in any case and with any marks between', () => {
    for (const [word, kind] of [
      ['lstm', 'LSTM'],
      ['LSTM', 'LSTM'],
      ['GRU', 'GRU'],
      ['simple_rnn', 'SimpleRNN'],
      ['SimpleRNN', 'SimpleRNN'],
      ['simple-rnn', 'SimpleRNN'],
      ['rnn', 'SimpleRNN'],
      ['BasicRNN', 'SimpleRNN'],
      ['vanilla', 'SimpleRNN'],
    ] as const)
      assert.equal(only(analyzeJson(lecture.replace(' }', `, "cell": "${word}" }`))).layers[0]?.kind, kind, word);
    for (const word of ['tanh', 'relu', 'sigmoid', 'linear', 'ReLU'])
      assert.equal(
        only(analyzeJson(lecture.replace(' }', `, "activation": "${word}" }`))).config?.activation,
        word.toLowerCase(),
      );
  });

  it('that are unknown are an error in our files with a fix for one slip, and a note in those of others', () => {
    const text = lecture.replace(' }', ', "cell": "lsmt", "activation": "ralu" }');
    assert.deepEqual(marksOf(text), ['info unknown-value "lsmt"', 'info unknown-value "ralu"']);
    assert.deepEqual(marksOf(text, 'rnn.json'), ['error unknown-value "lsmt"', 'error unknown-value "ralu"']);
    const { problems } = analyzeJson(text, 'rnn.json');
    const fixed = problems.reduceRight((so, problem) => applyFix(so, problem.fixes[0]!), text);
    assert.equal(fixed, lecture.replace(' }', ', "cell": "lstm", "activation": "relu" }'));
    assert.deepEqual(marksOf(fixed, 'rnn.json'), []);
  });

  it('offer no fix where two words are as near, or none', () => {
    for (const word of ['convolution', '', 'g', 'lstmgru']) {
      const text = lecture.replace(' }', `, "cell": "${word}" }`);
      assert.deepEqual(
        analyzeJson(text, 'rnn.json').problems.flatMap(({ fixes }) => fixes),
        [],
        word,
      );
    }
  });

  it("are never an object's inherited members", () => {
    for (const word of ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty']) {
      const text = lecture.replace(' }', `, "cell": "${word}", "activation": "${word}" }`);
      const { networks, problems } = analyzeJson(text);
      assert.deepEqual([networks[0]?.layers[0]?.kind, problems.length], ['RNN', 2], word);
    }
  });
});
