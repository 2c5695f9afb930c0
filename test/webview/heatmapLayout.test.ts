import assert from 'node:assert/strict';
import { heatmap as heatmapOf } from '../../src/engine/traceViews.js';
import { readView } from '../../src/engine/tensors.js';
import { cellAt, cellOf, indexAt, plotSize } from '../../src/webview/heatmapLayout.js';
import { panelHost } from '../support/panelHost.js';

const heatmap = {
  layer: 0,
  direction: 0,
  line: 0,
  array: 'state',
  fromStep: 0,
  toStep: 3,
  rows: 2,
  columns: 3,
  values: Float32Array.of(0, 1, 2, 10, 11, 12),
  extent: 12,
};

describe('the cell at a point of the heatmap', () => {
  it('is the unit below and the step across', () => {
    assert.deepEqual(cellAt(heatmap, 2, 0.99, 0.51), { value: 12, units: [1, 1], steps: [2, 2] });
    assert.deepEqual(cellAt(heatmap, 2, 0, 0), { value: 0, units: [0, 0], steps: [0, 0] });
  });

  it('stays inside at the edges', () => {
    assert.equal(cellAt(heatmap, 2, 1, 1).value, 12);
    assert.equal(cellAt(heatmap, 2, -0.1, 1.2).value, 10);
    assert.equal(indexAt(1, 5), 4);
  });

  it('names the units and steps that the engine has joined in it', () => {
    const units = 10;
    const steps = 17;
    const { executed } = panelHost(3, { batch: 1, steps, features: 2, units });
    const joined = heatmapOf(executed, { layer: 0, direction: 0, line: 0 }, 'state', 0, steps, 4, 7);
    const state = readView(executed.run.trace.layers[0]!.directions[0]!.state).data;
    for (let unit = 0; unit < units; unit++) {
      for (let step = 0; step < steps; step++) {
        const cell = cellOf(joined, units, unit, step);
        assert.ok(cell.units[0] <= unit && unit <= cell.units[1]);
        assert.ok(cell.steps[0] <= step && step <= cell.steps[1]);
        let largest = 0;
        for (let t = cell.steps[0]; t <= cell.steps[1]; t++) {
          for (let u = cell.units[0]; u <= cell.units[1]; u++) {
            const value = state[t * units + u]!;
            if (Math.abs(value) > Math.abs(largest)) largest = value;
          }
        }
        assert.equal(cell.value, largest);
      }
    }
  });
});

describe('plotSize', () => {
  it('keeps the cells of a small run in proportion and a large one within the room', () => {
    assert.deepEqual(plotSize(7, 5, 800), { width: 600, height: 182 });
    assert.deepEqual(plotSize(512, 10_000, 800), { width: 800, height: 300 });
  });
});
