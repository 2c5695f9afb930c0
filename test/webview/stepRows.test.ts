import assert from 'node:assert/strict';
import type { Cell } from '../../src/engine/network.js';
import { stepView } from '../../src/engine/traceViews.js';
import { stepRows } from '../../src/webview/stepRows.js';
import { assertClose } from '../support/engineRuns.js';
import { panelHost } from '../support/panelHost.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The rows of a step in the middle of a run, by their ids. */
function rowsOf(cell: Cell, direction = 0, resetAfter = true) {
  const { executed } = panelHost(5, { cell, directions: 2, resetAfter });
  const view = stepView(executed, { layer: 0, direction, line: 3, step: 2 });
  const rows = stepRows(view, 'tanh').flatMap((group) => group.rows);
  const values = Object.fromEntries(rows.map((row) => [row.id, row.values]));
  assert.equal(Object.keys(values).length, rows.length, 'no id stands twice');
  return { view, values: (id: string) => values[id] ?? assert.fail(`no row ${id}`) };
}

const sum = (a: Float32Array, b: Float32Array) => a.map((value, unit) => value + b[unit]!);
const close = (actual: Float32Array, expected: Float32Array, what: string) => assertClose(actual, expected, 2e-6, what);

describe('the rows of the equation table', () => {
  for (const direction of [0, 1]) {
    it(`add up for an LSTM in direction ${direction}`, () => {
      const { view, values } = rowsOf('lstm', direction);
      for (const { name } of view.gates) {
        close(values(`${name}-sum`), sum(values(`${name}-inputProjection`), values(`${name}-hiddenProjection`)), name);
        close(values(name), values(`${name}-sum`).map(name === 'cellCandidate' ? Math.tanh : sigmoid), name);
      }
      close(values('cellState'), sum(values('forgetPart'), values('inputPart')), 'cellState');
      close(values('activatedCellState'), values('cellState').map(Math.tanh), 'activatedCellState');
      const state = values('outputGate').map((o, unit) => o * values('activatedCellState')[unit]!);
      close(values('state'), state, 'state');
    });

    it(`add up for a GRU in direction ${direction}`, () => {
      const { view, values } = rowsOf('gru', direction);
      for (const { name } of view.gates) {
        const hidden = name === 'candidate' ? values('resetPart') : values(`${name}-hiddenProjection`);
        close(values(`${name}-sum`), sum(values(`${name}-inputProjection`), hidden), name);
        close(values(name), values(`${name}-sum`).map(name === 'candidate' ? Math.tanh : sigmoid), name);
      }
      const reset = values('resetGate').map((r, unit) => r * values('candidate-hiddenProjection')[unit]!);
      close(values('resetPart'), reset, 'resetPart');
      close(values('state'), sum(values('keptPart'), values('newPart')), 'state');
    });

    it(`add up for a GRU that resets before, in direction ${direction}`, () => {
      const { view, values } = rowsOf('gru', direction, false);
      for (const { name } of view.gates) {
        close(values(`${name}-sum`), sum(values(`${name}-inputProjection`), values(`${name}-hiddenProjection`)), name);
        close(values(name), values(`${name}-sum`).map(name === 'candidate' ? Math.tanh : sigmoid), name);
      }
      const reset = values('resetGate').map((r, unit) => r * view.previousState[unit]!);
      close(values('resetPart'), reset, 'resetPart');
      close(values('state'), sum(values('keptPart'), values('newPart')), 'state');
    });
  }

  it('are those of the lecture for a simple RNN', () => {
    const { executed } = panelHost(5);
    const groups = stepRows(stepView(executed, { layer: 0, direction: 0, line: 0, step: 0 }), 'tanh');
    assert.deepEqual(
      groups.map(({ rows }) => rows.map(({ id }) => id)),
      [['previousState', 'inputProjection', 'hiddenProjection', 'sum', 'state']],
    );
  });
});
