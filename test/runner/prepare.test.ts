import assert from 'node:assert/strict';
import { readDataFiles } from '../../src/analysis/dataFiles.js';
import { errorsOf, prepareRun } from '../../src/runner/prepare.js';
import { createEngine } from '../../src/engine/engine.js';
import { readView } from '../../src/engine/tensors.js';
import { runRequest } from '../../src/runner/runRequest.js';
import type { RunRequest } from '../../src/runner/runner.js';
import { problemMessage } from '../../src/wording/problems.js';
import { analyzeJson, analyzeTypeScript, memoryLimit, only } from '../support/analyses.js';
import { lectureRequest } from '../support/runRequests.js';

const lecture = { batch: 6, steps: 5, features: 3, rnn_size: 7 };

function prepare(config: object, files: Readonly<Record<string, string>> = {}) {
  const network = only(analyzeJson(JSON.stringify(config)));
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, { text }]));
  const data = readDataFiles(network, contents);
  assert.deepEqual(data.problems, []);
  return prepareRun(network, data.files, memoryLimit);
}

function requestOf(config: object, files?: Readonly<Record<string, string>>): RunRequest {
  const preparation = prepare(config, files);
  assert.ok('request' in preparation, JSON.stringify(preparation));
  return preparation.request;
}

function reasonsOf(config: object, files?: Readonly<Record<string, string>>): string[] {
  const preparation = prepare(config, files);
  assert.ok('reasons' in preparation);
  return preparation.reasons.map(problemMessage);
}

function missingIn(options: string): readonly string[] {
  const base = 'batch: 6, steps: 5, features: 3, rnn_size: 7';
  const preparation = prepareRun(only(analyzeTypeScript(`const a = { ${base}, ${options} };`)), {}, memoryLimit);
  assert.ok('reasons' in preparation, options);
  const [reason] = preparation.reasons;
  assert.equal(reason?.code, 'not-known');
  return reason.fields;
}

const engine = createEngine({ make: 'plain' });

describe('prepareRun', () => {
  it("makes the lecture's run", () => {
    assert.deepEqual(requestOf(lecture), lectureRequest());
  });

  it('takes every option', () => {
    const options = { activation: 'relu', output_size: 2, seed: 9, return_sequences: false, stride: 4 };
    const request = requestOf({ ...lecture, ...options });
    assert.deepEqual(
      [request.activation, request.outputSize, request.seed, request.returnSequences, request.inputs],
      ['relu', 2, 9, false, { kind: 'counting', stride: 4 }],
    );
    assert.equal(requestOf({ ...lecture, output: 'state', output_size: 2 }).outputSize, null);
  });

  it('takes the arrays of the source, and what they tell', () => {
    const inputs = [
      [[1], [2]],
      [[3], [4]],
    ];
    const state = [[5], [6]];
    const weights = { i_w: [[7]], o_w: [[8, 9, 10]] };
    const request = requestOf({ batch: 2, rnn_size: 1, inputs, initial_state: state, weights });
    assert.deepEqual([request.steps, request.features, request.outputSize], [2, 1, 3]);
    assert.deepEqual(request.inputs, { kind: 'array', array: { shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } });
    assert.deepEqual(request.initialState, { shape: [2, 1], data: Float32Array.of(5, 6) });
    assert.deepEqual(request.weights, {
      layers: [[{ i_w: { shape: [1, 1], data: Float32Array.of(7) } }]],
      output: { o_w: { shape: [1, 3], data: Float32Array.of(8, 9, 10) } },
    });
    const series = requestOf({ steps: 2, features: 1, rnn_size: 1, series: [1, 2, 3, 4, 5], stride: 2 });
    assert.equal(series.batch, 2);
    assert.deepEqual(series.inputs, { kind: 'series', series: Float32Array.of(1, 2, 3, 4, 5), stride: 2 });
  });

  it('takes the arrays of files, and what they tell', () => {
    const fromFile = requestOf(
      { batch: 2, steps: 1, rnn_size: 1, inputs: 'i.json' },
      { 'i.json': '[[[1,2]],[[3,4]]]' },
    );
    assert.deepEqual([fromFile.steps, fromFile.features], [1, 2]);
    const series = { steps: 2, features: 1, rnn_size: 1, series: { file: 's.csv', column: 'y' }, stride: 2 };
    const fromSeries = requestOf(series, { 's.csv': 'x,y\n1,2\n3,4\n5,6\n7,8\n9,10\n' });
    assert.equal(fromSeries.batch, 2);
    assert.deepEqual(fromSeries.inputs, { kind: 'series', series: Float32Array.of(2, 4, 6, 8, 10), stride: 2 });
    const weights = '{ "i_w": [[1, 2]], "o_w": [[1, 2, 3], [4, 5, 6]], "o_b": [0, 0, 0] }';
    const fromWeights = requestOf({ batch: 1, steps: 2, rnn_size: 2, weights: 'w.json' }, { 'w.json': weights });
    assert.deepEqual([fromWeights.features, fromWeights.outputSize], [1, 3]);
    assert.deepEqual(runRequest(engine, fromWeights).run.trace.outputs.shape, [1, 2, 3]);
  });

  it('never makes a run of its own where something is given and not known', () => {
    for (const [options, fields] of [
      ['inputs: data', ['inputs']],
      ['inputs: [[[x]]]', ['inputs']],
      ['series: load()', ['series']],
      ['initial_state: state', ['initial_state']],
      ['weights: load()', ['weights']],
      ['weights: { i_w: w }', ['weights.i_w']],
      ['weights: { h_b: [1, 2, 3, 4, 5, 6, x] }', ['weights.h_b']],
      ['seed: Date.now()', ['seed']],
      ['stride: s', ['stride']],
      ['output: o', ['output']],
      ['activation: f', ['activation']],
      ['cell: kind', ['cell']],
      ['num_layers: n', ['num_layers']],
      ['bidirectional: flag', ['bidirectional']],
      ['return_sequences: flag', ['return_sequences']],
      ['output_size: o', ['output_size']],
      ['steps: T', ['steps']],
      ['batch: -1', ['batch']],
      ['cell: "nas"', ['cell']],
    ] as const)
      assert.deepEqual(missingIn(options), fields, options);
  });

  it('makes runs of every cell, of several layers and of two directions, with the weights of each', () => {
    for (const cell of ['lstm', 'gru'] as const) assert.equal(requestOf({ ...lecture, cell }).cell, cell);
    const { outputSize, ...stack } = requestOf({ ...lecture, cell: 'gru', num_layers: 3, bidirectional: true });
    assert.deepEqual([stack.numLayers, stack.directions, outputSize], [3, 2, null]);
    const one = (value: number) => ({ i_b: [value] });
    const weights = [
      { forward: one(1), backward: one(2) },
      { backward: one(3), o_b: [4, 5] },
    ];
    const sizes = { batch: 1, steps: 1, features: 1, rnn_size: 1, num_layers: 2, bidirectional: true, output_size: 2 };
    const array = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });
    for (const request of [
      requestOf({ ...sizes, weights }),
      requestOf({ ...sizes, weights: 'w.json' }, { 'w.json': JSON.stringify(weights) }),
    ])
      assert.deepEqual(request.weights, {
        layers: [
          [{ i_b: array(1) }, { i_b: array(2) }],
          [{}, { i_b: array(3) }],
        ],
        output: { o_b: array(4, 5) },
      });
  });

  it('has the output of every cell whose weights hold o_w, in the source or in a file', () => {
    const weights = { o_w: Array.from({ length: 7 }, () => [1, 2]), o_b: [1, 2] };
    for (const cell of ['simple_rnn', 'lstm', 'gru']) {
      assert.equal(requestOf({ ...lecture, cell, weights }).outputSize, 2, cell);
      const files = { 'w.json': JSON.stringify(weights) };
      assert.equal(requestOf({ ...lecture, cell, weights: 'w.json' }, files).outputSize, 2, cell);
      assert.equal(requestOf({ ...lecture, cell, weights: 'w.json', output: 'state' }, files).outputSize, null, cell);
    }
  });

  it('says what is too large', () => {
    assert.match(reasonsOf({ ...lecture, num_layers: 1e9 })[0] ?? '', /over the limit of 1 GB/);
    assert.match(reasonsOf({ ...lecture, cell: 'lstm', rnn_size: 1e5 })[0] ?? '', /over the limit of 1 GB/);
    assert.match(reasonsOf({ ...lecture, steps: 1e9 })[0] ?? '', /over the limit of 1 GB/);
    assert.match(reasonsOf({ ...lecture, batch: 2, stride: 1e12 })[0] ?? '', /over the limit of 1 GB/);
    const network = only(analyzeJson(JSON.stringify(lecture)));
    assert.ok('reasons' in prepareRun(network, {}, 1));
    assert.match(reasonsOf({ rnn_size: 7, batch: 6 })[0] ?? '', /`steps` and `features` do not follow/);
  });

  it('makes only requests that the engine runs', () => {
    for (const config of [
      { batch: 1, steps: 1, features: 1, rnn_size: 1 },
      { ...lecture, output: 'state', initial_state: Array.from({ length: 6 }, () => [1, 2, 3, 4, 5, 6, 7]) },
      { ...lecture, weights: { o_w: Array.from({ length: 7 }, () => [1, 2]) } },
      { ...lecture, output: 'state', weights: { o_w: [[1]], o_b: [1] } },
      { ...lecture, stride: 100 },
      {
        ...lecture,
        cell: 'lstm',
        num_layers: 2,
        bidirectional: true,
        weights: [{ backward: { h_b: Array(28).fill(1) } }, {}],
      },
      { ...lecture, cell: 'gru', bidirectional: true, return_sequences: false, output_size: 2 },
    ]) {
      const { shape, data } = readView(runRequest(engine, requestOf(config)).run.trace.outputs);
      assert.ok(
        data.every((value) => Number.isFinite(value)),
        JSON.stringify([config, shape]),
      );
    }
  });
});

describe('errorsOf', () => {
  it('are the errors inside the network', () => {
    const text = '[{ "batch": -1, "steps": 2, "rnn_size": 3, "features": 1 }, { "batch": 1, "rnnSize": 3 }]';
    const { networks, problems } = analyzeJson(text);
    assert.deepEqual(
      networks.map((network) => errorsOf(network, networks, problems).map(({ code }) => code)),
      [['invalid-size'], []],
    );
  });
});
