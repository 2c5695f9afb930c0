import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { InitialState } from '../../src/engine/fillRun.js';
import type { Activation, CellWeights, RecurrentLayer } from '../../src/engine/network.js';
import type { NumericArray } from '../../src/engine/tensors.js';
import { onnxModel, type OnnxNode } from './onnxModel.js';

/** What ONNX Runtime computes for one direction of one layer; steps in the order of time. */
export interface OnnxDirection {
  readonly state: Float32Array; // [batch, steps, stateSize]
  readonly lastState: Float32Array; // [batch, stateSize]
  readonly lastCellState: Float32Array | null; // [batch, units]
}

export interface OnnxRun {
  readonly inputs: NumericArray; // [batch, steps, inputSize]
  readonly lengths?: readonly number[] | undefined;
  readonly initialStates?: readonly InitialState[] | undefined;
}

/**
 * Runs the same layers by the operators RNN, LSTM and GRU of ONNX Runtime, each on what the one below gives, both
 * directions joined. A layer with `goBackwards` is ONNX' `reverse`, whose outputs stand in the order of time.
 *
 * @returns [layers][directions]
 */
export async function runByOnnx(layers: readonly RecurrentLayer[], run: OnnxRun): Promise<OnnxDirection[][]> {
  const [batch, steps] = run.inputs.shape as [number, number, number];
  const nodes: OnnxNode[] = [
    { op: 'Transpose', inputs: ['x'], outputs: ['x0'], attributes: { perm: [1, 0, 2] } }, // [steps, batch, size]
  ];
  const constants: Record<string, NumericArray> = {};
  const integerConstants: Record<string, readonly number[]> = {};
  const outputs: Record<string, readonly number[]> = {};
  for (const [index, layer] of layers.entries()) {
    const { cell, units, forward, backward } = layer;
    const cells = [forward, ...(backward ? [backward] : [])];
    const directions = cells.length;
    const initial = run.initialStates?.[index];
    const own = (name: string): string => `${name}${index}`;
    const constant = (name: string, array: NumericArray | null): string => {
      if (!array) return '';
      constants[own(name)] = array;
      return own(name);
    };
    const isLstm = cell === 'lstm';
    nodes.push(
      {
        op: { simple_rnn: 'RNN', lstm: 'LSTM', gru: 'GRU' }[cell],
        inputs: [
          own('x'),
          constant('W', joined(cells.map(({ kernel }) => onnxKernel(layer, kernel)))),
          constant('R', joined(cells.map(({ recurrentKernel }) => onnxKernel(layer, recurrentKernel)))),
          constant('B', forward.bias ? joined(cells.map((weights) => onnxBias(layer, weights))) : null),
          run.lengths ? 'lengths' : '',
          constant('initial_h', initial ? joined(initial.state) : null),
          ...(isLstm ? [constant('initial_c', initial?.cellState ? joined(initial.cellState) : null)] : []),
          ...(isLstm ? [constant('P', forward.peepholes ? joined(cells.map(onnxPeepholes)) : null)] : []),
        ],
        outputs: [own('y'), own('h'), ...(isLstm ? [own('c')] : [])],
        attributes: {
          hidden_size: units,
          direction: backward ? 'bidirectional' : layer.goBackwards ? 'reverse' : 'forward',
          activations: cells.flatMap(() => activationsOf(layer).map((activation) => onnxActivation(activation).name)),
          ...(cell === 'gru' && { linear_before_reset: layer.resetAfter === false ? 0 : 1 }),
        },
        floats: {
          activation_alpha: cells.flatMap(() => activationsOf(layer).flatMap((one) => onnxActivation(one).alpha)),
          activation_beta: cells.flatMap(() => activationsOf(layer).flatMap((one) => onnxActivation(one).beta)),
        },
      },
      { op: 'Transpose', inputs: [own('y')], outputs: [own('t')], attributes: { perm: [0, 2, 1, 3] } },
      { op: 'Reshape', inputs: [own('t'), own('size')], outputs: [`x${index + 1}`] },
    );
    integerConstants[own('size')] = [steps, batch, directions * units];
    outputs[own('y')] = [steps, directions, batch, units];
    outputs[own('h')] = [directions, batch, units];
    if (isLstm) outputs[own('c')] = [directions, batch, units];
  }
  const model = onnxModel({
    inputs: { x: run.inputs.shape },
    outputs,
    constants,
    integerConstants,
    ...(run.lengths && { shortConstants: { lengths: run.lengths } }),
    nodes,
  });
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  try {
    const found = await session.run({ x: new Tensor('float32', run.inputs.data, run.inputs.shape) });
    const numbers = (name: string): Float32Array => found[name]!.data as Float32Array;
    return layers.map(({ cell, units, backward }, index) =>
      (backward ? [0, 1] : [0]).map((direction, _, { length }) => {
        const part = (all: Float32Array) => all.slice(direction * batch * units, (direction + 1) * batch * units);
        return {
          state: statesOf(numbers(`y${index}`), { steps, batch, units, directions: length }, direction),
          lastState: part(numbers(`h${index}`)),
          lastCellState: cell === 'lstm' ? part(numbers(`c${index}`)) : null,
        };
      }),
    );
  } finally {
    await session.release();
  }
}

/** One direction of [steps, directions, batch, units], batch first. */
function statesOf(
  data: Float32Array,
  sizes: { readonly steps: number; readonly batch: number; readonly units: number; readonly directions: number },
  direction: number,
): Float32Array {
  const { steps, batch, units, directions } = sizes;
  const states = new Float32Array(batch * steps * units);
  for (let step = 0; step < steps; step++)
    for (let line = 0; line < batch; line++) {
      const from = ((step * directions + direction) * batch + line) * units;
      states.set(data.subarray(from, from + units), (line * steps + step) * units);
    }
  return states;
}

/** Where ONNX' gates stand in Keras' order: ONNX has i o f c, and z r h. */
const gateOrder = { simple_rnn: [0], lstm: [0, 3, 1, 2], gru: [0, 1, 2] } as const;

/** [rows, gates * units] as [gates * units, rows], the gates in ONNX' order. */
function onnxKernel({ cell, units }: RecurrentLayer, { shape, data }: NumericArray): NumericArray {
  const [rows, columns] = shape as [number, number];
  const to = gateOrder[cell].flatMap((gate) =>
    Array.from({ length: units * rows }, (_, i) => data[(i % rows) * columns + gate * units + Math.floor(i / rows)]!),
  );
  return { shape: [columns, rows], data: Float32Array.from(to) };
}

/** Both biases in one piece. */
function onnxBias({ cell, units }: RecurrentLayer, { bias, recurrentBias }: CellWeights): NumericArray {
  const data = [bias!, recurrentBias!].flatMap((part) =>
    gateOrder[cell].flatMap((gate) => [...part.data.subarray(gate * units, (gate + 1) * units)]),
  );
  return { shape: [data.length], data: Float32Array.from(data) };
}

function onnxPeepholes({ peepholes }: CellWeights): NumericArray {
  const { input, forget, output } = peepholes!;
  const data = Float32Array.of(...input.data, ...output.data, ...forget.data);
  return { shape: [data.length], data };
}

/** The directions' arrays as one, [directions, …]. */
function joined(parts: readonly NumericArray[]): NumericArray {
  return {
    shape: [parts.length, ...parts[0]!.shape],
    data: Float32Array.from(parts.flatMap(({ data }) => [...data])),
  };
}

/** In ONNX' order: f of the gates, g of the candidate, h of the cell state. */
function activationsOf({
  cell,
  activation = 'tanh',
  recurrentActivation = 'sigmoid',
  stateActivation,
}: RecurrentLayer) {
  if (cell === 'simple_rnn') return [activation];
  return cell === 'gru'
    ? [recurrentActivation, activation]
    : [recurrentActivation, activation, stateActivation ?? activation];
}

/** alpha and beta: none for those that take none, as ONNX Runtime reads the lists. */
function onnxActivation(activation: Activation): { name: string; alpha: number[]; beta: number[] } {
  if (typeof activation !== 'string') {
    if (activation.name === 'hard_sigmoid')
      return { name: 'HardSigmoid', alpha: [activation.slope], beta: [activation.offset] };
    return { name: activation.name === 'elu' ? 'Elu' : 'LeakyRelu', alpha: [activation.alpha], beta: [] };
  }
  const names = { tanh: 'Tanh', relu: 'Relu', sigmoid: 'Sigmoid', softsign: 'Softsign' } as const;
  if (activation === 'linear') return { name: 'Affine', alpha: [1], beta: [0] };
  if (activation in names) return { name: names[activation as keyof typeof names], alpha: [], beta: [] };
  throw new TypeError(`${activation}: expected its parameters.`);
}
