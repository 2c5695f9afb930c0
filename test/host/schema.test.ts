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

    it('completes the words of a flag', async () => {
      const document = await openFile(name, `{ ${before}"bidirectional":  }`);
      await eventually(async () => {
        const found = labels(await completions(document, '"bidirectional": '));
        for (const word of ['true', 'false']) assert.ok(found.includes(word), found.join());
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

    it('leaves a mistake to RNN Lens, so that it is reported once', async () => {
      const wrong = lecture.replace('5', '0').replace('}', ', "cell": "mlp", "bidirectional": 1, "inputs": 5 }');
      const document = await openFile(name, `{ ${before}"a": ${wrong} }`);
      await eventually(async () => assert.match(await hoverText(document, '"cell"'), /recurrent cell/));
      await eventually(() => assert.equal(languages.getDiagnostics(document.uri).length, 4));
      assert.deepEqual(schemaErrors(document.uri), []);
    });

    it('documents a field by another spelling', async () => {
      const document = await openFile(name, `{ ${before}"num_units": 7 }`);
      await eventually(async () => assert.match(await hoverText(document, '"num_units"'), /hidden state/));
    });
  });
}
