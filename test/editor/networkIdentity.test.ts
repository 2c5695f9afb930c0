import assert from 'node:assert/strict';
import { analyze } from '../../src/analysis/analyze.js';
import { findNetwork, identityOf, shiftIdentity } from '../../src/editor/networkIdentity.js';

const net = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';
const other = '{ "batch": 2, "steps": 2, "features": 2, "rnn_size": 2 }';

function networksOf(text: string) {
  return analyze(text, 'json', { fileName: 'net.json', memoryLimit: 1e9 }).networks;
}

/** The name of the network that was called `name` before the edit. */
function follow(text: string, name: string, old: string, replacement: string): string | undefined {
  const networks = networksOf(text);
  const network = networks.find((one) => one.name === name);
  assert.ok(network, networks.map((one) => one.name).join());
  const rangeOffset = text.indexOf(old);
  assert.ok(rangeOffset >= 0);
  const change = { rangeOffset, rangeLength: old.length, text: replacement };
  const after = text.replace(old, replacement);
  return findNetwork(networksOf(after), shiftIdentity(identityOf(network, networks), change))?.name;
}

describe('following a network through edits', () => {
  const text = `{ "a": ${net}, "b": ${other} }`;

  it('finds it where nothing changed', () => assert.equal(follow(text, 'b', '"a"', '"a"'), 'b'));

  it('follows it past text put in before it', () =>
    assert.equal(follow(text, 'b', '{ "a"', `{ "new": ${other}, "a"`), 'b'));

  it('follows it through a new name', () => assert.equal(follow(text, 'b', '"b"', '"longer"'), 'longer'));

  it('follows an item of an array to its new index', () =>
    assert.equal(follow(`[${net}, ${other}]`, '[1]', '[', `[${net}, `), '[2]'));

  it('finds it by its name where the text it stood in was replaced', () =>
    assert.equal(follow(text, 'b', `${net}, "b": ${other}`, `${other}, "b": ${other}`), 'b'));

  it('takes of several of that name the one nearest in order', () => {
    const networks = networksOf(`[${net}]`);
    const named = [0, 1, 2].map((order) => ({ ...networks[0]!, name: 'x', span: { start: 10 + order, end: 50 } }));
    assert.equal(findNetwork(named, { name: 'x', order: 1, start: null }), named[1]);
    assert.equal(findNetwork(named, { name: 'x', order: 9, start: null }), named[2]);
  });

  it('does not take another one when it is gone', () => {
    assert.equal(follow(text, 'a', `"a": ${net}, `, ''), undefined);
  });
});
