/** What PyTorch computes, from test/fixtures/pytorch, with its parameters in the engine's words and order. */
import { readFileSync } from 'node:fs';
import type { InitialState } from '../../src/engine/fillRun.js';
import type { CellWeights, EngineLayer, RecurrentLayer } from '../../src/engine/network.js';
import type { NumericArray } from '../../src/engine/tensors.js';

/** Results of PyTorch in float64, row-major. */
export interface Expected {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The states of a layer after the last step that is none of padding: forward first. */
export interface LastStates {
  readonly state: readonly Expected[]; // each [batch, stateSize]
  readonly cellState?: readonly Expected[]; // each [batch, units]
}

/** One nn.RNN, nn.LSTM, nn.GRU, or one of their cells. Everything is batch first here, whatever it was in PyTorch. */
export interface RecurrentCase {
  readonly name: string;
  readonly module: string;
  readonly layers: readonly RecurrentLayer[];
  readonly inputs: NumericArray; // [batch, steps, features]
  /** Of packed sequences: [batch]. */
  readonly lengths?: readonly number[];
  /** Of each layer. Absent: zeros. */
  readonly initialStates?: readonly InitialState[];
  readonly output: Expected; // [batch, steps, directions * stateSize]
  /** Of each layer. */
  readonly lastStates: readonly LastStates[];
  /** Of single cells: every name of the engine's trace, [batch, steps, units]. */
  readonly trace?: Readonly<Record<string, Expected>>;
  /** The same before their activations. */
  readonly preActivations?: Readonly<Record<string, Expected>>;
  readonly jacobians?: Jacobians;
  /** The largest absolute difference of PyTorch's own float32 results. */
  readonly float32Error?: number;
}

/**
 * Derivatives of the state after step t of every cell (layer by layer, forward first), by what stands at step k in the
 * order of time; `jacobians.py` beside the fixtures says what is held while it is derived.
 */
export interface Jacobians {
  readonly byInput: Expected; // [cells, batch, t, k, stateSize, features]
  readonly byState: Expected; // [cells, batch, t, k, stateSize, stateSize]
  readonly byCellState?: Expected; // [cells, batch, t, k, stateSize, units]
  readonly byInitialState: Expected; // [cells, batch, t, stateSize, stateSize]
  readonly byInitialCellState?: Expected; // [cells, batch, t, stateSize, units]
}

/** nn.Embedding, a recurrent module, nn.LayerNorm and nn.Linear, in this order. */
export interface ChainCase {
  readonly name: string;
  /** The recurrent module's layers are as many of these. */
  readonly layers: readonly EngineLayer[];
  readonly inputs: NumericArray; // [batch, steps], indices
  /** After each of the four modules: [batch, steps, size]. */
  readonly outputs: readonly Expected[];
  readonly float32Error: number;
}

export function recurrentCases(fixture: 'recurrent' | 'packed' | 'cells' | 'long' | 'jacobians'): RecurrentCase[] {
  return (read(fixture) as StoredCase[]).map((stored) => {
    const { name, module, options, parameters, lengths, trace, jacobians, float32Error } = stored;
    const batchFirst = options.batch_first ?? false;
    const initialStates = stored.h_0 && statesByLayer(stored.h_0, stored.c_0, options, float32);
    return {
      name,
      module,
      layers: recurrentLayers(module, options, parameters, lengths !== undefined),
      inputs: float32(batchFirst ? stored.input : firstAxesSwapped(stored.input)),
      ...(lengths && { lengths }),
      ...(initialStates && { initialStates }),
      output: float64(batchFirst ? stored.output : firstAxesSwapped(stored.output)),
      lastStates: statesByLayer(stored.h_n, stored.c_n, options, float64),
      ...(trace && { trace: renamed(trace, traceNames[kindOf(module)]) }),
      ...(trace && { preActivations: renamed(trace, preActivationNames[kindOf(module)]) }),
      ...(jacobians && { jacobians: renamed(jacobians, jacobianNames) as unknown as Jacobians }),
      ...(float32Error !== undefined && { float32Error }),
    };
  });
}

export function chainCases(): ChainCase[] {
  return (read('chains') as StoredChain[]).map(({ name, layers, epsilon, input, float32Error }) => ({
    name,
    layers: layers.flatMap(({ module, options, parameters }): readonly EngineLayer[] => {
      const parameter = (key: string): NumericArray => float32(parameters[key]!);
      if (module === 'Embedding') return [{ kind: 'embedding', table: parameter('weight') }];
      if (module === 'LayerNorm')
        return [{ kind: 'layer_norm', gamma: parameter('weight'), beta: parameter('bias'), epsilon }];
      if (module === 'Linear')
        return [{ kind: 'dense', kernel: kernel(parameters['weight']!, [0]), bias: parameter('bias') }];
      return recurrentLayers(module, options!, parameters, false);
    }),
    inputs: float32(input),
    outputs: layers.map(({ output }) => float64(output)),
    float32Error,
  }));
}

/**
 * The layers of a PyTorch module, from its parameters by their names there. PyTorch's weights are [gates * units, size]
 * with the gates i f g o and r z n; the engine's are [size, gates * units] with i f g o and z r n.
 */
function recurrentLayers(
  module: string,
  options: Options,
  parameters: Readonly<Record<string, Stored>>,
  packed: boolean,
): RecurrentLayer[] {
  const kind = kindOf(module);
  const gates = { RNN: [0], LSTM: [0, 1, 2, 3], GRU: [1, 0, 2] }[kind];
  const weights = (suffix: string): CellWeights => {
    const biasIh = parameters[`bias_ih${suffix}`];
    const biasHh = parameters[`bias_hh${suffix}`];
    const weightHr = parameters[`weight_hr${suffix}`];
    return {
      kernel: kernel(parameters[`weight_ih${suffix}`]!, gates),
      recurrentKernel: kernel(parameters[`weight_hh${suffix}`]!, gates),
      ...(biasIh && { bias: float32(gatesReordered(biasIh, gates)) }),
      ...(biasHh && { recurrentBias: float32(gatesReordered(biasHh, gates)) }),
      ...(weightHr && { projection: kernel(weightHr, [0]) }),
    };
  };
  return Array.from({ length: options.num_layers ?? 1 }, (_, layer): RecurrentLayer => {
    const suffix = module.endsWith('Cell') ? '' : `_l${layer}`;
    return {
      kind: 'recurrent',
      cell: ({ RNN: 'simple_rnn', LSTM: 'lstm', GRU: 'gru' } as const)[kind],
      units: options.hidden_size,
      ...(kind === 'RNN' && { activation: options.nonlinearity ?? 'tanh' }),
      ...(kind === 'GRU' && { resetAfter: true }),
      ...(options.proj_size && { projSize: options.proj_size }),
      ...(packed && { paddedOutput: 'zero' }),
      forward: weights(suffix),
      ...(options.bidirectional && { merge: 'concat', backward: weights(`${suffix}_reverse`) }),
    };
  });
}

const traceNames = {
  RNN: { by_input: 'inputProjection', by_state: 'hiddenProjection', h: 'state' },
  LSTM: { i: 'inputGate', f: 'forgetGate', g: 'cellCandidate', o: 'outputGate', c: 'cellState', h: 'state' },
  GRU: { r: 'resetGate', z: 'updateGate', n: 'candidate', h: 'state' },
} as const;

const preActivationNames = {
  RNN: { pre_h: 'state' },
  LSTM: { pre_i: 'inputGate', pre_f: 'forgetGate', pre_g: 'cellCandidate', pre_o: 'outputGate' },
  GRU: { pre_r: 'resetGate', pre_z: 'updateGate', pre_n: 'candidate' },
} as const;

const jacobianNames = {
  by_input: 'byInput',
  by_state: 'byState',
  by_cell_state: 'byCellState',
  by_initial_state: 'byInitialState',
  by_initial_cell_state: 'byInitialCellState',
} as const;

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Options {
  readonly input_size: number;
  readonly hidden_size: number;
  readonly num_layers?: number;
  readonly bidirectional?: boolean;
  readonly batch_first?: boolean;
  readonly nonlinearity?: 'tanh' | 'relu';
  readonly proj_size?: number;
}

interface StoredCase {
  readonly name: string;
  readonly module: string;
  readonly options: Options;
  readonly parameters: Readonly<Record<string, Stored>>;
  readonly input: Stored;
  readonly lengths?: readonly number[];
  readonly h_0?: Stored; // [layers * directions, batch, stateSize], as all states
  readonly c_0?: Stored;
  readonly output: Stored;
  readonly h_n: Stored;
  readonly c_n?: Stored;
  readonly trace?: Readonly<Record<string, Stored>>;
  readonly jacobians?: Readonly<Record<string, Stored>>;
  readonly float32Error?: number;
}

interface StoredChain {
  readonly name: string;
  readonly layers: readonly {
    readonly module: string;
    readonly options?: Options;
    readonly parameters: Readonly<Record<string, Stored>>;
    readonly output: Stored;
  }[];
  readonly epsilon: number;
  readonly input: Stored;
  readonly float32Error: number;
}

function read(fixture: string): unknown {
  return (JSON.parse(readFileSync(`test/fixtures/pytorch/${fixture}.json`, 'utf8')) as { cases: unknown }).cases;
}

function kindOf(module: string): 'RNN' | 'LSTM' | 'GRU' {
  return module.replace('Cell', '') as 'RNN' | 'LSTM' | 'GRU';
}

function float32({ shape, data }: Stored): NumericArray {
  return { shape, data: Float32Array.from(data) };
}

function float64({ shape, data }: Stored): Expected {
  return { shape, data: Float64Array.from(data) };
}

/** [gates * units, size] as [size, gates * units], with the gates in the order that `gates` names them. */
function kernel(weight: Stored, gates: readonly number[]): NumericArray {
  return float32(firstAxesSwapped(gatesReordered(weight, gates)));
}

function gatesReordered({ shape, data }: Stored, gates: readonly number[]): Stored {
  const length = data.length / gates.length;
  return { shape, data: gates.flatMap((gate) => data.slice(gate * length, (gate + 1) * length)) };
}

/** [a, b, …] as [b, a, …]. */
function firstAxesSwapped({ shape, data }: Stored): Stored {
  const [first, second, ...rest] = shape as [number, number, ...number[]];
  const length = data.length / first / second;
  const swapped = Array.from({ length: second }, (_, j) =>
    Array.from({ length: first }, (_, i) => data.slice((i * second + j) * length, (i * second + j + 1) * length)),
  );
  return { shape: [second, first, ...rest], data: swapped.flat(2) };
}

/** [layers * directions, batch, size] of all layers, as each layer's own. */
function statesByLayer<Tensor>(
  state: Stored,
  cellState: Stored | undefined,
  { num_layers: layers = 1 }: Options,
  converted: (part: Stored) => Tensor,
): { state: Tensor[]; cellState?: Tensor[] }[] {
  const partsOf = ({ shape, data }: Stored, layer: number): Tensor[] => {
    const [cells, ...rest] = shape as [number, ...number[]];
    const length = data.length / cells;
    const directions = cells / layers;
    return Array.from({ length: directions }, (_, direction) => {
      const cell = layer * directions + direction;
      return converted({ shape: rest, data: data.slice(cell * length, (cell + 1) * length) });
    });
  };
  return Array.from({ length: layers }, (_, layer) => ({
    state: partsOf(state, layer),
    ...(cellState && { cellState: partsOf(cellState, layer) }),
  }));
}

function renamed(
  tensors: Readonly<Record<string, Stored>>,
  names: Readonly<Record<string, string>>,
): Record<string, Expected> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => {
      const tensor = tensors[from];
      return tensor ? [[to, float64(tensor)]] : [];
    }),
  );
}
