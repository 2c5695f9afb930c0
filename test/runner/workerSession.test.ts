import assert from 'node:assert/strict';
import { createEngine } from '../../src/engine/engine.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { influenceView } from '../../src/runner/influenceView.js';
import { runRequest } from '../../src/runner/runRequest.js';
import type { FromWorker, Question } from '../../src/runner/workerProtocol.js';
import { workerSession } from '../../src/runner/workerSession.js';
import { lectureRequest } from '../support/runRequests.js';

const simd = { make: 'simd', wide: false, threads: 1 } as const;

const arrays = ['inputProjection', 'hiddenProjection', 'state'];
const place = { layer: 0, direction: 0, line: 5, step: 4 };

function session() {
  const said: { readonly message: FromWorker; readonly transfer: readonly ArrayBuffer[] }[] = [];
  const handle = workerSession(
    (message, transfer) => said.push({ message, transfer }),
    () => assert.fail('no helper was asked for'),
  );
  return { said, handle, messages: () => said.map(({ message }) => message) };
}

describe('workerSession', () => {
  it('says its progress and then that it is finished', () => {
    const { handle, messages } = session();
    handle({ type: 'start', request: lectureRequest({ steps: 500, outputSize: 2 }), choice: simd });
    const said = messages();
    const last = said.pop();
    assert.ok(said.length > 1 && said.every(({ type }) => type === 'progress'));
    assert.ok(last?.type === 'finished');
    const { milliseconds, ...sizes } = last.summary;
    const layer = { cell: 'simple_rnn', inputSize: 3, units: 7, directions: 1, arrays };
    assert.deepEqual(sizes, {
      batch: 6,
      steps: 500,
      features: 3,
      outputSize: 2,
      layers: [layer],
      kernels: createEngine({ make: 'simd' }).kernels.name,
    });
    assert.ok(milliseconds > 0 && milliseconds < 60_000);
  });

  it('answers questions with the views of the trace, whose buffers it hands over', () => {
    const { handle, said } = session();
    const trace = runRequest(createEngine({ make: 'simd' }), lectureRequest());
    handle({ type: 'start', request: lectureRequest(), choice: simd });
    said.length = 0;
    const questions: Question[] = [
      { kind: 'step', place },
      { kind: 'unit', place, unit: 6 },
      { kind: 'heatmap', ...place, array: 'state', fromStep: 1, toStep: 4, maxRows: 3, maxColumns: 2 },
      { kind: 'influence', place },
    ];
    questions.forEach((question, id) => handle({ type: 'ask', id, question }));
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        stepView(trace, place),
        unitView(trace, place, 6),
        heatmap(trace, place, 'state', 1, 4, 3, 2),
        influenceView(trace, place),
      ].map((answer, id) => ({ type: 'answer', id, answer })),
    );
    assert.deepEqual(
      said.map(({ transfer }) => transfer.length),
      // One gate: x, S before, its four vectors, S and the output. One unit: x, S before and both columns.
      [8, 4, 1, 1],
    );
    // Handing over must leave the trace as it was: the same question has the same answer.
    const [first] = said;
    structuredClone(first!.message, { transfer: [...first!.transfer] });
    handle({ type: 'ask', id: 9, question: questions[0]! });
    assert.deepEqual(said.at(-1)!.message, { type: 'answer', id: 9, answer: stepView(trace, place) });
  });

  it('refuses a question that has no answer and goes on', () => {
    const { handle, messages } = session();
    handle({ type: 'ask', id: 1, question: { kind: 'step', place } });
    handle({ type: 'start', request: lectureRequest(), choice: simd });
    handle({ type: 'ask', id: 2, question: { kind: 'step', place: { ...place, line: 6 } } });
    handle({ type: 'ask', id: 3, question: { kind: 'step', place } });
    const said = messages().filter(({ type }) => type === 'refusal' || type === 'answer');
    assert.deepEqual(said.slice(0, 2), [
      { type: 'refusal', id: 1, message: 'There is no finished run to ask about.' },
      { type: 'refusal', id: 2, message: 'line: expected an integer from 0 to 5, found 6.' },
    ]);
    assert.equal(said[2]!.type, 'answer');
  });

  it('fails with the shapes of arrays that do not fit, and with the array that memory has no room for', () => {
    const failure = (changes: Parameters<typeof lectureRequest>[0]): FromWorker => {
      const { handle, messages } = session();
      handle({ type: 'start', request: lectureRequest(changes), choice: simd });
      assert.equal(messages().length, 1);
      return messages()[0]!;
    };
    const h_b = { shape: [6], data: new Float32Array(6) };
    assert.deepEqual(failure({ weights: { layers: [[{ h_b }]], output: {} } }), {
      type: 'failed',
      message: 'layers[0].forward.recurrentBias: expected shape (7), found (6).',
    });
    assert.deepEqual(failure({ batch: 1e6, steps: 1e6 }), {
      type: 'failed',
      message: 'inputs (1000000, 1000000, 3) needs 12000000000000 bytes, which could not be allocated.',
    });
  });
});
