import type { WeightRecord } from '../../domain/records.js';
import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  objectOf,
  sizeOf,
  sizeValue,
  tupleOf,
  unknown,
  type Axis,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Bound, Call, Entry } from '../library.js';
import { reportError } from '../shapeReports.js';
import { withParameters } from '../tensorFunctions.js';
import { derived, shapeOf, sizeOfItem, tensorFrom } from '../tensorValues.js';
import { countOf } from '../tensorflow/cellKinds.js';

/** What the layers of Flax, Haiku and Equinox have in common. */

export interface CellRule {
  /** Its name in the framework. */
  readonly kind: string;
  /** How many tensors its state has, and which of them is the output: both are of the hidden state's size. */
  readonly states: 1 | 2;
  readonly weights: (inputSize: Size, units: Size) => readonly WeightRecord[];
}

/** The cell's constructor, with the parameter that is the size of its hidden state. */
export function cellConstructor(path: string, given: CellRule, parameters: readonly string[], units: string): Entry {
  return withParameters(parameters, (call, bound) => {
    const rule = withoutBias(given, biasOf(call, bound));
    const size = sizeOfItem(bound.get(units)?.value, call.evaluation);
    const declared = bound.get('input_size')?.value;
    const inputSize = declared ? sizeOfItem(declared, call.evaluation) : null;
    const weights = declared ? rule.weights(inputSize, size) : [];
    const record = call.evaluation.recordLayer({
      framework: 'jax',
      kind: rule.kind,
      isRecurrent: true,
      span: call.span,
      options: { units: sizeValue(size), inputSize: sizeValue(inputSize) },
      weights,
      parameters: declared ? countOf(weights) : null,
    });
    const fields: Record<string, Value> = declared ? { input_size: sizeValue(inputSize) } : {};
    return objectOf(
      path,
      { ...fields, use_bias: biasOf(call, bound), units: sizeValue(size), states: sizeValue(rule.states) },
      record,
    );
  });
}

/**
 * The output that a cell gives for an input of any rank, the last axis being features; the call is written down. The
 * axes of the batch are null where they are not known.
 */
export function applyCell(
  call: Call,
  cell: ObjectValue,
  rule: CellRule,
  input: TensorValue,
  batch: readonly Axis[] | null,
): TensorValue {
  const units = sizeOf(cell.fields.get('units'));
  const { layer } = cell;
  const last = input.axes?.at(-1)?.size ?? null;
  const declared = cell.fields.get('input_size');
  if (declared && input.axes && sameSize(sizeOf(declared), last) === false) {
    reportError(
      call,
      {
        code: 'input-size',
        raises: null,
        facts: {
          layer: rule.kind,
          parameter: 'input_size',
          expected: sizeText(sizeOf(declared)),
          found: sizeText(last),
          shape: shapeOf(input.axes),
          cause: null,
        },
      },
      [input],
    );
  }
  const axes = input.axes && [...input.axes.slice(0, -1), axis(units, 'units')];
  const output = derived(call, 'jax', axes, [input], { dtype: 'float' });
  if (layer) {
    if (layer.calls.length === 0 && !declared) {
      layer.options['inputSize'] = sizeValue(last);
      layer.weights = withoutBias(rule, cell.fields.get('use_bias')).weights(last, units);
      layer.parameters = countOf(layer.weights);
    }
    layer.calls.push({ span: call.span, input, output, state: batch ? stateTensors(call, cell, batch) : [] });
  }
  return output;
}

export function stateTensors(call: Call, cell: ObjectValue, batch: readonly Axis[]): TensorValue[] {
  const units = sizeOf(cell.fields.get('units'));
  const state = derived(call, 'jax', [...batch, axis(units, 'units')], [], { dtype: 'float' });
  return sizeOf(cell.fields.get('states')) === 2 ? [state, state] : [state];
}

/** A state of two tensors is a pair, one of one tensor is that tensor. */
export function stateValue(tensors: readonly TensorValue[]): Value {
  return tensors.length === 1 ? (tensors[0] ?? unknown) : tupleOf(tensors);
}

/** A layer that gives the last axis another size: `Dense`, `Linear`. */
export function denseConstructor(path: string, kind: string, parameters: readonly string[], units: string): Entry {
  return withParameters(parameters, (call, bound) => {
    const size = sizeOfItem(bound.get(units)?.value, call.evaluation);
    const record = call.evaluation.recordLayer({
      framework: 'jax',
      kind,
      isRecurrent: false,
      span: call.span,
      options: { units: sizeValue(size) },
      weights: [],
      parameters: null,
    });
    return objectOf(path, { units: sizeValue(size), use_bias: biasOf(call, bound) }, record);
  });
}

/** `use_bias` of Flax and Equinox, `with_bias` of Haiku. */
function biasOf(call: Call, bound: Bound): Value {
  const given = bound.get('use_bias')?.value ?? call.keywords.get('use_bias')?.value;
  return given ?? call.keywords.get('with_bias')?.value ?? (call.isOpen ? unknown : booleanValue(true));
}

/** Whether a bias is there at all is the constructor's to say; one that nobody knows of has no known size. */
function withoutBias(rule: CellRule, given: Value | undefined): CellRule {
  const hasBias = booleanOf(given ?? booleanValue(true));
  if (hasBias === true) return rule;
  const isBias = ({ name }: WeightRecord) => /(^|\/)b(ias(_n)?)?$/.test(name);
  const weights: CellRule['weights'] = (inputSize, units) =>
    rule
      .weights(inputSize, units)
      .filter((weight) => hasBias === null || !isBias(weight))
      .map((weight) => (isBias(weight) ? { name: weight.name, shape: [null] } : weight));
  return { ...rule, weights };
}

const dense: CellRule = {
  kind: 'Dense',
  states: 1,
  weights: (inputSize, units) => [
    { name: 'kernel', shape: [inputSize, units] },
    { name: 'bias', shape: [units] },
  ],
};

export function applyDense(call: Call): Value {
  const layer = call.receiver;
  const input = tensorFrom(call.args[0]?.value, 'jax');
  if (layer?.kind !== 'object') return unknown;
  const units = sizeOf(layer.fields.get('units'));
  const axes = input.axes && input.axes.length > 0 ? [...input.axes.slice(0, -1), axis(units, 'units')] : null;
  const output = derived(call, 'jax', axes, [input], { dtype: 'float' });
  const { layer: record } = layer;
  if (record) {
    const inputSize = input.axes?.at(-1)?.size ?? null;
    if (record.calls.length === 0) {
      record.options['inputSize'] = sizeValue(inputSize);
      record.weights = withoutBias(dense, layer.fields.get('use_bias')).weights(inputSize, units);
      record.parameters = countOf(record.weights);
    }
    record.calls.push({ span: call.span, input, output, state: [] });
  }
  return output;
}

export function embeddingConstructor(path: string, size: string): Entry {
  return withParameters(['num_embeddings|vocab_size', size], (call, bound) =>
    objectOf(path, { units: sizeValue(sizeOfItem(bound.get(size)?.value, call.evaluation)) }),
  );
}

export function applyEmbedding(call: Call): Value {
  const ids = tensorFrom(call.args[0]?.value, 'jax');
  const units = call.receiver?.kind === 'object' ? sizeOf(call.receiver.fields.get('units')) : null;
  return derived(call, 'jax', ids.axes && [...ids.axes, axis(units, 'features')], [ids], { dtype: 'float' });
}
