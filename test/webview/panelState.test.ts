import assert from 'node:assert/strict';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { readView } from '../../src/engine/tensors.js';
import { firstChoice, readChoice } from '../../src/webview/choice.js';
import { keyMove } from '../../src/webview/keyMoves.js';
import { sizesOf, stripColumn, type PanelEvent, type PanelState } from '../../src/webview/panelState.js';
import { questions } from '../../src/webview/questions.js';
import { ask, openPanel as open, panelHost, play, settle } from '../support/panelHost.js';

const hostOf = (run: number, batch: number, steps: number, features: number, units: number) =>
  panelHost(run, { batch, steps, features, units });

/** A step of the only layer. */
const at = (line: number, step: number) => ({ layer: 0, direction: 0, line, step });

describe('a run in the panel', () => {
  const host = hostOf(1, 6, 5, 3, 7);

  it('asks for nothing before the run has finished', () => {
    assert.deepEqual(questions(play(open(), host.started)), []);
  });

  it('asks once for the step, the unit and the heatmap, and shows them when all have come', () => {
    const { state, asked } = ask(play(open(), host.started, host.finished));
    assert.deepEqual(
      asked.map(({ message }) => message.type),
      ['getStep', 'getUnit', 'getHeatmap'],
    );
    assert.deepEqual(questions(state), []);
    const [first, ...others] = asked.map(host.answer);
    assert.equal(play(state, first!).shown, null);
    const complete = play(state, first!, ...others);
    assert.deepEqual(complete.shown?.step?.input, Float32Array.of(1, 2, 3));
    assert.equal(complete.gathering, null);
  });

  it('asks for no more of the heatmap than there are units and steps, or pixels', () => {
    const whole = (state: PanelState) => questions(state).find(({ kind }) => kind === 'heatmap')?.message;
    const small = whole(play(open(), host.started, host.finished));
    assert.ok(small?.type === 'getHeatmap' && small.maxRows === 7 && small.maxColumns === 5);
    const long = hostOf(1, 1, 2000, 1, 2);
    const large = whole(play(open(), long.started, long.finished));
    assert.ok(large?.type === 'getHeatmap' && large.maxColumns === 832);
  });

  it('keeps one question of a kind under way while a hand drags through the steps', () => {
    const shown = settle(play(open(), host.started, host.finished), host);
    const first = ask(play(shown, { type: 'choose', choice: { step: 1 } }));
    const dragged = play(first.state, { type: 'choose', choice: { step: 3 } });
    assert.deepEqual(questions(dragged), []);
    const answered = play(dragged, ...first.asked.map(host.answer));
    assert.equal(answered.shown?.step?.step, 1);
    assert.equal(settle(answered, host).shown?.step?.step, 3);
  });

  it('drops the answers of an earlier run', () => {
    const { state, asked } = ask(play(open(), host.started, host.finished));
    const next = hostOf(2, 6, 5, 3, 7);
    const changed = play(state, next.started, ...asked.map(host.answer));
    assert.equal(changed.shown, null);
    assert.equal(changed.gathering, null);
  });

  it('asks anew for the whole heatmap of another line or another width', () => {
    const shown = settle(play(open(), host.started, host.finished), host);
    const kinds = (state: PanelState) => questions(state).map(({ kind }) => kind);
    assert.deepEqual(kinds(shown), []);
    assert.deepEqual(kinds(play(shown, { type: 'choose', choice: { line: 2 } })), ['step', 'unit', 'heatmap']);
    assert.deepEqual(kinds(play(shown, { type: 'resize', rows: 320, columns: 64 })), []);
    assert.deepEqual(kinds(play(shown, { type: 'resize', rows: 320, columns: 4 })), ['heatmap']);
  });

  it('takes the nulls that JSON makes of NaN and infinity for NaN', () => {
    const { state } = ask(play(open(), host.started, host.finished));
    const unit = unitView(host.executed, at(0, 0), 0);
    const none = null as unknown as number;
    const view = { ...unit, state: none, gates: unit.gates.map((gate) => ({ ...gate, preActivation: none })) };
    const heat = { ...heatmap(host.executed, at(0, 0), 'state', 0, 5, 7, 5), extent: none };
    const told = play(state, { type: 'unit', run: 1, view }, { type: 'heatmap', run: 1, view: heat });
    const unitTold = told.gathering!.unit!;
    assert.ok(Number.isNaN(unitTold.gates[0]?.preActivation));
    assert.ok(Number.isNaN(unitTold.state));
    assert.equal(unitTold.cellState, null, 'a simple RNN has no cell state');
    const states = readView(host.executed.run.trace.layers[0]!.directions[0]!.state).data;
    const largest = Math.max(...states.slice(0, 35).map(Math.abs));
    assert.equal(told.gathering?.heatmap?.extent, largest);
  });
});

describe('a changed source', () => {
  const host = hostOf(1, 6, 5, 3, 7);
  const longer = hostOf(2, 6, 9, 3, 7);
  const shown = settle(play(open({ line: 3, step: 4, unit: 6 }), host.started, host.finished), host);

  it('keeps the old numbers until all of the new ones have come', () => {
    const running = play(shown, longer.started);
    assert.equal(running.shown?.run, 1);
    const { state, asked } = ask(play(running, longer.finished));
    assert.equal(state.shown?.run, 1);
    const partly = play(state, ...asked.slice(0, 2).map(longer.answer));
    assert.equal(partly.shown?.run, 1);
    assert.equal(play(partly, ...asked.slice(2).map(longer.answer)).shown?.run, 2);
  });

  it('keeps the choice, and brings it back when a shorter run grows again', () => {
    const short = hostOf(2, 2, 2, 3, 4);
    const shortened = settle(play(shown, short.started, short.finished), short);
    const { line, step } = shortened.shown!.step!;
    assert.deepEqual([line, step, shortened.shown?.unit?.unit], [1, 1, 3]);
    const again = hostOf(3, 6, 5, 3, 7);
    const back = settle(play(shortened, again.started, again.finished), again);
    assert.deepEqual([back.shown?.step?.line, back.shown?.step?.step, back.shown?.unit?.unit], [3, 4, 6]);
  });

  it('keeps the last run on show, and answering, when the network cannot be run any more', () => {
    const stopped = play(shown, { type: 'stopped', run: 1, title: 'No', details: ['Why'], rerun: false });
    assert.deepEqual(stopped.stopped, { title: 'No', details: ['Why'], rerun: false });
    assert.equal(stopped.shown, shown.shown);
    const moved = settle(play(stopped, { type: 'choose', choice: { step: 2 } }), host);
    assert.equal(moved.shown?.step?.step, 2);
    assert.notEqual(moved.stopped, null);
    const mended = settle(play(moved, host.started, host.finished), host);
    assert.equal(mended.stopped, null);
    assert.equal(mended.shown?.step?.step, 2);
  });

  it('has no numbers for a run that was cancelled, and keeps its shapes', () => {
    const running = play(shown, longer.started);
    const cancelled = play(running, { type: 'stopped', run: 2, title: 'Cancelled', details: [], rerun: true });
    assert.equal(cancelled.shown, null);
    assert.deepEqual(sizesOf(cancelled)?.steps, longer.started.network.input[1]);
    assert.deepEqual(questions(cancelled), []);
  });

  it('ignores a stop of an earlier run', () => {
    const running = play(shown, longer.started);
    assert.equal(play(running, { type: 'stopped', run: 1, title: 'No', details: [], rerun: false }), running);
  });
});

describe('the states of single cells', () => {
  it('come from the heatmap where each column is a step', () => {
    const host = hostOf(1, 2, 5, 3, 7);
    const state = settle(play(open(), host.started, host.finished, { type: 'cellsInView', steps: [0, 1, 2] }), host);
    assert.deepEqual(stripColumn(state.shown!, 'state', 2), stepView(host.executed, at(0, 2)).state);
  });

  it('are asked for by themselves where the heatmap joins steps', () => {
    const host = hostOf(1, 2, 2000, 1, 3);
    const view: PanelEvent = { type: 'cellsInView', steps: [0, 1, 500, 501, 1999] };
    const state = settle(play(open(), host.started, host.finished, view), host);
    for (const step of [0, 1, 500, 501, 1999]) {
      assert.deepEqual(stripColumn(state.shown!, 'state', step), stepView(host.executed, at(0, step)).state);
    }
    assert.equal(stripColumn(state.shown!, 'state', 700), null);
    const other = settle(play(state, { type: 'choose', choice: { line: 1 } }), host);
    assert.deepEqual(stripColumn(other.shown!, 'state', 500), stepView(host.executed, at(1, 500)).state);
  });

  it('are folded to the largest where there are too many units to draw', () => {
    const host = hostOf(1, 1, 2, 1, 64);
    const state = settle(play(open(), host.started, host.finished), host);
    const column = stripColumn(state.shown!, 'state', 1)!;
    const { state: states } = stepView(host.executed, at(0, 1));
    assert.equal(column.length, 32);
    const [a, b] = [states[62]!, states[63]!];
    assert.equal(column[31], Math.abs(a) > Math.abs(b) ? a : b);
  });
});

describe('walking through a run', () => {
  const host = hostOf(1, 6, 5, 3, 7);
  const shown = settle(play(open(), host.started, host.finished), host);
  const press = (state: PanelState, key: string, vertical: 'line' | 'unit' = 'line') => {
    const event = keyMove(key, vertical);
    assert.ok(event, `${key} means something`);
    return play(state, event);
  };

  it('goes by the keys, and not over the ends', () => {
    assert.equal(press(shown, 'ArrowRight').choice.step, 1);
    assert.equal(press(shown, 'ArrowLeft').choice.step, 0);
    assert.equal(press(shown, 'End').choice.step, 4);
    assert.equal(press(press(shown, 'End'), 'Home').choice.step, 0);
    assert.equal(press(shown, 'ArrowDown').choice.line, 1);
    assert.equal(press(shown, 'ArrowUp').choice.line, 0);
    assert.equal(press(shown, 'ArrowDown', 'unit').choice.unit, 1);
    assert.equal(press(shown, 'PageDown').choice.step, 4);
    assert.equal(keyMove('a', 'line'), null);
  });

  it('plays to the last step and rests there, and plays from the first one again', () => {
    let state = press(shown, ' ');
    assert.ok(state.playing);
    for (let step = 1; step <= 4; step++) {
      state = settle(play(state, { type: 'tick' }), host);
      assert.equal(state.choice.step, step);
    }
    assert.equal(state.playing, false);
    const again = press(state, ' ');
    assert.deepEqual([again.playing, again.choice.step], [true, 0]);
    assert.equal(press(again, ' ').playing, false);
  });

  it('waits for the numbers of a step before it goes on', () => {
    const { state } = ask(play(press(shown, ' '), { type: 'tick' }));
    assert.equal(play(state, { type: 'tick' }).choice.step, 1);
  });

  it('does not play where there are no numbers', () => {
    assert.equal(press(play(open(), host.started), ' ').playing, false);
  });
});

describe('the saved choice', () => {
  it('comes back', () => {
    const choice = {
      layer: 1,
      direction: 1,
      line: 2,
      step: 3,
      unit: 1,
      gate: 'forgetGate',
      array: 'cellState',
      view: 'rolled',
      influenceOpen: true,
      speed: 5,
    } as const;
    assert.deepEqual(readChoice(choice), choice);
  });

  it('gives way to the default where it makes no sense', () => {
    assert.deepEqual(readChoice(undefined), firstChoice);
    assert.equal(readChoice({ speed: 1000 }).speed, firstChoice.speed);
    assert.deepEqual(
      readChoice({
        layer: -1,
        direction: 2,
        line: -1,
        step: 1.5,
        unit: 'x',
        gate: 1,
        array: null,
        view: 'flat',
        influenceOpen: 1,
      }),
      firstChoice,
    );
  });
});
