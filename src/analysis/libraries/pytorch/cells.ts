import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanValue,
  stringValue,
  tensorOf,
  tupleOf,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { shapeOf } from '../tensorValues.js';
import type { Applied, ModuleKind, Outcome } from './modules.js';
import { causeOf, differs, featuresOf, tellsFeatures } from './recurrent.js';
import { checkRecurrentArguments, withNamedSizes } from './recurrentArguments.js';
import { reportRule, sizeFix } from './reports.js';
import { isTensor, lastAxis } from './tensors.js';

/**
 * One step of a recurrent layer. https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html (and RNNCell, GRUCell)
 */
export const cellKinds: Readonly<Record<string, ModuleKind>> = {
  RNNCell: cellKind(1, ['input_size', 'hidden_size', 'bias', 'nonlinearity']),
  LSTMCell: cellKind(4, ['input_size', 'hidden_size', 'bias']),
  GRUCell: cellKind(3, ['input_size', 'hidden_size', 'bias']),
};

function cellKind(gates: number, parameters: readonly string[]): ModuleKind {
  return {
    parameters,
    defaults: { bias: booleanValue(true), nonlinearity: stringValue('tanh') },
    isRecurrent: true,
    inputs: ['input', 'hx'],
    options: (options) => ({ units: options.value('hidden_size') }),
    weights(options) {
      const hasBias = options.truth('bias');
      if (hasBias === null) return null;
      const hidden = options.size('hidden_size');
      const all = multiplySizes(gates, hidden);
      return [
        { name: 'weight_ih', shape: [all, options.size('input_size')] },
        { name: 'weight_hh', shape: [all, hidden] },
        ...(hasBias ? ['bias_ih', 'bias_hh'].map((name) => ({ name, shape: [all] })) : []),
      ];
    },
    arrange: withNamedSizes,
    check: checkRecurrentArguments,
    forward: runCell,
  };
}

function runCell(applied: Applied): Outcome {
  const { call, kind, options, input, get } = applied;
  const fits = checkRank(applied);
  if (fits) checkSize(applied);
  const hidden = options.size('hidden_size');
  const given = get('hx');
  const before = fits ? batchAxes(input, given) : null;
  checkStates(applied, given, before, hidden);
  const isAssumed = before === null;
  const front: readonly Axis[] = before ?? [axis(call.evaluation.symbol('batch'), 'batch')];
  const tensor = (axes: readonly Axis[]): TensorValue =>
    tensorOf('torch', axes, { dtype: 'float', isAssumed, origin: call.span });
  const state = (): TensorValue => tensor([...front, axis(hidden, 'units')]);
  const output = state();
  const told = fits && tellsFeatures(input, options) ? { input: tensor([...front, featuresOf(options)]) } : {};
  if (kind !== 'LSTMCell') return { value: output, output, state: [output], ...told };
  const cell = state();
  return { value: tupleOf([output, cell]), output, state: [output, cell], ...told };
}

/** The axes before the last one: of the input, else of the state. Null where nobody knows whether there is a batch. */
function batchAxes(input: TensorValue, given: Value | undefined): readonly Axis[] | null {
  const first = given?.kind === 'tuple' ? given.items[0] : given;
  for (const tensor of [input, ...(isTensor(first) ? [first] : [])]) {
    if (tensor.axes && !tensor.isAssumed && tensor.axes.length <= 2) {
      return tensor.axes.slice(0, -1).map(({ size, role }) => axis(size, role ?? 'batch'));
    }
  }
  return null;
}

function checkRank({ call, kind, input, layer }: Applied): boolean {
  const rank = input.axes?.length ?? 2;
  if (input.isAssumed || rank === 1 || rank === 2) return true;
  const facts = { layer: kind, expected: 2, found: rank, shape: shapeOf(input.axes ?? []), cause: 'cell' };
  reportRule(
    call,
    { code: 'recurrent-input-rank', raises: `${kind}: Expected input to be 1D or 2D, got ${rank}D instead`, facts },
    { tensors: [input], layer },
  );
  return false;
}

function checkSize({ call, kind, options, input, layer }: Applied): void {
  const last = lastAxis(input);
  const expected = options.size('input_size');
  if (!last || !differs(last, expected)) return;
  const [wanted, found] = [sizeText(expected), sizeText(last.size)];
  reportRule(
    call,
    {
      code: 'input-size',
      raises: `input has inconsistent input_size: got ${String(found)} expected ${String(wanted)}`,
      facts: {
        layer: kind,
        parameter: 'input_size',
        expected: wanted,
        found,
        shape: input.axes && shapeOf(input.axes),
        cause: causeOf(last, expected),
      },
    },
    {
      tensors: [input],
      layer,
      fix: sizeFix(
        call.evaluation,
        options.argument('input_size'),
        'input_size',
        expected,
        last.size,
        causeOf(last, expected),
      ),
    },
  );
}

function checkStates(applied: Applied, given: Value | undefined, before: readonly Axis[] | null, hidden: Size): void {
  const { call, kind, layer } = applied;
  if (!given || given.kind === 'none') return;
  if (kind !== 'LSTMCell') {
    if (isTensor(given)) checkState(applied, given, before, hidden, null);
    return;
  }
  if (given.kind === 'tuple') {
    const states = given.items.slice(0, 2);
    const pair = states.findIndex((item) => item.kind === 'tuple' && item.items.every(isTensor));
    if (pair >= 0) {
      const facts = { name: pair === 0 ? 'h0' : 'c0', expected: [sizeText(hidden)], found: 'a tuple' };
      reportRule(call, { code: 'initial-state-shape', raises: null, facts }, { layer });
      return;
    }
    states.some((item, index) => isTensor(item) && checkState(applied, item, before, hidden, index));
  } else if (isTensor(given)) {
    const raises = "lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor";
    reportRule(call, { code: 'initial-state-pair', raises, facts: { layer: kind } }, { tensors: [given], layer });
  }
}

/** True where it reported something. */
function checkState(
  { call, kind, layer, input }: Applied,
  given: TensorValue,
  before: readonly Axis[] | null,
  hidden: Size,
  index: number | null,
): boolean {
  const { axes } = given;
  if (!axes || given.isAssumed) return false;
  const batch = before?.length === 1 && input.axes && !input.isAssumed ? before[0]!.size : null;
  const raises = rankWords(input, axes, hidden, index) ?? stateWords(kind, axes, batch, hidden, index);
  if (raises === null) return false;
  const expected = [...(before ?? []).map(({ size }) => sizeText(size)), sizeText(hidden)];
  const facts = { name: index === 1 ? 'c0' : 'h0', expected, found: shapeOf(axes) };
  reportRule(call, { code: 'initial-state-shape', raises, facts }, { tensors: [given], layer });
  return true;
}

/**
 * A state with a batch axis where the input has none, which PyTorch takes for one more axis, or the other way round.
 * Null as well where the sizes happen to fit, for which some versions go on.
 */
function rankWords({ axes: given, isAssumed }: TensorValue, axes: readonly Axis[], hidden: Size, index: number | null) {
  if (!given || isAssumed || given.length === axes.length || given.length > 2 || axes.length > 2) return null;
  const first = axes[0]?.size ?? null;
  const number = index ?? 0;
  if (given.length === 1) {
    if (sameSize(first, hidden) !== false) return null;
    return `hidden${number} has inconsistent hidden_size: got ${String(sizeText(first))}, expected ${String(sizeText(hidden))}`;
  }
  const batch = given[0]!.size;
  if (sameSize(first, batch) !== false) return null;
  return `Input batch size ${String(sizeText(batch))} doesn't match hidden${number} batch size ${String(sizeText(first))}`;
}

function stateWords(
  kind: string,
  axes: readonly Axis[],
  batch: Size,
  hidden: Size,
  index: number | null,
): string | null {
  const number = index ?? 0;
  if (axes.length > 2) {
    const name = index === null ? 'hidden' : `hx[${index}]`;
    return `${kind}: Expected ${name} to be 1D or 2D, got ${axes.length}D instead`;
  }
  const [first, last] = axes.length === 2 ? axes : [null, axes[0]];
  if (first && sameSize(first.size, batch) === false) {
    return `Input batch size ${String(sizeText(batch))} doesn't match hidden${number} batch size ${String(sizeText(first.size))}`;
  }
  if (last && sameSize(last.size, hidden) === false) {
    return `hidden${number} has inconsistent hidden_size: got ${String(sizeText(last.size))}, expected ${String(sizeText(hidden))}`;
  }
  return null;
}
