import assert from 'node:assert/strict';
import { influenceView, type InfluenceView } from '../../src/runner/influenceView.js';
import { influenceFacts, isCounted, stepsBack, strongestOf } from '../../src/webview/influenceFacts.js';
import type { PanelEvent, PanelState } from '../../src/webview/panelState.js';
import { questions } from '../../src/webview/questions.js';
import { ask, openPanel, panelHost, play, settle } from '../support/panelHost.js';

const choose = (choice: Partial<PanelState['choice']>): PanelEvent => ({ type: 'choose', choice });
const kinds = (state: PanelState) => questions(state).map(({ kind }) => kind);

describe('what a state remembers, in the panel', () => {
  const host = panelHost(1, { cell: 'gru', numLayers: 2, directions: 2, units: 4, outputSize: 3 });
  const closed = settle(play(openPanel(), host.started, host.finished), host);
  const open = settle(play(closed, choose({ influenceOpen: true })), host);

  it('is asked for only while its section is open', () => {
    assert.equal(closed.shown?.influence, null);
    assert.deepEqual(kinds(play(closed, choose({ step: 3 }))), ['step', 'unit']);
    assert.deepEqual(kinds(play(closed, choose({ influenceOpen: true }))), ['influence']);
    assert.deepEqual(kinds(play(open, choose({ influenceOpen: false, step: 3 }))), ['step', 'unit']);
    assert.deepEqual(kinds(play(open, choose({ step: 3 }))), ['step', 'unit', 'influence']);
  });

  it('follows the chosen layer, direction, line and step, but not the unit', () => {
    const place = { layer: 1, direction: 1, line: 3, step: 2 };
    const moved = settle(play(open, choose(place)), host);
    assert.deepEqual(moved.shown?.influence, influenceView(host.executed, place));
    assert.deepEqual(kinds(play(moved, choose({ unit: 2 }))), ['unit']);
  });

  it('keeps the numbers until new ones have come, one question at a time', () => {
    const { state, asked } = ask(play(open, choose({ step: 1 })));
    assert.equal(state.shown?.influence?.place.step, 0);
    const dragged = play(state, choose({ step: 3 }));
    assert.deepEqual(questions(dragged), []);
    const answered = play(dragged, ...asked.map(host.answer));
    assert.equal(answered.shown?.influence?.place.step, 1);
    assert.equal(settle(answered, host).shown?.influence?.place.step, 3);
  });

  it('waits for them before a new run is shown, and drops those of an earlier one', () => {
    const next = panelHost(2, { units: 4 });
    const { state, asked } = ask(play(open, next.started, next.finished));
    const late = play(state, { type: 'influence', run: 1, view: open.shown!.influence! });
    assert.equal(late, state);
    const last = asked.findIndex(({ kind }) => kind === 'influence');
    const partly = play(state, ...asked.filter((_, index) => index !== last).map(next.answer));
    assert.equal(partly.shown?.run, 1);
    const complete = play(partly, next.answer(asked[last]!));
    assert.equal(complete.shown?.run, 2);
    assert.deepEqual(complete.shown.influence, influenceView(next.executed, open.shown!.influence!.place));
  });
});

describe('the facts of an influence', () => {
  const view = (input: readonly number[], changes: Partial<InfluenceView> = {}): InfluenceView => ({
    place: { layer: 0, direction: 0, line: 0, step: 3 },
    input: Float32Array.from(input),
    horizon: 10,
    units: 7,
    ...changes,
  });
  const backward = { layer: 0, direction: 1, line: 0, step: 1 };

  it('name the input that matters most and how far back the others do', () => {
    assert.deepEqual(influenceFacts(view([0.03125, 0.5, 4, 2, 0])), {
      strongest: 2,
      largest: 4,
      reach: 2,
      lookedBack: 3,
      isCut: false,
      notFinite: false,
    });
    const { strongest, reach, lookedBack } = influenceFacts(view([0, 2, 4, 0.03125, 0.5], { place: backward }));
    assert.deepEqual([strongest, reach, lookedBack], [2, 3, 3]);
  });

  it('say where nothing matters, where the look back ends, and what is no number', () => {
    assert.deepEqual(influenceFacts(view([0, 0, 0, 0, 0])).strongest, null);
    const cut = influenceFacts(view([NaN, NaN, 1, 2, 0], { horizon: 1 }));
    assert.deepEqual([cut.lookedBack, cut.isCut, cut.reach, cut.notFinite], [1, true, 1, false]);
    const wild = influenceFacts(view([1, Infinity, NaN, 2, 0]));
    assert.deepEqual([wild.largest, wild.strongest, wild.notFinite], [2, 3, true]);
  });

  it('count the steps back in the order of reading', () => {
    const cut = view([0, 2, 4, NaN, NaN], { place: backward, horizon: 1 });
    assert.deepEqual(
      [0, 1, 2, 3].map((step) => [stepsBack(cut, step), isCounted(cut, step)]),
      [
        [-1, false],
        [0, true],
        [1, true],
        [2, false],
      ],
    );
  });

  it('show the strongest of the steps that share a bar', () => {
    const long = view([NaN, NaN, 1, 3, 2, 5, 0, 0], { horizon: 3, place: { ...backward, direction: 0, step: 5 } });
    assert.deepEqual(
      [0, 1, 2, 3].map((bar) => strongestOf(long, bar, 4)),
      [null, 3, 5, null],
    );
    assert.equal(strongestOf(view([1, Infinity, 3, 2, 0]), 0, 1), 1);
  });
});
