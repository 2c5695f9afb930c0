import {
  itemsOf,
  sizeOf,
  sizeValue,
  stringValue,
  tensorOf,
  uniformList,
  unknown,
  unknownNamed,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../domain/values.js';
import { sizeKey, symbolSize } from '../domain/sizes.js';
import { axisRead } from '../libraries/axisReads.js';
import { sliceLength, subscriptAxes } from '../libraries/axes/subscript.js';
import { checkIndexType } from '../libraries/dtypes/checks.js';
import { checkNothing } from '../libraries/nothingUsed.js';
import { indexWords } from '../libraries/errorWords.js';
import { rememberLastUnit } from '../libraries/lastUnit.js';
import { inOtherOrder } from '../libraries/pytorch/packed.js';
import { checkSubscript } from '../libraries/pytorch/rules.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import { callMember } from './calls.js';
import { dictKey } from './expressions.js';
import { elementOf, sameValue } from './join.js';
import { givenTo, itemsKey } from './givenToUnknown.js';
import { joinAll } from './joinAll.js';
import { missingEntry } from './missingEntries.js';
import { namedShapeRead } from './namedAxes.js';
import { sliceOfArray, sliceOfUnknown } from './unknownSlices.js';
import { newKey, quietly, write, type Machine } from './machine.js';
import { checkIndexed, checkSlices } from './typeUse.js';
import { checkListSubscript, checkPackedSubscript, checkShapeIndex, checkTupleSubscript } from './tupleUse.js';

/** What `value[index]` reads. */
export function readSubscript(machine: Machine, value: Value, index: Value, span: Span): Value {
  checkSlices(machine, value, index, span);
  return namedShapeRead(machine, value, index, readItem(machine, value, index, span), span);
}

function readItem(machine: Machine, value: Value, index: Value, span: Span): Value {
  switch (value.kind) {
    case 'tensor':
      return subscriptTensor(machine, value, index, span);
    case 'tuple':
      checkTupleSubscript(machine, value, index, span);
      checkShapeIndex(machine, value, index, span);
      return subscriptSequence(machine, value, index);
    case 'list':
      checkListSubscript(machine, value, index, span);
      return subscriptSequence(machine, value, index);
    case 'dict': {
      const key = dictKey(index);
      const found = key === null ? undefined : value.entries.get(key);
      if (found) return found;
      // Any of its values: `{'lstm': nn.LSTM, 'gru': nn.GRU}[kind]`.
      const all = [...value.entries.values()];
      if (key === null) return !value.isOpen && all.length > 0 && all.length <= 4 ? joinAll(machine, all) : unknown;
      if (index.kind !== 'string') return unknown;
      const entry = missingEntry(machine, value, index.value);
      // It is there, or this would have failed; whoever takes all of them takes it too.
      if (value.isUnseen) write(machine, value.entries, index.value, entry);
      return entry;
    }
    case 'path': {
      // `tf.layers[kind]` of JavaScript is what `getattr(layers, kind)` is in Python.
      const name = machine.language === 'javascript' && index.kind === 'string' ? index.value : null;
      return name === null ? unknown : machine.evaluation.attribute(value, name);
    }
    case 'shape-of': {
      if (index.kind !== 'size' || typeof index.size !== 'number' || value.tensor.axes) return unknown;
      const first = value.tensor.library === 'numpy' ? (value.tensor.first?.[index.size]?.size ?? null) : null;
      return first === null ? axisRead(value.tensor, index.size) : sizeValue(first);
    }
    case 'none':
      checkNothing(machine.evaluation, value, {
        span,
        use: 'An index',
        raises: "'NoneType' object is not subscriptable",
      });
      return unknown;
    case 'string':
      return index.kind === 'size' && typeof index.size === 'number'
        ? stringValue(value.value.at(index.size) ?? '')
        : unknown;
    case 'ambiguous': {
      const options = value.options.filter(({ kind }) => kind !== 'none');
      const run = () =>
        joinAll(
          machine,
          options.map((option) => readSubscript(machine, option, index, span)),
        );
      return options.length > 1 ? quietly(machine, run) : run();
    }
    case 'object':
    case 'instance': {
      const argument = { value: index, span: null, valueSpan: null };
      const given = { args: [argument], keywords: new Map<string, never>(), isOpen: false };
      if (value.kind === 'object') {
        checkPackedSubscript(machine, value, index, span);
        return callMember(machine, value.type, value, '__getitem__', given, { span, nameSpan: span });
      }
      return value.base ? readSubscript(machine, value.base, index, span) : unknown;
    }
    case 'unknown':
      return sliceOfUnknown(value, index) ?? itemOfUnknown(machine, value, index);
    default:
      checkIndexed(machine, value, span);
      return unknown;
  }
}

/** Names of lists of sizes: `hidden_dims`, `layers`. */
const listsSizes = /(shape|sizes?|dims?|units|layers|channels|features|filters|widths)$/i;

/** Keys of what is read from a configuration: `args.sizes`, `kwargs['sizes']`. */
const isEntry = /(\.\w+|\])$/;

/**
 * `data.shape[1]` of what is not known is the same number wherever it is read, and so are `params['hidden']` and
 * `args.sizes[0]`.
 */
export function itemOfUnknown(machine: Machine, value: UnknownValue, index: Value): Value {
  const key = value.size && sizeKey(value.size);
  if (key === null) return unknown;
  if (index.kind === 'string' && isWord.test(index.value)) {
    const given = givenTo(machine, value, `['${index.value}']`);
    if (given) return given;
    return unknownNamed(index.value, symbolSize(`${key}['${index.value}']`, index.value));
  }
  if (value.name === null || !(listsSizes.test(value.name) || isEntry.test(key))) return unknown;
  if (index.kind !== 'size' || typeof index.size !== 'number') return unknown;
  const at = `[${index.size}]`;
  const given = givenTo(machine, value, at);
  if (given) return given;
  return unknownNamed(value.name + at, symbolSize(itemsKey(machine, value, key) + at, value.name + at));
}

function subscriptTensor(machine: Machine, value: TensorValue, index: Value, span: Span): Value {
  const sliced = value.axes ? null : sliceOfArray(value, index);
  if (sliced) return sliced;
  if (!value.axes || isOldItem(value, index))
    return tensorOf(value.library, value.axes, { dtype: value.dtype, elementType: value.elementType });
  checkIndexType(machine.evaluation, value, index, span);
  const result = subscriptAxes(value.axes, index, value.library);
  const { dtype, elementType } = value;
  const options = { dtype, elementType, isAssumed: value.isAssumed, origin: span };
  if (result && 'axes' in result) {
    checkSubscript(value, index, { evaluation: machine.evaluation, span });
    const numbers = numberAt(value, index);
    const taken = tensorOf(value.library, result.axes, { ...options, ...(numbers && { numbers }) });
    rememberLastUnit(value, index, taken, span);
    return taken;
  }
  if (result && !value.isAssumed) reportSubscript(machine, value, result, span);
  const ordered = result ? null : inOtherOrder(value, index, machine.evaluation.textOf(span));
  if (ordered) return ordered;
  return tensorOf(value.library, null, { dtype, elementType });
}

/** `loss.data[0]`: before PyTorch 0.4 what has no axis now had one. */
function isOldItem({ library, axes }: TensorValue, index: Value): boolean {
  return library === 'torch' && axes?.length === 0 && index.kind === 'size' && index.size === 0;
}

function reportSubscript(
  machine: Machine,
  value: TensorValue,
  result: Exclude<ReturnType<typeof subscriptAxes>, null>,
  span: Span,
): void {
  const shape = shapeOf(value.axes ?? []);
  const related = value.origin ? [{ span: value.origin, what: 'shape-from' as const, shape }] : [];
  if ('outOfRange' in result) {
    const { index, axis, size } = result.outOfRange;
    machine.evaluation.report({
      code: 'index-out-of-range',
      severity: 'error',
      span,
      raises: `index ${index} is out of bounds for ${value.library === 'torch' ? 'dimension' : 'axis'} ${axis} with size ${size}`,
      facts: { index, size, shape },
      fixes: [],
      related,
    });
  } else if ('tooMany' in result) {
    // What an array of objects holds may have axes of its own.
    if (value.library === 'numpy' && value.axes?.length === 0 && value.dtype === null) return;
    const { indices, rank } = result.tooMany;
    machine.evaluation.report({
      code: 'axis-out-of-range',
      severity: 'error',
      span,
      raises: indexWords(value.library, indices, rank),
      facts: { operation: 'index', axis: indices - 1, rank, shape },
      fixes: [],
      related,
    });
  }
}

/** The number itself where a small integer tensor is read at a place: `tf.shape(x)[0]`. */
function numberAt(value: TensorValue, index: Value): readonly number[] | undefined {
  if (!value.numbers || value.axes?.length !== 1 || index.kind !== 'size' || typeof index.size !== 'number')
    return undefined;
  const number = value.numbers.at(index.size);
  return number === undefined ? undefined : [number];
}

function subscriptSequence(machine: Machine, value: Value & { kind: 'tuple' | 'list' }, index: Value): Value {
  const items = itemsOf(value);
  if (index.kind === 'slice') {
    const bounds = [index.lower, index.upper, index.step].map((bound) =>
      bound.kind === 'none' ? null : sizeOf(bound),
    );
    const isKnown = [index.lower, index.upper, index.step].every(
      (bound) => bound.kind === 'none' || (bound.kind === 'size' && typeof bound.size === 'number'),
    );
    if (items && isKnown) {
      const [lower, upper, step] = bounds as (number | null)[];
      const taken = sliceItems(items, lower ?? null, upper ?? null, step ?? 1);
      if (value.kind === 'tuple') return { ...value, items: taken };
      return { kind: 'list', items: taken, length: taken.length, element: unknown };
    }
    if (value.kind === 'tuple') return unknown;
    const length = sliceLength(value.length, index.lower, index.upper, index.step);
    return uniformList(length, elementOf(value, () => newKey(machine)) ?? unknown);
  }
  if (!items) return value.kind === 'list' ? value.element : unknown;
  if (index.kind !== 'size') return unknown;
  if (typeof index.size === 'number') return items.at(index.size) ?? unknown;
  // The pieces of a `split`: all alike, whichever it is.
  const [first] = items;
  if (first?.kind === 'tensor' && items.every((item) => sameValue(item, first))) return first;
  return value.kind === 'list' && items.length <= 8 ? joinAll(machine, items) : unknown;
}

function sliceItems(items: readonly Value[], lower: number | null, upper: number | null, step: number): Value[] {
  if (step === 1) return items.slice(lower ?? 0, upper ?? undefined);
  if (step === -1 && lower === null && upper === null) return items.toReversed();
  return step > 1 ? items.slice(lower ?? 0, upper ?? undefined).filter((_, at) => at % step === 0) : [];
}

const isWord = /^[A-Za-z_]\w*$/;
