import assert from 'node:assert/strict';
import type { StepPlace } from '../../src/engine/traceViews.js';
import { createPanelRun } from '../../src/editor/panelRun.js';
import {
  RunCancelled,
  type HeatmapQuestion,
  type RunHandle,
  type RunRequest,
  type RunSummary,
} from '../../src/runner/runner.js';
import type { PanelNetwork, ToPanel } from '../../src/webview/protocol.js';
import { panelNetworkOf } from '../support/panelHost.js';
import { lectureRequest } from '../support/runRequests.js';
import { deferred } from '../../src/runner/deferred.js';

const layer = { cell: 'simple_rnn', inputSize: 3, units: 7, directions: 1, arrays: ['state'] } as const;
const summary: RunSummary = {
  batch: 6,
  steps: 5,
  features: 3,
  outputSize: 7,
  layers: [layer],
  kernels: 'simd',
  milliseconds: 1,
};
const network: PanelNetwork = panelNetworkOf(lectureRequest());
const place = { layer: 0, direction: 0, line: 0, step: 0 };

/** A run that ends when the test says so. */
interface PlayedRun {
  readonly request: RunRequest;
  readonly progress: (fraction: number) => void;
  finish(): Promise<void>;
  fail(error: Error): Promise<void>;
  answer(): Promise<void>;
  disposed: boolean;
  /** What heatmaps were asked for. */
  readonly questions: HeatmapQuestion[];
  readonly influences: StepPlace[];
}

function setUp() {
  const runs: PlayedRun[] = [];
  const posted: ToPanel[] = [];
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
  const panelRun = createPanelRun(
    (request, progress) => {
      const finished = deferred<RunSummary>();
      const asked = deferred<never>();
      finished.promise.catch(() => undefined);
      const played: PlayedRun = {
        request,
        progress,
        disposed: false,
        questions: [],
        influences: [],
        finish: () => (finished.resolve(summary), settle()),
        fail: (error) => (finished.reject(error), settle()),
        answer: () => (asked.resolve({ line: 0 } as never), settle()),
      };
      runs.push(played);
      const handle: RunHandle = {
        finished: finished.promise,
        step: () => asked.promise,
        unit: () => asked.promise,
        heatmap: (question) => (played.questions.push(question), asked.promise),
        influence: (place) => (played.influences.push(place), asked.promise),
        dispose: () => {
          played.disposed = true;
          finished.reject(new RunCancelled());
        },
      };
      return handle;
    },
    (message) => posted.push(message),
    () => undefined,
  );
  const types = () => posted.splice(0).map(({ type }) => type);
  return { panelRun, runs, posted, types };
}

describe('the run behind the panel', () => {
  it('sends the network, the progress and the end', async () => {
    const { panelRun, runs, posted } = setUp();
    panelRun.show(network, lectureRequest());
    runs[0]!.progress(0.5);
    await runs[0]!.finish();
    assert.deepEqual(posted, [
      { type: 'network', run: 1, network },
      { type: 'progress', run: 1, fraction: 0.5 },
      { type: 'finished', run: 1, summary },
    ]);
    assert.equal(panelRun.status().kind, 'finished');
  });

  it('leaves an unchanged network alone, and sends a moved one without a new run', async () => {
    const { panelRun, runs, types } = setUp();
    panelRun.show(network, lectureRequest());
    await runs[0]!.finish();
    types();
    panelRun.show(network, lectureRequest());
    assert.deepEqual(types(), []);
    panelRun.show({ ...network, source: 'lecture.json:2' }, lectureRequest());
    assert.deepEqual(types(), ['network', 'finished']);
    assert.equal(runs.length, 1);
  });

  it('ends the old run when the network changes, and drops what comes late of it', async () => {
    const { panelRun, runs, posted } = setUp();
    panelRun.show(network, lectureRequest());
    panelRun.take({ type: 'getStep', run: 1, place });
    panelRun.show(network, { ...lectureRequest(), units: 8 });
    assert.equal(runs[0]!.disposed, true);
    posted.splice(0);
    runs[0]!.progress(1);
    await runs[0]!.answer();
    await runs[0]!.finish();
    assert.deepEqual(posted, []);
    panelRun.take({ type: 'getStep', run: 1, place });
    await runs[1]!.answer();
    assert.deepEqual(posted, [], 'a question about the old run is not answered by the new one');
  });

  it('answers from the last run while the text is broken, and takes it up again when it is mended', async () => {
    const { panelRun, runs, posted, types } = setUp();
    panelRun.show(network, lectureRequest());
    await runs[0]!.finish();
    panelRun.stop('lecture cannot be run', ['Line 1: …'], network);
    types();
    const range = { layer: 0, direction: 0, line: 0, fromStep: 0, toStep: 5, maxRows: 7, maxColumns: 5 };
    panelRun.take({ type: 'getHeatmap', run: 1, array: 'state', ...range });
    panelRun.take({ type: 'getStrips', run: 1, array: 'cellState', ...range });
    panelRun.take({ type: 'getInfluence', run: 1, place });
    await runs[0]!.answer();
    assert.deepEqual(
      posted.splice(0).map(({ type }) => type),
      ['heatmap', 'strips', 'influence'],
    );
    assert.deepEqual(runs[0]!.influences, [place]);
    assert.deepEqual(runs[0]!.questions, [
      { array: 'state', ...range },
      { array: 'cellState', ...range },
    ]);
    panelRun.show(network, lectureRequest());
    assert.deepEqual(types(), ['network', 'finished']);
    assert.equal(runs.length, 1);
    assert.equal(panelRun.status().kind, 'finished');
  });

  it('stays cancelled until the network changes or the panel asks for the run again', () => {
    const { panelRun, runs, posted, types } = setUp();
    panelRun.show(network, lectureRequest());
    panelRun.take({ type: 'cancel', run: 1 });
    assert.equal(runs[0]!.disposed, true);
    assert.deepEqual(posted.at(-1), {
      type: 'stopped',
      run: 1,
      title: 'The run was cancelled',
      details: [],
      rerun: true,
    });
    types();
    panelRun.show(network, lectureRequest());
    assert.deepEqual(types(), []);
    panelRun.rerun();
    assert.equal(runs.length, 2);
    assert.equal(panelRun.count(), 2);
  });

  it('does not cancel another run than the one that was meant', () => {
    const { panelRun, runs } = setUp();
    panelRun.show(network, lectureRequest());
    panelRun.show(network, { ...lectureRequest(), units: 8 });
    panelRun.take({ type: 'cancel', run: 1 });
    assert.equal(runs[1]!.disposed, false);
  });

  it('says why a run failed', async () => {
    const { panelRun, runs, posted } = setUp();
    panelRun.show(network, lectureRequest());
    await runs[0]!.fail(new Error('out of memory'));
    assert.deepEqual(posted.at(-1), {
      type: 'stopped',
      run: 1,
      title: 'The run failed',
      details: ['out of memory'],
      rerun: true,
    });
  });

  it('goes on saying that a run failed when its network moves, and is mended after an error', async () => {
    const { panelRun, runs, posted, types } = setUp();
    panelRun.show(network, lectureRequest());
    await runs[0]!.fail(new Error('out of memory'));
    types();
    panelRun.show(network, lectureRequest());
    assert.deepEqual(types(), [], 'nothing has changed');
    panelRun.show({ ...network, source: 'lecture.json:2' }, lectureRequest());
    assert.deepEqual(types(), ['network', 'stopped']);
    panelRun.stop('lecture cannot be run', ['Line 1: …'], network);
    panelRun.show(network, lectureRequest());
    const failed = { title: 'The run failed', details: ['out of memory'], rerun: true };
    assert.deepEqual(posted.at(-1), { type: 'stopped', run: 1, ...failed });
    assert.deepEqual(panelRun.status(), { kind: 'stopped', ...failed });
    panelRun.rerun();
    assert.equal(runs.length, 2);
    assert.equal(panelRun.status().kind, 'running');
  });

  it('goes on saying that a run was cancelled when its network moves, and is mended after an error', () => {
    const { panelRun, runs, posted, types } = setUp();
    panelRun.show(network, lectureRequest());
    panelRun.take({ type: 'cancel', run: 1 });
    types();
    panelRun.show({ ...network, source: 'lecture.json:2' }, lectureRequest());
    assert.deepEqual(types(), ['network', 'stopped']);
    panelRun.stop('lecture cannot be run', ['Line 1: …'], network);
    panelRun.show(network, lectureRequest());
    const expected = { type: 'stopped', run: 1, title: 'The run was cancelled', details: [], rerun: true };
    assert.deepEqual(posted.at(-1), expected);
    panelRun.rerun();
    assert.equal(runs.length, 2);
  });

  it('says why the network cannot be run, whatever becomes of its last run meanwhile', async () => {
    const { panelRun, runs, types } = setUp();
    panelRun.show(network, lectureRequest());
    panelRun.stop('lecture cannot be run', ['Line 1: …'], network);
    types();
    await runs[0]!.fail(new Error('out of memory'));
    panelRun.rerun();
    assert.deepEqual(types(), []);
    assert.equal(runs.length, 1, 'what cannot be run is not run again');
    const status = panelRun.status();
    assert.equal(status.kind === 'stopped' && status.title, 'lecture cannot be run');
  });

  it('hears nothing of a run that ends after the panel was cleared', async () => {
    const { panelRun, runs, posted } = setUp();
    panelRun.show(network, lectureRequest());
    const finishing = runs[0]!.finish();
    panelRun.clear();
    posted.splice(0);
    await finishing;
    assert.deepEqual(posted, []);
    assert.equal(panelRun.status().kind, 'empty');
  });

  it('sends everything again to a panel that has loaded anew', async () => {
    const { panelRun, runs, types } = setUp();
    panelRun.resend();
    assert.deepEqual(types(), []);
    panelRun.show(network, lectureRequest());
    types();
    panelRun.resend();
    assert.deepEqual(types(), ['network']);
    await runs[0]!.finish();
    panelRun.stop('broken', [], null);
    types();
    panelRun.resend();
    assert.deepEqual(types(), ['network', 'finished', 'stopped']);
  });

  it('shows the network that cannot be run where none was shown before', () => {
    const { panelRun, posted } = setUp();
    panelRun.stop('lecture cannot be run', ['why'], network);
    assert.deepEqual(posted, [
      { type: 'network', run: 1, network },
      { type: 'stopped', run: 1, title: 'lecture cannot be run', details: ['why'], rerun: false },
    ]);
  });
});
