import type { WeightRecord } from '../../domain/records.js';
import { divideExactly, isName, multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  sizeOf,
  booleanValue,
  floatValue,
  sizeValue,
  stringValue,
  tensorOf,
  tupleOf,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Call } from '../library.js';
import { withoutMisspelled } from '../misspelled.js';
import { shapeOf } from '../tensorValues.js';
import {
  batchAxisOf,
  checkInitialState,
  contradictsBatch,
  hasBatch,
  hasNoBatch,
  stateBatch,
  type Expected,
} from './initialState.js';
import type { Applied, ModuleKind, Options, Outcome } from './modules.js';
import { checkRecurrentArguments, takeNonlinearity, withNamedSizes } from './recurrentArguments.js';
import { reportRule, sizeFix } from './reports.js';
import { checkMajor } from './majorAxes.js';
import { asOpen, packedFrom, packedObject, type Packed } from './packed.js';
import { lastAxis } from './tensors.js';

/**
 * RNN, LSTM and GRU over whole sequences. https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html (and RNN, GRU)
 */
const parameters = ['input_size', 'hidden_size', 'num_layers', 'bias', 'batch_first', 'dropout', 'bidirectional'];

const defaults = {
  num_layers: sizeValue(1),
  bias: booleanValue(true),
  batch_first: booleanValue(false),
  dropout: floatValue(0),
  bidirectional: booleanValue(false),
  proj_size: sizeValue(0),
};

export const recurrentKinds: Readonly<Record<string, ModuleKind>> = {
  RNN: {
    ...sequenceKind(1, {
      parameters: [...parameters, 'nonlinearity'],
      defaults: { ...defaults, nonlinearity: stringValue('tanh') },
    }),
    arrange: (call) => takeNonlinearity(withKnownKeywords(call)),
  },
  LSTM: sequenceKind(4, { parameters: [...parameters, 'proj_size'], defaults }),
  GRU: sequenceKind(3, { parameters, defaults }),
};

function sequenceKind(gates: number, table: Pick<ModuleKind, 'parameters' | 'defaults'>): ModuleKind {
  return {
    ...table,
    isRecurrent: true,
    inputs: ['input', 'hx'],
    arrange: withKnownKeywords,
    options: (options) => ({ units: options.value('hidden_size') }),
    weights: (options) => weightsOf(gates, options),
    check: checkRecurrentArguments,
    forward: runSequence,
  };
}

function withKnownKeywords(call: Call): Call {
  const known = [...parameters, 'proj_size', 'nonlinearity', 'device', 'dtype'];
  return withoutMisspelled(
    withNamedSizes(call),
    known,
    (keyword) => `RNNBase.__init__() got an unexpected keyword argument '${keyword}'`,
  );
}

/** For each layer and direction, by PyTorch's names. Null where their number is not known. */
function weightsOf(gates: number, options: Options): WeightRecord[] | null {
  const layers = options.size('num_layers');
  const [hasBias, isBidirectional] = [options.truth('bias'), options.truth('bidirectional')];
  if (typeof layers !== 'number' || layers > maxLayers || hasBias === null || isBidirectional === null) return null;
  const hidden = options.size('hidden_size');
  const all = multiplySizes(gates, hidden);
  const projected = projectionOf(options);
  const output = projected === 0 ? hidden : projected;
  const weights: WeightRecord[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const input = layer === 0 ? options.size('input_size') : multiplySizes(output, isBidirectional ? 2 : 1);
    for (const suffix of isBidirectional ? ['', '_reverse'] : ['']) {
      const name = `l${layer}${suffix}`;
      weights.push(
        { name: `weight_ih_${name}`, shape: [all, input] },
        { name: `weight_hh_${name}`, shape: [all, output] },
      );
      if (hasBias) weights.push({ name: `bias_ih_${name}`, shape: [all] }, { name: `bias_hh_${name}`, shape: [all] });
      if (projected !== 0) weights.push({ name: `weight_hr_${name}`, shape: [projected, hidden] });
    }
  }
  return weights;
}

const maxLayers = 64;

/** 0 for none. */
function projectionOf(options: Options): Size {
  const value = options.value('proj_size');
  return value.kind === 'none' ? 0 : value.kind === 'unknown' && value.size === null ? null : options.size('proj_size');
}

/** A layer takes the packed steps one after the other, as many as the lengths promise. */
function checkBeyond(call: Call, { padded, beyond }: Packed): void {
  if (!beyond) return;
  const { longest, steps, count, rows } = beyond;
  const raises = `start (${rows}) + length (${count}) exceeds dimension size (${rows}).`;
  const facts = { index: longest - 1, size: steps, shape: shapeOf(padded.axes ?? []) };
  reportRule(call, { code: 'index-out-of-range', raises, facts }, { tensors: [padded] });
}

/** States for as many samples as one axis has, `zeros(1, x.size(0), units)`, where packing took the other for the batch. */
function checkPackedBatch({ call, kind }: Applied, { padded, isBatchFirst }: Packed, given: Value | undefined): void {
  const index = isBatchFirst === null || padded.axes ? null : batchAxisOf(given, padded);
  if (index === null || (index === 0) === isBatchFirst) return;
  const facts = { name: 'pack_padded_sequence', layer: `the state of ${kind}`, shape: null };
  reportRule(call, { code: 'batch-first-mismatch', raises: null, facts }, { severity: 'warning', tensors: [padded] });
}

function runSequence(applied: Applied): Outcome {
  const { call, kind, options, get } = applied;
  const given = get('hx');
  const packed = packedFrom(get('input'));
  const input = packed?.padded ?? applied.input;
  const isBatchFirst = packed ? packed.isBatchFirst : options.truth('batch_first');
  const fits = packed !== null || checkRank(applied);
  if (fits) checkSize(applied, input);
  if (packed) {
    checkBeyond(call, packed);
    checkPackedBatch(applied, packed, given);
  } else checkMajor(applied, withStateBatch(input, given), isBatchFirst);
  checkBooleans(applied);
  const isBidirectional = options.truth('bidirectional');
  const directions = isBidirectional === null ? null : isBidirectional ? 2 : 1;
  const hidden = options.size('hidden_size');
  const projected = kind === 'LSTM' ? projectionOf(options) : 0;
  const units = projected === 0 ? hidden : projected;
  const { front, batch } =
    !packed && !input.axes && hasNoBatch(given)
      ? { front: [axis(call.evaluation.symbol('steps'), 'time')], batch: null }
      : frontAxes(
          applied,
          fits ? input : { ...input, axes: null, isAssumed: true },
          isBatchFirst,
          stateBatch(given, input),
        );
  const isAssumed = input.isAssumed || input.axes === null || !fits;
  const layers = axis(multiplySizes(options.size('num_layers'), directions), 'layers');
  const between = batch ? [batch] : [];
  const asked = between.map(({ size }) => (input.first ? null : size));
  const expected: Expected = {
    kind,
    input: isAssumed ? null : input,
    hidden: [layers.size, ...asked, units],
    cell: [layers.size, ...asked, hidden],
  };
  checkInitialState(applied, expected, given);
  const isBatched = packed !== null || hasBatch(given);
  const isDoubtful = (isAssumed && !(fits && isBatched)) || contradictsBatch(expected, given);
  const tensor = (axes: readonly Axis[]): TensorValue =>
    tensorOf('torch', axes, { dtype: 'float', isAssumed: isDoubtful, origin: call.span });
  const output: TensorValue = {
    ...tensor([...front, axis(multiplySizes(units, directions), 'units')]),
    isSequence: true,
  };
  const state = [tensor([layers, ...between, axis(units, 'units')])];
  if (kind === 'LSTM') state.push(tensor([layers, ...between, axis(hidden, 'units')]));
  const whole = get('input')?.kind === 'tensor' ? output : asOpen(output);
  const sequence: Value = packed ? packedObject(output, packed.isBatchFirst, { varies: packed.varies }) : whole;
  const states = kind === 'LSTM' ? tupleOf(state) : state[0]!;
  const told = fits && tellsFeatures(input, options) ? { input: tensor([...front, featuresOf(options)]) } : {};
  return { value: tupleOf([sequence, states]), output, state, ...told };
}

/** What a layer was called with has as many features as it was made for, or it would have failed. */
export function featuresOf(options: Options): Axis {
  return axis(options.size('input_size'), 'features');
}

/** Whether that is more than is known of them. */
export function tellsFeatures(input: TensorValue, options: Options): boolean {
  const size = lastAxis(input)?.size ?? null;
  return input.axes === null || size === null || (typeof options.size('input_size') === 'number' && isName(size));
}

/** What the states say of which axis is the batch, where nothing else does. */
function withStateBatch(input: TensorValue, given: Value | undefined): TensorValue {
  const index = input.axes || input.first ? null : batchAxisOf(given, input);
  if (index === null) return input;
  return { ...input, first: index === 0 ? [axis(null, 'batch')] : [axis(null, 'time'), axis(null, 'batch')] };
}

/**
 * The axes before the last one. Where the rank is not known it is taken for the usual three, and a batch that is not
 * known is that of the state, which must be the same.
 */
function frontAxes(
  { call, options }: Applied,
  input: TensorValue,
  isBatchFirst: boolean | null,
  known: Size,
): { front: readonly Axis[]; batch: Axis | null } {
  const { axes } = input;
  if (axes?.length === 2 && !input.isAssumed) return { front: [axis(axes[0]!.size, 'time')], batch: null };
  // A series of single numbers, `x.unsqueeze(1)`, may as well be one without a batch.
  const told = input.first?.length === 2 && options.size('input_size') === 1 ? [] : (input.first ?? []);
  const [first = axis(null), second = axis(null)] = axes?.length === 3 ? axes : axes ? [] : told;
  const wanted: readonly Axis['role'][] =
    isBatchFirst === null ? [null, null] : isBatchFirst ? ['batch', 'time'] : ['time', 'batch'];
  const named = [first, second].map(({ size, role }, index) => {
    const name = wanted[index] === 'time' ? 'steps' : 'batch';
    const isNameless = size === null && (axes === null || input.isAssumed);
    const own = wanted[index] === 'batch' ? (size ?? known) : size;
    return axis(
      own === null && isNameless && wanted[index] !== null ? call.evaluation.symbol(name) : own,
      role ?? wanted[index] ?? null,
    );
  });
  const batch = isBatchFirst === null ? axis(null, 'batch') : axis(named[isBatchFirst ? 0 : 1]!.size, 'batch');
  return { front: named, batch };
}

function checkRank({ call, kind, input, layer }: Applied): boolean {
  const rank = input.axes?.length ?? 3;
  if (input.isAssumed || rank === 2 || rank === 3) return true;
  reportRule(
    call,
    {
      code: 'recurrent-input-rank',
      raises: `${kind}: Expected input to be 2D or 3D, got ${rank}D instead`,
      facts: { layer: kind, expected: 3, found: rank, shape: shapeOf(input.axes ?? []), cause: null },
    },
    { tensors: [input], layer },
  );
  return false;
}

/** A number in place of True or False is refused when the layer runs. */
function checkBooleans({ call, kind, options, layer }: Applied): void {
  const given = sizeOf(options.value('bidirectional'));
  if (typeof given !== 'number') return;
  const raises = `${kind === 'RNN' ? 'rnn_tanh' : kind.toLowerCase()}() received an invalid combination of arguments`;
  const facts = { layer: kind, parameter: 'bidirectional', found: given };
  reportRule(call, { code: 'invalid-argument', raises, facts }, { layer });
}

function checkSize({ call, kind, options, layer }: Applied, input: TensorValue): void {
  const last = lastAxis(input);
  const expected = options.size('input_size');
  if (!last || !differs(last, expected)) return;
  const [wanted, found] = [sizeText(expected), sizeText(last.size)];
  const fix = sizeFix(
    call.evaluation,
    options.argument('input_size'),
    'input_size',
    expected,
    last.size,
    causeOf(last, expected),
  );
  reportRule(
    call,
    {
      code: 'input-size',
      raises: `input.size(-1) must be equal to input_size. Expected ${String(wanted)}, got ${String(found)}`,
      facts: {
        layer: kind,
        parameter: 'input_size',
        expected: wanted,
        found,
        shape: input.axes && shapeOf(input.axes),
        cause: causeOf(last, expected),
      },
    },
    { tensors: [input], layer, fix },
  );
}

/** Whether a last axis certainly is not what was declared: no size is 0, so that twice a size is another one. */
export function differs(last: Axis, expected: Size): boolean {
  const quotients = [divideExactly(last.size, expected), divideExactly(expected, last.size)];
  return sameSize(last.size, expected) === false || quotients.some((size) => typeof size === 'number' && size > 1);
}

/** Why a last axis is not what was declared: two directions that were joined, or an embedding. */
export function causeOf(last: Axis, expected: Size): string | null {
  if (last.role === 'units' && sameSize(last.size, multiplySizes(expected, 2)) === true) return 'bidirectional';
  return null;
}
