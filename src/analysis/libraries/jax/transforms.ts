import { axis, booleanOf, booleanValue, itemsOf, objectOf, tupleOf, unknown, type Value } from '../../domain/values.js';
import type { Size } from '../../domain/sizes.js';
import type { Call, Entry } from '../library.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { derived, sizeOfItem } from '../tensorValues.js';

/** Functions of functions. https://docs.jax.dev/en/latest/_autosummary/jax.lax.scan.html and Haiku's `transform`. */
export const transformEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('jax.lax', {
    scan: withParameters(['f', 'init', 'xs', 'length'], (call, bound) => {
      const sequence = bound.get('xs')?.value;
      const given = bound.get('length')?.value;
      const length = lengthOf(sequence) ?? (given ? sizeOfItem(given, call.evaluation) : null);
      const start = bound.get('init')?.value ?? unknown;
      const step = call.evaluation.call(bound.get('f')?.value ?? unknown, [start, stepOf(call, sequence)], call);
      const [carry, output] = itemsOf(step) ?? [];
      return carry && output ? tupleOf([carry, stacked(call, output, length)]) : unknown;
    }),
  }),
  // https://dm-haiku.readthedocs.io/en/latest/api.html#haiku-transforms
  ...entriesUnder('haiku', {
    transform: withParameters(['f'], (_, bound) =>
      objectOf('haiku.Transformed', { f: bound.get('f')?.value ?? unknown, hasRng: booleanValue(true) }),
    ),
    without_apply_rng: ({ args }) => {
      const given = args[0]?.value;
      const f = given?.kind === 'object' ? given.fields.get('f') : undefined;
      return f ? objectOf('haiku.Transformed', { f, hasRng: booleanValue(false) }) : unknown;
    },
    'Transformed.init': (call) => {
      runTransformed(call, 1);
      return unknown;
    },
    'Transformed.apply': (call) => {
      const { receiver } = call;
      const hasRng = receiver?.kind === 'object' && booleanOf(receiver.fields.get('hasRng')) !== false;
      return runTransformed(call, hasRng ? 2 : 1);
    },
  }),
];

/** Calls the function with what comes after the parameters and the random key. */
function runTransformed(call: Call, before: number): Value {
  const f = call.receiver?.kind === 'object' ? call.receiver.fields.get('f') : undefined;
  if (!f || call.isOpen || call.keywords.size > 0 || call.args.length < before) return unknown;
  const given = call.args.slice(before).map(({ value }) => value);
  return call.evaluation.call(f, given, call);
}

/** The length of the first axis of what is gone through, a tensor or several side by side. */
function lengthOf(value: Value | undefined): Size {
  if (value?.kind === 'tensor') return value.axes?.[0]?.size ?? null;
  return (itemsOf(value) ?? []).reduce<Size>((known, item) => known ?? lengthOf(item), null);
}

/** What one step gets of it. */
function stepOf(call: Call, value: Value | undefined): Value {
  if (value?.kind === 'none') return value;
  if (value?.kind === 'tensor') return derived(call, 'jax', value.axes?.slice(1) ?? null, [value]);
  const items = value?.kind === 'tuple' ? value.items : null;
  return items ? tupleOf(items.map((item) => stepOf(call, item))) : unknown;
}

/** What the steps gave, one after the other. */
function stacked(call: Call, value: Value, length: Size): Value {
  if (value.kind === 'none') return value;
  if (value.kind === 'tensor') {
    return derived(call, 'jax', value.axes && [axis(length, 'time'), ...value.axes], [value]);
  }
  return value.kind === 'tuple' ? tupleOf(value.items.map((item) => stacked(call, item, length))) : unknown;
}
