import { anyNumber } from '../../domain/anyNumber.js';
import { addSizes, knownSize, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  itemsOf,
  none,
  objectOf,
  sizeValue,
  stringOf,
  tensorOf,
  tupleOf,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { subscriptAxes } from '../axes/subscript.js';
import type { Bound, Call, Entry, Library } from '../library.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';

/**
 * Data frames and series, as far as the lengths of arrays follow from them. Each is an object whose `__array__` is what
 * NumPy makes of it. https://pandas.pydata.org/docs/reference/frame.html
 */
const frame = 'pandas.DataFrame';
const series = 'pandas.Series';

const keepsShape =
  'astype fillna interpolate ffill bfill sort_values sort_index copy shift diff pct_change replace round abs clip ' +
  'cumsum set_axis rename';

const shared: Record<string, Entry> = {
  ...alike('values:get to_numpy as_matrix array:get', ({ receiver }) => arrayOf(receiver)),
  'shape:get': ({ receiver }) => {
    const { axes } = arrayOf(receiver);
    return axes ? tupleOf(axes.map(({ size }) => sizeValue(size))) : unknown;
  },
  'index:get': (call) => seriesOf(rowsOf(call.receiver), call),
  __len__: ({ receiver }) => sizeValue(rowsOf(receiver)),
  ...alike('iloc:get', ({ receiver }) => objectOf('pandas.iloc', { frame: receiver ?? unknown })),
  ...alike('loc:get', ({ receiver }) => objectOf('pandas.loc', { frame: receiver ?? unknown })),
  ...alike(
    keepsShape,
    changed((axes) => axes),
  ),
  // How many rows stay, only the data says.
  ...alike(
    'dropna drop_duplicates head tail sample query',
    changed((axes, call) => [axis(call.evaluation.symbol('rows')), ...axes.slice(1)]),
  ),
  reset_index: changed((axes, call) =>
    booleanOf(call.keywords.get('drop')?.value) === true ? axes : [...axes.slice(0, 1), axis(null)],
  ),
};

export const pandasLibrary: Library = {
  entries: new Map<string, Entry>([
    ['pandas.DataFrame', withParameters(['data', 'index', 'columns'], newFrame)],
    ['pandas.Series', withParameters(['data'], (call, bound) => seriesOf(lengthOf(bound.get('data')?.value), call))],
    ['pandas.concat', withParameters(['objs', 'axis'], concatenated)],
    ...[
      'read_csv',
      'read_table',
      'read_excel',
      'read_parquet',
      'read_pickle',
      'read_json',
      'read_sql',
      'read_sql_query',
    ].map((name) => [`pandas.${name}`, readFile] as const),
    ...entriesUnder(frame, {
      ...shared,
      'columns:get': (call) => seriesOf(arrayOf(call.receiver).axes?.[1]?.size ?? null, call),
      __getitem__: column,
      __setitem__: forgetColumns,
      ...alike('insert pop', forgetColumns),
      drop: dropped,
      ...alike('join merge', joined),
      set_index: changed((axes) => axes.map((item, index) => (index === 1 ? axis(null) : item))),
    }),
    ...entriesUnder(series, { ...shared, __getitem__: subscriptRows }),
    ...entriesUnder('pandas.iloc', { __getitem__: subscriptRows }),
    ...entriesUnder('pandas.loc', { __getitem__: located }),
  ]),
  aliases: [],
  bases: new Map(),
};

function arrayOf(value: Value | null | undefined): TensorValue {
  return tensorFrom(value ?? unknown, 'numpy');
}

function rowsOf(value: Value | null): Size {
  return arrayOf(value).axes?.[0]?.size ?? null;
}

function objectFrom(axes: readonly Axis[] | null): Value {
  if (axes === null) return unknown;
  if (axes.length === 0) return anyNumber;
  return objectOf(axes.length === 1 ? series : frame, { __array__: tensorOf('numpy', axes) });
}

function seriesOf(rows: Size, { span }: Call): Value {
  return objectOf(series, { __array__: tensorOf('numpy', [axis(rows)], { origin: span }) });
}

function newFrame(call: Call, bound: Bound): Value {
  const data = bound.get('data')?.value;
  if (data?.kind === 'dict') {
    const [first] = data.entries.values();
    const columns = data.isOpen ? null : data.entries.size;
    return objectFrom([axis(lengthOf(first)), axis(columns)]);
  }
  const { axes } = arrayOf(data);
  const columns = itemsOf(bound.get('columns')?.value)?.length ?? null;
  if (axes?.length === 2) return objectFrom(axes);
  if (axes?.length === 1) return objectFrom([...axes, axis(data?.kind === 'tensor' ? 1 : columns)]);
  return objectFrom([axis(call.evaluation.symbol('rows')), axis(columns)]);
}

function lengthOf(value: Value | undefined): Size {
  if (value?.kind === 'list') return value.length;
  return arrayOf(value).axes?.[0]?.size ?? null;
}

/** Rows under rows. Which columns two frames share is not known, nor, side by side, which rows. */
function concatenated(_: Call, bound: Bound): Value {
  const parts = itemsOf(bound.get('objs')?.value)?.map((part) => arrayOf(part).axes ?? []) ?? [];
  const along = bound.get('axis')?.value;
  const rank = parts[0]?.length ?? 0;
  if (rank === 0 || parts.some(({ length }) => length !== rank)) return unknown;
  if (isColumns(along)) return objectFrom([axis(null), axis(rank === 1 ? parts.length : total(parts, 1))]);
  const isDown = along === undefined || (along.kind === 'size' && along.size === 0);
  return isDown ? objectFrom([axis(total(parts, 0)), ...parts[0]!.slice(1).map(() => axis(null))]) : unknown;
}

function total(parts: readonly (readonly Axis[])[], index: number): Size {
  return parts.map((axes) => axes[index]?.size ?? null).reduce(addSizes);
}

/** How many rows find each other only the data says, and so, side by side, which columns both have. */
function joined(call: Call): Value {
  return objectFrom([axis(call.evaluation.symbol('rows')), axis(null)]);
}

/** What is in a file nobody knows, but the number of columns that are asked for. */
function readFile(call: Call): Value {
  const { keywords } = call;
  if (keywords.has('squeeze') || keywords.has('chunksize') || keywords.has('iterator')) return unknown;
  const names = itemsOf(keywords.get('usecols')?.value);
  const isPlain = names !== null && !keywords.has('index_col') && !call.isOpen;
  return objectFrom([axis(call.evaluation.symbol('rows')), axis(isPlain ? names.length : null)]);
}

/** `df['x']` is a column, `df[['x', 'y']]` two of them, `df[:n]` rows. A list always gives a frame. */
function column(call: Call): Value {
  const index = call.args[0]?.value ?? unknown;
  const { axes } = arrayOf(call.receiver);
  const [rows, columns] = axes ?? [];
  if (!rows || !columns) return unknown;
  if (index.kind === 'string') return seriesOf(rows.size, call);
  if (index.kind === 'list') {
    const labels = itemsOf(index) ?? [index.element];
    if (labels.every(isLabel)) return objectFrom([rows, axis(index.length)]);
    // Names of columns, or whether each row is taken: a table in either case.
    return objectFrom([axis(call.evaluation.symbol('rows')), axis(null)]);
  }
  if (index.kind === 'slice') return objectFrom(subscripted([rows, columns], index));
  return unknown;
}

/** A column's name is a word or, where nobody named it, its number. */
function isLabel({ kind }: Value): boolean {
  return kind === 'string' || kind === 'size';
}

function subscriptRows(call: Call): Value {
  const target =
    call.receiver?.kind === 'object' && call.receiver.type === 'pandas.iloc'
      ? call.receiver.fields.get('frame')
      : call.receiver;
  const { axes } = arrayOf(target);
  return axes ? objectFrom(subscripted(axes, call.args[0]?.value ?? unknown)) : unknown;
}

/** `df.loc[:, 'x']`, `df.loc[:, ['x', 'y']]` and `df.loc[:t]`; labels of rows say nothing. */
function located(call: Call): Value {
  const given = call.args[0]?.value;
  const index = itemsOf(given);
  const target = call.receiver?.kind === 'object' ? call.receiver.fields.get('frame') : undefined;
  const [rows, ...columns] = arrayOf(target).axes ?? [];
  if (rows && given?.kind === 'slice') return objectFrom([axis(call.evaluation.symbol('rows')), ...columns]);
  const [first, second] = index ?? [];
  if (!rows || first?.kind !== 'slice' || !second) return unknown;
  const isAll = first.lower.kind === 'none' && first.upper.kind === 'none';
  const kept = isAll ? rows : axis(call.evaluation.symbol('rows'));
  if (stringOf(second) !== null) return objectFrom([kept]);
  const names = second.kind === 'list' ? itemsOf(second) : null;
  return names?.every((name) => name.kind === 'string') === true ? objectFrom([kept, axis(names.length)]) : unknown;
}

function subscripted(axes: readonly Axis[], index: Value): readonly Axis[] | null {
  const result = subscriptAxes(axes, index);
  return result && 'axes' in result ? result.axes : null;
}

function changed(change: (axes: readonly Axis[], call: Call) => readonly Axis[]): Entry {
  return (call) => {
    const { axes } = arrayOf(call.receiver);
    return axes ? given(call, change(axes, call)) : unknown;
  };
}

/** `drop(columns=[…])`, `drop([…], axis=1)`; rows otherwise. */
function dropped(call: Call): Value {
  return withParameters(['labels', 'axis', 'index', 'columns'], (_, bound) => {
    const [rows, columns] = arrayOf(call.receiver).axes ?? [];
    if (!rows || !columns) return unknown;
    const along = bound.get('axis')?.value;
    const names = bound.get('columns')?.value ?? (isColumns(along) ? bound.get('labels')?.value : undefined);
    if (!names) return given(call, [axis(call.evaluation.symbol('rows')), columns]);
    const count = stringOf(names) === null ? knownSize(lengthOf(names)) : 1;
    const before = knownSize(columns.size);
    return given(call, [rows, axis(before !== null && count !== null && before > count ? before - count : null)]);
  })(call);
}

function isColumns(along: Value | undefined): boolean {
  return stringOf(along) === 'columns' || (along?.kind === 'size' && along.size === 1);
}

/** The changed frame; with `inplace=True` the frame itself changes. */
function given(call: Call, axes: readonly Axis[]): Value {
  const inPlace = booleanOf(call.keywords.get('inplace')?.value ?? { kind: 'boolean', value: false });
  if (inPlace === false) return objectFrom(axes);
  if (call.receiver) call.evaluation.setField(call.receiver, '__array__', tensorOf('numpy', axes));
  return none;
}

/** Columns may have come or gone. */
function forgetColumns(call: Call): Value {
  const { axes } = arrayOf(call.receiver);
  const forgotten = axes?.map((item, index) => (index === 1 ? axis(null) : item)) ?? null;
  if (call.receiver) call.evaluation.setField(call.receiver, '__array__', tensorOf('numpy', forgotten));
  return unknown;
}
