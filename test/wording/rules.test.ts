import assert from 'node:assert/strict';
import { ruleCodes, type Facts, type RuleCode } from '../../src/analysis/domain/rules.js';
import type { Fix } from '../../src/analysis/model.js';
import { fixTitle } from '../../src/wording/problems.js';
import { relatedNote, ruleMessage } from '../../src/wording/rules.js';

function say(code: RuleCode, facts: Facts = {}, raises: string | null = null, fixes: readonly Fix[] = []): string {
  return ruleMessage({ code, facts, raises, fixes });
}

const write = (text: string): Fix => ({ action: { kind: 'write', text }, edits: [] });

describe('the words of the rules', () => {
  for (const code of ruleCodes) {
    it(`${code}: one whole sentence or two, also where no fact is known`, () => {
      const words = say(code);
      assert.match(words, /^[A-Z`][^\n]*[.`]$/);
      assert.doesNotMatch(words, /undefined|null|\[object|(?<!Cell|super|__init__)\(\)|, \.|: \.| {2}/);
    });
  }

  it('begin with what the framework says, and then say what to do', () => {
    const raises = 'input.size(-1) must be equal to input_size. Expected 10, got 20';
    const facts = { layer: 'lstm', parameter: 'input_size', expected: 10, found: 20, shape: [32, 5, 20], cause: null };
    assert.equal(
      say('input-size', facts, raises),
      `${raises}\nThe last axis of (32, 5, 20) is 20, not 10: write \`input_size=20\`, or change what goes in.`,
    );
  });

  it('name the change that the quick fix makes', () => {
    const facts = { layer: 'lstm_1', expected: 3, found: 2, shape: [null, 64], cause: 'return-sequences' };
    assert.match(say('recurrent-input-rank', facts, null, [write('returnSequences: true')]), /`returnSequences: true`/);
    assert.match(say('recurrent-input-rank', facts), /`return_sequences=True`/);
  });

  it('tell too many axes from too few', () => {
    const facts = { layer: 'lstm', expected: 3, shape: null, cause: null };
    assert.match(say('recurrent-input-rank', { ...facts, found: 4 }), /too many/);
    assert.match(say('recurrent-input-rank', { ...facts, found: 2 }), /lacks/);
  });

  it('tell the ways to go wrong apart', () => {
    const rank = { layer: 'LSTMCell', expected: 2, found: 3, shape: [32, 10, 8] };
    assert.match(say('recurrent-input-rank', { ...rank, cause: 'cell' }), /one step.*loop/);
    assert.match(say('recurrent-input-rank', { ...rank, cause: 'unbatched' }), /`unsqueeze`/);
    assert.match(say('recurrent-input-rank', { ...rank, expected: 'a list of steps', cause: null }), /`tf\.unstack`/);
    assert.match(
      say('last-step-of-batch-major', { shape: [32, 16, 8], axis: 2 }),
      /last unit at every step.*`\[:, -1\]`/,
    );
    const wrapped = { layer: 'Bidirectional', parameter: 'return_sequences', found: 'True', cause: 'wrapped' };
    assert.match(say('invalid-argument', wrapped), /to the layer inside/);
    const steps = { use: 'An index along several axes', count: 10, cause: 'list' };
    assert.match(say('tuple-as-tensor', steps), /a list of 10: .*`torch\.stack/);
    assert.match(
      say('tuple-as-tensor', { use: '`Linear`', cause: 'packed' }),
      /packed sequence.*`output, lengths = pad_/,
    );
    const over = { operation: 'softmax', axis: 0, shape: [1, 32, 5] };
    assert.match(
      say('softmax-axis', { ...over, over: 'layers' }),
      /one of the layers.*weighs the layers.*of the classes/,
    );
    assert.match(say('softmax-axis', { ...over, over: 'batch' }), /is the batch.*the samples.*steps or of the classes/);
    const state = { layer: 'LSTM', next: 'Dense', cause: 'return-state' };
    assert.match(say('recurrent-in-sequential', state), /`return_state=True`.*Dense/);
    const size = { layer: 'Dense', parameter: 'features', expected: 8, found: 9, shape: [32, 9] };
    assert.match(say('input-size', { ...size, cause: 'built' }), /what it read first.* 8: /);
    assert.match(say('input-size', { ...size, cause: 'bidirectional' }), /two directions/);
    assert.match(say('input-size', { ...size, cause: 'open' }), /left open with `None`/);
    const targets = { loss: 'Model', expected: 2, found: 1, cause: 'count' };
    assert.match(say('target-shape', targets), /2 outputs and is given 1 target/);
    const model = { layer: 'Model', parameter: 'inputs', found: null };
    assert.match(say('invalid-argument', { ...model, cause: 'disconnected' }), /not among the `inputs`/);
    assert.match(say('invalid-argument', { ...model, cause: 'other-library' }), /another library's/);
    assert.match(
      say('data-shape', { name: 'target', expected: [1000], found: [900] }),
      /^The target.*900 against 1000\.$/,
    );
    assert.match(
      say('data-shape', { name: 'input', expected: ['batch', 8], found: [32, 9] }),
      /the model takes \(batch, 8\)/,
    );
    assert.match(
      say('initial-state-shape', { name: 'h0', expected: [2, 32, 64], found: [1, 32, 64] }),
      /\(2, 32, 64\), \(layers/,
    );
    assert.match(say('samples-in-input-shape', { samples: 1000, shape: [1000, 10, 8] }), /write `\(10, 8\)`\.$/);
  });

  it('tell what is wrong with the arguments and the members of a program’s own', () => {
    const call = { callee: 'Net', names: '`state`', meant: null };
    assert.match(say('wrong-arguments', { ...call, cause: 'missing' }), /leaves out `state`: /);
    assert.match(say('wrong-arguments', { ...call, cause: 'unknown' }), /no parameter `state`: leave it out/);
    assert.match(say('wrong-arguments', { ...call, cause: 'unknown', meant: 'h' }), /`state`: write `h=`\.$/);
    assert.match(say('wrong-arguments', { ...call, cause: 'twice' }), /by its place already/);
    assert.match(say('wrong-arguments', { ...call, cause: 'self' }), /make `self` its first parameter/);
    assert.match(say('wrong-arguments', { ...call, cause: 'none' }), /`__init__` missing/);
    const read = { type: 'Net', name: 'hidden', method: 'reset', meant: null };
    assert.match(say('missing-attribute', { ...read, cause: 'waiting' }), /^Only `reset` sets `hidden`/);
    assert.match(say('missing-attribute', { ...read, cause: null, meant: 'hid' }), /no `hidden`: write `hid`\.$/);
    assert.match(say('missing-attribute', { ...read, cause: 'forward' }), /no method `forward`/);
    assert.match(say('missing-attribute', { ...read, cause: 'call' }), /cannot be called/);
    const added = { callee: 'add', use: '`.compile`', cause: 'in-place' };
    assert.match(say('missing-return', added), /^`\.compile` gets None: `add` works in place/);
    const layer = { layer: 'GRU', parameter: 'units', found: null };
    assert.match(say('invalid-argument', { ...layer, cause: 'unknown' }), /no argument `units`: leave it out/);
    assert.match(say('invalid-argument', { ...layer, cause: 'extra' }), /takes fewer arguments/);
  });

  it('leave out the sizes that are not known', () => {
    assert.match(say('stateful-batch', { layer: 'lstm', batch: null, found: null }), /batch size: give it/);
    assert.match(say('stateful-batch', { layer: 'lstm', batch: 32, found: 30 }), /batch size, 32: .*, not 30\.$/);
  });

  it('title what a fix writes', () => {
    assert.equal(fixTitle(write('return_sequences=True')), 'Write `return_sequences=True`');
  });

  it('say what a related place is', () => {
    const span = { start: 0, end: 0 };
    assert.equal(relatedNote({ span, what: 'shape-from', shape: [32, 10, 64] }), '(32, 10, 64) comes from here');
    assert.equal(relatedNote({ span, what: 'layer-made', shape: null }), 'The layer was made here');
    assert.equal(relatedNote({ span, what: 'defined', shape: null }), 'It is defined here');
    assert.equal(relatedNote({ span, what: 'size-from', shape: null }), 'This size comes from here');
  });
});
