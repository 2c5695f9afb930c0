import assert from 'node:assert/strict';
import { gateNames } from '../../src/engine/network.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { firstChoice, readingOrder, withinSizes } from '../../src/webview/choice.js';
import { stripColumn, type PanelEvent, type PanelState } from '../../src/webview/panelState.js';
import { questions } from '../../src/webview/questions.js';
import { ask, openPanel, panelHost, play, settle } from '../support/panelHost.js';

const allInView: PanelEvent = { type: 'cellsInView', steps: [0, 1, 2, 3, 4] };
const choose = (choice: Partial<PanelState['choice']>): PanelEvent => ({ type: 'choose', choice });

describe('an LSTM in the panel', () => {
  const host = panelHost(1, { cell: 'lstm', outputSize: 2 });
  const opened = play(openPanel(), allInView, host.started, host.finished);
  const shown = settle(opened, host);

  it('shows the step, the unit and the states of the engine', () => {
    const place = { layer: 0, direction: 0, line: 0, step: 0 };
    const { step, unit } = shown.shown!;
    assert.deepEqual(step, stepView(host.executed, place));
    assert.deepEqual(unit, unitView(host.executed, place, 0));
    assert.deepEqual(
      step.gates.map(({ name }) => name),
      gateNames.lstm,
    );
  });

  it('shows both states of each cell in the picture, and asks for those that the heatmap does not bring', () => {
    const { asked } = ask(opened);
    const strips = asked.flatMap(({ message }) => (message.type === 'getStrips' ? [message.array] : []));
    assert.deepEqual(strips, ['cellState']);
    for (let step = 0; step < 5; step++) {
      const view = stepView(host.executed, { layer: 0, direction: 0, line: 0, step });
      assert.deepEqual(stripColumn(shown.shown!, 'state', step), view.state);
      assert.deepEqual(stripColumn(shown.shown!, 'cellState', step), view.cellState);
    }
  });

  it('keeps the old numbers until both states of the new cells have come', () => {
    const next = panelHost(2, { cell: 'lstm', outputSize: 2 });
    const { state, asked } = ask(play(shown, next.started, next.finished));
    const last = asked.findIndex(({ kind }) => kind === 'strips');
    const partly = play(state, ...asked.filter((_, index) => index !== last).map(next.answer));
    assert.equal(partly.shown?.run, 1);
    assert.equal(play(partly, next.answer(asked[last]!)).shown?.run, 2);
  });

  it('shows another array in the heatmap, and keeps the states in the picture', () => {
    const turned = play(shown, choose({ array: 'forgetGate' }));
    assert.deepEqual(
      questions(turned).map(({ kind }) => kind),
      ['heatmap'],
    );
    const settled = settle(turned, host);
    const place = { layer: 0, direction: 0, line: 0 };
    assert.deepEqual(settled.shown?.heatmap, heatmap(host.executed, place, 'forgetGate', 0, 5, 7, 5));
    assert.deepEqual(stripColumn(settled.shown, 'state', 3), stripColumn(shown.shown!, 'state', 3));
    const otherLine = settle(play(settled, choose({ line: 4 })), host);
    const view = stepView(host.executed, { layer: 0, direction: 0, line: 4, step: 2 });
    assert.deepEqual(stripColumn(otherLine.shown!, 'state', 2), view.state);
    assert.deepEqual(stripColumn(otherLine.shown!, 'cellState', 2), view.cellState);
  });

  it('takes the nulls that JSON makes of NaN for NaN in every gate and both states', () => {
    const none = null as unknown as number;
    const unit = unitView(host.executed, { layer: 0, direction: 0, line: 0, step: 0 }, 0);
    const view = { ...unit, cellState: none, gates: unit.gates.map((gate) => ({ ...gate, value: none })) };
    const told = play(shown, { type: 'unit', run: 1, view }).shown?.unit;
    assert.ok(Number.isNaN(told?.cellState));
    assert.deepEqual(
      told?.gates.map(({ value }) => value),
      [NaN, NaN, NaN, NaN],
    );
    assert.equal(told.previousCellState, 0);
  });
});

describe('a long LSTM in the panel', () => {
  const host = panelHost(1, { cell: 'lstm', batch: 2, steps: 2000, features: 1, units: 3 });

  it('asks for the states of the cells in view alone, one stretch at a time', () => {
    const view: PanelEvent = { type: 'cellsInView', steps: [0, 1, 999, 1000, 1999] };
    const state = settle(play(openPanel(), view, host.started, host.finished), host);
    for (const step of [0, 1, 999, 1000, 1999]) {
      const { state: states, cellState } = stepView(host.executed, { layer: 0, direction: 0, line: 0, step });
      assert.deepEqual(stripColumn(state.shown!, 'state', step), states);
      assert.deepEqual(stripColumn(state.shown!, 'cellState', step), cellState);
    }
    assert.equal(stripColumn(state.shown!, 'cellState', 500), null);
  });
});

describe('a bidirectional stack in the panel', () => {
  const host = panelHost(1, { cell: 'gru', numLayers: 2, directions: 2, units: 4, outputSize: 3 });
  const shown = settle(play(openPanel(), allInView, host.started, host.finished), host);

  for (const layer of [0, 1])
    for (const direction of [0, 1])
      it(`shows layer ${layer} in direction ${direction}`, () => {
        const state = settle(play(shown, choose({ layer, direction, line: 2, step: 1, unit: 3 })), host);
        const place = { layer, direction, line: 2, step: 1 };
        const { step, unit, heatmap: picture } = state.shown!;
        assert.equal(step?.output === null, layer === 0, 'only the last layer gives the output');
        assert.deepEqual(step, stepView(host.executed, place));
        assert.deepEqual(unit, unitView(host.executed, place, 3));
        assert.deepEqual(picture, heatmap(host.executed, place, 'state', 0, 5, 4, 5));
        assert.deepEqual(stripColumn(state.shown!, 'state', 4), stepView(host.executed, { ...place, step: 4 }).state);
      });

  it('brings the choice inside a smaller network, and back in a larger one', () => {
    const chosen = settle(play(shown, choose({ layer: 1, direction: 1, array: 'resetGate' })), host);
    const small = panelHost(2, { units: 4 });
    const shrunk = settle(play(chosen, small.started, small.finished), small);
    const { layer, direction } = shrunk.shown!.step!;
    assert.deepEqual([layer, direction, shrunk.shown?.heatmap?.array], [0, 0, 'state']);
    const back = settle(play(shrunk, { ...host.started, run: 3 }, { ...host.finished, run: 3 }), {
      ...host,
      answer: (question) => ({ ...host.answer(question), run: 3 }) as PanelEvent & { run: number } as never,
    });
    assert.deepEqual([back.shown?.step?.layer, back.shown?.step?.direction], [1, 1]);
    assert.equal(back.shown?.heatmap?.array, 'resetGate');
  });

  it('plays backward in the order of reading, and rests at the first step', () => {
    let state = play(settle(play(shown, choose({ direction: 1, step: 0 })), host), { type: 'togglePlay' });
    assert.deepEqual([state.playing, state.choice.step], [true, 4], 'from the end of reading it begins anew');
    for (const step of [3, 2, 1, 0]) {
      state = play(settle(state, host), { type: 'tick' });
      assert.equal(state.choice.step, step);
    }
    assert.equal(state.playing, false);
    assert.equal(play(state, { type: 'move', step: 1 }).choice.step, 1, 'the keys go by time, not by reading');
  });
});

describe('the choice within the sizes', () => {
  const layers = [
    { units: 4, directions: 2, arrays: ['state'] },
    { units: 2, directions: 1, arrays: ['state', 'cellState'] },
  ];

  it('goes by the sizes of the chosen layer', () => {
    const wish = { ...firstChoice, layer: 7, direction: 1, unit: 3, array: 'cellState' };
    const last = withinSizes(wish, { batch: 1, steps: 1, layers });
    assert.deepEqual([last.layer, last.direction, last.unit, last.array], [1, 0, 1, 'cellState']);
    const first = withinSizes({ ...wish, layer: 0 }, { batch: 1, steps: 1, layers });
    assert.deepEqual([first.layer, first.direction, first.unit, first.array], [0, 1, 3, 'state']);
  });

  it('reads forward from the first step and backward from the last', () => {
    assert.deepEqual(readingOrder(0, 5), { first: 0, last: 4, by: 1 });
    assert.deepEqual(readingOrder(1, 5), { first: 4, last: 0, by: -1 });
  });
});
