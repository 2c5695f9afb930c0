import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, languageOf } from '../../../src/analysis/analyze.js';
import { notebookText } from '../../../src/analysis/notebookFile.js';
import { folder } from './programFixtures.js';

const options = { memoryLimit: 4e9, timeLimit: 60_000 };

function raised(text: string, fileName = 'model.py'): string[] {
  const { problems } = analyze(text, languageOf(fileName) ?? 'python', { ...options, fileName });
  return problems.map(({ code }) => code);
}

function inNotebook(...cells: readonly string[]): string[] {
  const notebook = notebookText(
    JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', source })), metadata: {}, nbformat: 4 }),
  );
  assert.ok(notebook);
  const { text, unfinished } = notebook;
  return analyze(text, 'python', { ...options, fileName: 'n.ipynb', unfinished }).problems.map(({ code }) => code);
}

const keras = 'from keras.models import Sequential\nfrom keras.layers import LSTM, Dense\n';

describe('code in the midst of typing', () => {
  it('is not told what a call still lacks, before its bracket is closed', () => {
    const cell =
      'import tensorflow as tf\ncell = tf.nn.rnn_cell.GRUCell(3)\nx = tf.placeholder(tf.float32, [2, 5, 4])\n';
    assert.deepEqual(raised(`${cell}outputs, state = tf.nn.dynamic_rnn(cell, x`), []);
    assert.deepEqual(raised(`${cell}outputs, state = tf.nn.dynamic_rnn(cell, x,\nprint(outputs)\n`), []);
    assert.deepEqual(raised(`${cell}outputs, state = tf.nn.dynamic_rnn(cell, x)`), ['invalid-argument']);
  });

  it('is not told what a list of layers lacks, before it is closed', () => {
    const layers = `${keras}model = Sequential([LSTM(4, input_shape=(5, 3)), LSTM(4), `;
    assert.deepEqual(raised(layers), []);
    assert.deepEqual(raised(`${layers}\nmodel.summary()\n`), []);
    assert.deepEqual(raised(`${layers}])`), ['recurrent-input-rank']);
  });

  it('is still told what is wrong elsewhere', () => {
    const wrong = `${keras}model = Sequential([LSTM(4, input_shape=(5, 3)), LSTM(4)])\n`;
    assert.deepEqual(raised(`${wrong}other = Sequential([LSTM(`), ['recurrent-input-rank']);
    assert.deepEqual(raised(`other = Sequential([LSTM(\n${wrong}`), ['recurrent-input-rank']);
  });

  it('is told nothing whose cause is still being written', () => {
    const gru = 'import torch\nfrom torch import nn\nrnn = nn.GRU(3, 4)\n';
    const use = 'out, h = rnn(x, state)\n';
    assert.deepEqual(raised(`${gru}x = torch.zeros(5, 2, 3)\nstate = torch.zeros(1, 2\n${use}`), []);
    assert.deepEqual(raised(`${gru}x = torch.zeros(5, 2, 3)\nstate = torch.zeros(1, 2)\n${use}`), [
      'initial-state-shape',
    ]);
  });

  it('is left alone in JavaScript, too', () => {
    const head = "import * as tf from '@tensorflow/tfjs';\n";
    assert.deepEqual(raised(`${head}const layer = tf.layers.lstm({`, 'model.js'), []);
    assert.deepEqual(raised(`${head}const layer = tf.layers.lstm({\nconst other = 3;\n`, 'model.js'), []);
    assert.deepEqual(raised(`${head}const layer = tf.layers.lstm({});\n`, 'model.js'), ['invalid-argument']);
    const inner = `${head}function build() {\n  const layer = tf.layers.lstm({});\n  const next = tf.layers.gru({\n`;
    assert.deepEqual(raised(inner, 'model.js'), ['invalid-argument']);
  });

  it('is left alone in the cell of a notebook', () => {
    assert.deepEqual(inNotebook(keras, 'model = Sequential([LSTM(4, input_shape=(5, 3)), LSTM(4)', 'x = 3'), []);
    assert.deepEqual(inNotebook(keras, 'model = Sequential([LSTM(4, input_shape=(5, 3)), LSTM(4)])', 'y = (1'), [
      'recurrent-input-rank',
    ]);
  });

  it('is known to be broken where no valid program stands so', () => {
    const isBroken = (text: string, fileName: string) =>
      analyze(text, languageOf(fileName) ?? 'python', { ...options, fileName }).isBroken;
    const rnn = 'import torch\nrnn = torch.nn.GRU(3, 4)\n';
    for (const text of ['x = (1', 'def f(x:\n    return x\n', 'def f(x):\n', 'if x\n    y = 1\n']) {
      assert.equal(isBroken(rnn + text, 'a.py'), true, text);
    }
    for (const text of ['x = 0.', 'print 3', 'with a as (b, c):\n    pass\n', 'x[*index]']) {
      assert.equal(isBroken(rnn + text, 'a.py'), false, text);
    }
    const gru = "import * as tf from '@tensorflow/tfjs';\nconst gru = tf.layers.gru({ units: 4 });\n";
    assert.equal(isBroken(`${gru}f({`, 'a.js'), true);
    assert.equal(isBroken(`${gru}f({});`, 'a.js'), false);
  });

  for (const framework of ['pytorch', 'keras', 'tf1', 'tfjs'])
    it(`says nothing wrong while correct programs are written from top to bottom: ${framework}`, () => {
      for (const name of readdirSync(join(folder, framework))) {
        const language = languageOf(name);
        if (!language || language === 'json') continue;
        const text = readFileSync(join(folder, framework, name), 'utf8');
        if (raised(text, name).length > 0) continue;
        const lines = text.split('\n');
        for (let count = 1; count < lines.length; count++) {
          const start = `${lines.slice(0, count).join('\n')}\n`;
          const { problems } = analyze(start, language, { ...options, fileName: name });
          // A method that the constructor calls and that comes later is not there yet.
          const errors = problems.filter(({ code }) => code !== 'missing-attribute');
          assert.deepEqual(errors, [], `${name}, line ${count}`);
        }
      }
    });
});
