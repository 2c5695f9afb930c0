import assert from 'node:assert/strict';
import { languages, type CompletionItem, type Uri } from 'vscode';
import { cleanUp, completions, eventually, hoverText, lecture, openFile } from './support/editor.js';

/** The labels without the quotes that the JSON extension puts around values. */
function labels(items: readonly CompletionItem[]): string[] {
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label).replaceAll('"', ''));
}

function schemaErrors(uri: Uri): string[] {
  return languages.getDiagnostics(uri).flatMap(({ source, message }) => (source === 'RNN Lens' ? [] : [message]));
}

for (const [what, name, before] of [
  ['of *.rnn.json', 'a.rnn.json', ''],
  ['of rnn.json', 'rnn.json', ''],
  ['named by $schema', 'other.json', '"$schema": "rnn-lens:/rnn.schema.json", '],
] as const) {
  describe(`the schema ${what}`, () => {
    afterEach(cleanUp);

    it('completes the fields, each by its own name only, with documentation', async () => {
      const document = await openFile(name, `{ ${before}"batch": 6,  }`);
      const items = await eventually(async () => {
        const found = await completions(document, '"batch": 6, ');
        assert.ok(labels(found).includes('rnn_size'), labels(found).join());
        return found;
      });
      for (const field of ['steps', 'features', 'rnn_size', 'cell', 'activation', 'inputs', 'series', 'weights']) {
        assert.ok(labels(items).includes(field), field);
      }
      assert.ok(!labels(items).includes('hidden_size'));
      const steps = items.find((item) => labels([item])[0] === 'steps');
      const text = typeof steps?.documentation === 'string' ? steps.documentation : steps?.documentation?.value;
      assert.match(text ?? '', /time steps/);
    });

    it('completes the words of a field, at any depth', async () => {
      const document = await openFile(name, `{ ${before}"models": [{ "rnn_size": 7, "batch": 6, "cell":  }] }`);
      await eventually(async () => {
        const found = labels(await completions(document, '"cell": '));
        for (const cell of ['simple_rnn', 'lstm', 'gru']) assert.ok(found.includes(cell), found.join());
      });
    });

    it('finds no fault in networks and in what is none', async () => {
      const document = await openFile(
        name,
        `{ ${before}"a": ${lecture}, "b": [1, null, { "batch": "all", "hidden_size": [1] }], "c": { "d": { "cell": "LSTM", "units": 4 } } }`,
      );
      await eventually(async () => assert.match(await hoverText(document, '"hidden_size"'), /hidden state/));
      assert.deepEqual(schemaErrors(document.uri), []);
    });

    it('finds a size that is none', async () => {
      const document = await openFile(name, `{ ${before}"a": ${lecture.replace('5', '0')} }`);
      await eventually(() => assert.equal(schemaErrors(document.uri).length, 1));
    });

    it('documents a field by another spelling', async () => {
      const document = await openFile(name, `{ ${before}"num_units": 7 }`);
      await eventually(async () => assert.match(await hoverText(document, '"num_units"'), /hidden state/));
    });
  });
}
