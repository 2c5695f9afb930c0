import { anyNumber } from '../../domain/anyNumber.js';
import { nothingOf } from '../../domain/nothing.js';
import {
  axis,
  floatValue,
  itemsOf,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { dtypeOf, rangeLength } from '../arguments.js';
import type { Bound, Call, Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { operationOf } from '../shapeReports.js';
import { createTensor } from '../tensorOperations.js';
import { derived, isScalar, sizeOfItem, tensorFrom } from '../tensorValues.js';
import { checkWhole } from '../wrongTypes.js';

/** NumPy's arrays have no more, https://numpy.org/doc/stable/release/2.0.0-notes.html */
const mostAxes = 64;

/** https://numpy.org/doc/stable/reference/routines.array-creation.html */
export function creationEntries(library: TensorLibrary, path: string): [string, Entry][] {
  const converted = withParameters(['object|a', 'dtype'], (call, bound) => {
    if (holdsObjects(bound.get('dtype')?.value) || mayHoldRecords(bound)) return unknown;
    const least = sizeOf(bound.value('ndmin', sizeValue(0)));
    const given = bound.get('object')?.value ?? unknown;
    const ragged = library === 'numpy' ? raggedAxes([given]) : null;
    if (ragged) return derived(call, library, ragged.slice(1), []);
    const source = tensorFrom(given, library);
    const missing = typeof least === 'number' && source.axes ? least - source.axes.length : 0;
    const added = Array.from({ length: Math.min(Math.max(missing, 0), mostAxes) }, () => axis(1));
    const array = tensorOf(library, least === null ? null : source.axes && [...added, ...source.axes], {
      dtype: dtypeOf(bound.value('dtype', none)) ?? source.dtype,
      isAssumed: source.isAssumed,
      origin: source.origin ?? call.span,
      ...(source.numbers && { numbers: source.numbers }),
    });
    return source.first && least === 0 ? { ...array, first: source.first } : array;
  });
  return entriesUnder(path, {
    ...alike('array asarray asanyarray ascontiguousarray asfarray', converted),
    ...alike(
      'zeros ones empty',
      withParameters(['shape', 'dtype'], (call, bound) => {
        if (holdsObjects(bound.get('dtype')?.value)) return unknown;
        checkWhole(call, bound.get('shape')?.value);
        return createTensor(call, library, bound.get('shape')?.value, dtypeOf(bound.get('dtype')?.value) ?? 'float');
      }),
    ),
    full: withParameters(['shape', 'fill_value', 'dtype'], (call, bound) => {
      return createTensor(call, library, bound.get('shape')?.value, dtypeOf(bound.get('dtype')?.value));
    }),
    ...alike('zeros_like ones_like empty_like full_like', sameShape(library, 'a|prototype')),
    ...alike('loadtxt genfromtxt', readColumns),
    arange: withParameters(['start', 'stop', 'step'], (call, bound) => {
      const [start, stop, step] = ['start', 'stop', 'step'].map((name) => bound.get(name)?.value);
      const isWhole = [start, stop, step].every((value) => value === undefined || value.kind === 'size');
      const length = rangeLength(start ?? sizeValue(0), stop, step);
      return derived(call, library, [length], [], { dtype: isWhole ? 'int' : null });
    }),
    ...alike(
      'linspace logspace geomspace',
      withParameters(['start', 'stop', 'num', 'endpoint', 'base|retstep'], (call, bound) => {
        const ends = ['start', 'stop', 'base'].map((name) => bound.get(name)?.value.kind ?? '');
        const isVector = ends.some((kind) => /^(tensor|list|tuple|boolean)$/.test(kind));
        const length = sizeOfItem(bound.value('num', sizeValue(50)), call.evaluation);
        return isVector ? derived(call, library, null) : derived(call, library, [length], [], { dtype: 'float' });
      }),
    ),
    ...alike(
      'eye identity',
      withParameters(['N|n', 'M'], (call, bound) => {
        const rows = sizeOfItem(bound.get('N')?.value, call.evaluation);
        const columns = bound.get('M')?.value;
        const width = columns && columns.kind !== 'none' ? sizeOfItem(columns, call.evaluation) : rows;
        return derived(call, library, [rows, width], [], { dtype: 'float' });
      }),
    ),
    // A number type called on a number or an array.
    ...alike(
      'float32 float64 float16 int8 int16 int32 int64 uint8 bool_',
      withParameters(['x'], (call, bound) => {
        const value = bound.get('x')?.value ?? unknown;
        const isFloat = operationOf(call).startsWith('float');
        if (value.kind === 'size' && isFloat) return floatValue(typeof value.size === 'number' ? value.size : null);
        if (value.kind === 'size') return value;
        if (value.kind === 'float') return isFloat ? value : anyNumber;
        const source = tensorFrom(value, library);
        return derived(call, library, source.axes, [source], { dtype: dtypeOf(bound.get('x')?.value) });
      }),
    ),
  });
}

/** https://numpy.org/doc/stable/reference/random/legacy.html and …/random/generator.html */
export function randomEntries(): [string, Entry][] {
  const sized = (parameters: readonly string[] = [], dtype: TensorValue['dtype'] = 'float'): LibraryFunction =>
    withParameters([...parameters, 'size'], (call, bound) => drawn(call, bound, parameters, dtype));
  const perAxis: LibraryFunction = (call) => {
    if (call.isOpen) return derived(call, 'numpy', null, [], { dtype: 'float' });
    if (call.args.length === 0) return floatValue(null);
    return createTensor(call, 'numpy', tupleOf(call.args.map(({ value }) => value)));
  };
  const functions: Record<string, Entry> = {
    ...alike('rand randn', perAxis),
    ...alike('random random_sample ranf sample standard_normal', sized()),
    ...alike('normal uniform binomial beta gamma laplace lognormal', sized(['low|loc|n|a', 'high|scale|p|b'])),
    ...alike('randint integers', sized(['low', 'high'], 'int')),
    ...alike('poisson exponential chisquare standard_t', sized(['lam|scale|df'])),
    // Of an array of several axes a generator takes whole rows, where the older function refuses it.
    choice: withParameters(['a', 'size'], (call, bound) => {
      const size = bound.get('size')?.value;
      const source = bound.get('a')?.value ?? unknown;
      const rank = isScalar(source) ? 1 : tensorFrom(source, 'numpy').axes?.length;
      const isPlain = rank === 1 || source.kind === 'unknown' || !call.path.includes('.Generator.');
      return size && size.kind !== 'none' && isPlain ? createTensor(call, 'numpy', size, null) : unknown;
    }),
    permutation: withParameters(['x'], (call, bound) => {
      const value = bound.get('x')?.value ?? unknown;
      if (value.kind === 'size') return derived(call, 'numpy', [value.size], [], { dtype: 'int' });
      const source = tensorFrom(value, 'numpy');
      return derived(call, 'numpy', source.axes, [source], { dtype: source.dtype });
    }),
    ...alike('shuffle', () => nothingOf('shuffle', true)),
    seed: () => none,
  };
  const generators = ['numpy.random.RandomState', 'numpy.random.Generator'];
  return [
    ...entriesUnder('numpy.random', functions),
    ...generators.flatMap((path) => entriesUnder(path, functions)),
    ['numpy.random.RandomState', () => objectOf('numpy.random.RandomState')],
    ['numpy.random.default_rng', () => objectOf('numpy.random.Generator')],
  ];
}

/** Of the columns that are named each line has one number; a single line gives no axis of lines. */
function readColumns(call: Call): Value {
  const columns = itemsOf(call.keywords.get('usecols')?.value)?.length ?? 0;
  const isPlain = ['unpack', 'dtype', 'names'].every((name) => !call.keywords.has(name));
  if (columns < 2 || !isPlain || call.isOpen) return unknown;
  return tensorOf('numpy', [call.evaluation.symbol('rows'), columns], {
    dtype: 'float',
    isAssumed: true,
    origin: call.span,
  });
}

/** Arrays of Python's objects, and records of several fields: what an item of theirs is has no shape of its own. */
function holdsObjects(dtype: Value | undefined): boolean {
  if (dtype?.kind === 'path') return /(^|\.)object_?$/.test(dtype.path);
  return dtype?.kind === 'list' || (dtype?.kind === 'string' && /^(O|object)$/.test(dtype.value));
}

/** A list of tuples with a type that nobody knows: each tuple may be a record. */
function mayHoldRecords(bound: Bound): boolean {
  const object = bound.get('object')?.value;
  if (object?.kind !== 'list' || bound.get('dtype')?.value.kind !== 'unknown') return false;
  return (object.items?.[0] ?? object.element).kind === 'tuple';
}

/** Lists of lists that are not equally long: what older versions make of them has the lists themselves as its items. */
function raggedAxes(items: readonly Value[]): number[] | null {
  const lists = items.map((item) => (item.kind === 'list' || item.kind === 'tuple' ? item.items : null));
  const [first] = lists;
  if (!first?.length || !lists.every((list) => list !== null)) return null;
  if (lists.some((list) => list.length !== first.length)) return [items.length];
  const inner = raggedAxes(lists.flat());
  return inner && [items.length, first.length, ...inner.slice(1)];
}

/** Without a size the parameters say the shape: numbers give a number, arrays an array of theirs. */
function drawn(call: Call, bound: Bound, parameters: readonly string[], dtype: TensorValue['dtype']): Value {
  const size = bound.get('size')?.value;
  if (size && size.kind !== 'none') return createTensor(call, 'numpy', size, dtype);
  const given = parameters.map((name) => bound.get(name.split('|')[0] ?? name)?.value);
  const isPlain = given.every((value) => value === undefined || value.kind === 'size' || value.kind === 'float');
  return isPlain && !call.isOpen ? anyNumber : unknown;
}
