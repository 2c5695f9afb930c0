import assert from 'node:assert/strict';
import {
  cleanUp,
  eventually,
  hints,
  hoverText,
  lecture,
  lensTitles,
  openFile,
  openUntitled,
  type,
  withSetting,
} from './support/editor.js';

const title = 'Unroll (6, 5, 3) → (6, 5, 7)';
const flow = '(6, 5, 3) → (6, 5, 7)';

describe('hints over the lecture’s config', () => {
  afterEach(cleanUp);

  it('puts a CodeLens over it', async () => {
    const document = await openFile('lecture.json', lecture);
    assert.deepEqual(await eventually(() => lensTitles(document)), [title]);
  });

  it('puts an inlay hint right after its brace', async () => {
    const document = await openFile('lecture.json', lecture);
    assert.deepEqual(await hints(document), [{ before: '{', label: flow }]);
  });

  it('explains a field in one sentence, with the shapes it takes part in and no others', async () => {
    const document = await openFile('lecture.json', lecture);
    const text = await hoverText(document, '"steps"');
    assert.match(text, /\*\*steps\*\* — [A-Z][^\n]*\.\n/);
    assert.match(text, /\| input \| `\(6, 5, 3\)` \|/);
    assert.match(text, /\| outputs \| `\(6, 5, 7\)` \|/);
    assert.doesNotMatch(text, /\| h_w \|/);
    assert.equal(await hoverText(document, '"steps": 5'.slice(-1)), text, 'the value has the same hover as its key');
  });

  it('lists every tensor and the count of parameters over the object', async () => {
    const document = await openFile('lecture.json', lecture);
    const text = await hoverText(document, '{');
    for (const [name, shape] of [
      ['input', '(6, 5, 3)'],
      ['i_w', '(3, 7)'],
      ['i_b', '(7,)'],
      ['h_w', '(7, 7)'],
      ['h_b', '(7,)'],
      ['o_w', '(7, 7)'],
      ['o_b', '(7,)'],
      ["one line's output", '(1, 5, 7)'],
      ['outputs', '(6, 5, 7)'],
      ['state', '(6, 7)'],
    ]) {
      assert.ok(text.includes(`| ${name} | \`${shape}\` |`), `${name} ${shape} in\n${text}`);
    }
    assert.match(text, /140 parameters/);
    for (const place of ['}', ', "', ': 6']) assert.equal(await hoverText(document, place), text, `over ${place}`);
  });

  it('says nothing over what is nested in the object and is none of its fields', async () => {
    const document = await openUntitled(
      'json',
      '{ "batch": 6, "steps": 5, "other": { "nested": [true] }, "features": 3, "rnn_size": 7 }',
    );
    assert.equal(await hoverText(document, '[true]'), '');
    assert.equal(await hoverText(document, '"nested"'), '');
    assert.match(await hoverText(document, '{ "batch'.slice(0, 1)), /\| outputs \|/);
  });

  it('serves an untitled document and follows each edit', async () => {
    const document = await openUntitled('json', lecture);
    assert.deepEqual(await lensTitles(document), [title]);
    await type(document, '"rnn_size": 7', '"rnn_size": 8');
    assert.deepEqual(await lensTitles(document), ['Unroll (6, 5, 3) → (6, 5, 8)']);
    assert.deepEqual(await hints(document), [{ before: '{', label: '(6, 5, 3) → (6, 5, 8)' }]);
  });

  it('keeps the hints of the unbroken parts of a file that is broken', async () => {
    const document = await openUntitled(
      'json',
      `{\n  "first": ${lecture},\n  "second": { "batch": 2, "steps": 3, "features": 4, "rnn_size": 5 }\n}`,
    );
    const both = [title, 'Unroll (2, 3, 4) → (2, 3, 5)'];
    assert.deepEqual(await lensTitles(document), both);
    await type(document, '\n  "second"', '\n  "se: [,,\n  "second"');
    assert.equal((await lensTitles(document))[0], title);
    await type(document, '"se: [,,\n', '\n');
    assert.deepEqual(await lensTitles(document), both);
  });

  it('stays quiet over a Transformer’s config', async () => {
    const document = await openUntitled('json', '{ "hidden_size": 768, "batch_size": 32, "num_layers": 12 }');
    assert.deepEqual(await lensTitles(document), []);
    assert.deepEqual(await hints(document), []);
    assert.equal(await hoverText(document, '"hidden_size"'), '');
  });
});

describe('the switches of the hints', () => {
  afterEach(cleanUp);

  it('rnnLens.codeLens.enabled', async () => {
    const document = await openFile('lecture.json', lecture);
    assert.equal((await lensTitles(document)).length, 1);
    await withSetting('codeLens.enabled', false, async () =>
      eventually(async () => assert.deepEqual(await lensTitles(document), [])),
    );
    await eventually(async () => assert.equal((await lensTitles(document)).length, 1));
  });

  it('rnnLens.inlayHints.enabled', async () => {
    const document = await openFile('lecture.json', lecture);
    assert.equal((await hints(document)).length, 1);
    await withSetting('inlayHints.enabled', false, async () =>
      eventually(async () => assert.deepEqual(await hints(document), [])),
    );
  });

  it('rnnLens.hover.enabled', async () => {
    const document = await openFile('lecture.json', lecture);
    assert.notEqual(await hoverText(document, '"steps"'), '');
    await withSetting('hover.enabled', false, async () =>
      eventually(async () => assert.equal(await hoverText(document, '"steps"'), '')),
    );
  });
});
