import assert from 'node:assert/strict';
import { activationName } from '../../src/engine/activations.js';
import { createEngine } from '../../src/engine/engine.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { influenceView } from '../../src/runner/influenceView.js';
import { runRequest, type RunOfRequest } from '../../src/runner/runRequest.js';
import type { RunRequest, RunSummary } from '../../src/runner/runner.js';
import { initialState, reduce, type PanelEvent, type PanelState } from '../../src/webview/panelState.js';
import type { PanelNetwork, ToPanel } from '../../src/webview/protocol.js';
import { questions, type Question } from '../../src/webview/questions.js';
import { lectureRequest } from './runRequests.js';

/** A host of the panel with the engine behind it, answering one run. */
export interface PanelHost {
  readonly executed: RunOfRequest;
  readonly started: Extract<ToPanel, { type: 'network' }>;
  readonly finished: Extract<ToPanel, { type: 'finished' }>;
  readonly answer: (question: Question) => ToPanel;
}

const engine = createEngine({ make: 'plain' });

/** A run of a simple RNN whose outputs are its states, or of what the changes make of it. */
export function panelHost(run: number, changes: Partial<RunRequest> = {}): PanelHost {
  const request = lectureRequest({ outputSize: null, seed: run, ...changes });
  const executed = runRequest(engine, request);
  return {
    executed,
    started: { type: 'network', run, network: panelNetworkOf(request) },
    finished: { type: 'finished', run, summary: summaryOf(executed) },
    answer: ({ message: m }) => {
      switch (m.type) {
        case 'getStep':
          return { type: 'step', run, view: stepView(executed, m.place) };
        case 'getUnit':
          return { type: 'unit', run, view: unitView(executed, m.place, m.unit) };
        case 'getHeatmap':
        case 'getStrips': {
          const view = heatmap(executed, m, m.array, m.fromStep, m.toStep, m.maxRows, m.maxColumns);
          return { type: m.type === 'getHeatmap' ? 'heatmap' : 'strips', run, view };
        }
        case 'getInfluence':
          return { type: 'influence', run, view: influenceView(executed, m.place) };
      }
    },
  };
}

/** What the panel is told about the network of a request. */
export function panelNetworkOf(request: RunRequest): PanelNetwork {
  const { batch, steps, features, cell, units, numLayers, directions, outputSize } = request;
  return {
    name: 'lecture',
    source: 'lecture.json:1',
    cell,
    activation: request.activation,
    gateActivation: activationName(request.recurrentActivation),
    resetAfter: request.resetAfter,
    biases: request.biases,
    input: [batch, steps, features],
    outputs: [batch, steps, outputSize ?? units * directions],
    state: numLayers * directions === 1 ? [batch, units] : [numLayers * directions, batch, units],
    layers: Array.from({ length: numLayers }, (_, layer) => ({
      kind: cell,
      units,
      directions,
      input: [batch, steps, layer === 0 ? features : units * directions],
      weights: [],
      parameters: 0,
    })),
    parameters: 0,
    outputIsState: outputSize === null,
    outputIsOfLine: !request.returnSequences && directions === 2,
    inputsFrom: 'the series 1, 2, 3, …',
  };
}

export const play = (state: PanelState, ...events: readonly PanelEvent[]): PanelState => events.reduce(reduce, state);

/** A panel with room for a heatmap, and nothing in it yet. */
export const openPanel = (saved?: unknown): PanelState =>
  play(initialState(saved), { type: 'resize', rows: 320, columns: 832 });

/** Asks what there is to ask, as the panel does. */
export function ask(state: PanelState): { state: PanelState; asked: Question[] } {
  const asked = questions(state);
  return { state: play(state, ...asked.map(({ kind, key }) => ({ type: 'asked', kind, key }) as const)), asked };
}

/** Asks and answers until nothing is left to ask. */
export function settle(state: PanelState, host: PanelHost): PanelState {
  for (let round = 0; round < 20; round++) {
    const { state: waiting, asked } = ask(state);
    if (asked.length === 0) return waiting;
    state = play(waiting, ...asked.map(host.answer));
  }
  assert.fail('The panel never stops asking.');
}

function summaryOf({ request, network, run }: RunOfRequest): RunSummary {
  const { batch, steps, features } = request;
  return {
    batch,
    steps,
    features,
    outputSize: run.trace.outputs.shape.at(-1)!,
    layers: network.sizes.flatMap((sizes, layer) => {
      if (sizes.kind !== 'recurrent') return [];
      const { cell, inputSize, units, directions } = sizes;
      const arrays = Object.keys(run.trace.layers[layer]!.directions[0]!.arrays);
      return [{ cell, inputSize, units, directions, arrays }];
    }),
    kernels: 'plain',
    milliseconds: 1,
  };
}
