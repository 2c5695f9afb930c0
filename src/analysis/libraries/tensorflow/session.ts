import { sameSize, sizeKey, type Size } from '../../domain/sizes.js';
import { itemsOf, listOf, objectOf, tupleOf, unknown, type Axis, type Value } from '../../domain/values.js';
import type { Argument, Call, Entry } from '../library.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { reportError } from '../shapeReports.js';
import { shapeOf, tensorFrom } from '../tensorValues.js';
import { pythonShape } from '../errorWords.js';
import { asArray } from './tensorMethods.js';

/**
 * Running a graph: what a session gives, and what is fed to it.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Session
 */
const run = withParameters(['fetches', 'feed_dict'], (call, bound) => {
  const feed = bound.get('feed_dict');
  if (feed) checkFeed(call, feed);
  return fetched(bound.get('fetches')?.value ?? unknown, sizesOfFeed(feed));
});

export const sessionEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('tensorflow', {
    ...alike('Session InteractiveSession', () => objectOf('tensorflow.Session')),
  }),
  ...entriesUnder('tensorflow.Session', { run, __enter__: ({ receiver }) => receiver ?? unknown }),
];

/** Tensors become arrays, in the structure that was asked for. */
function fetched(value: Value, given: ReadonlyMap<string, Size>): Value {
  if (value.kind === 'tensor') {
    const axes = value.axes?.map(({ size, role }) => ({ size: given.get(sizeKey(size) ?? '') ?? size, role }));
    return asArray({ ...value, axes: axes ?? null });
  }
  if (value.kind === 'tuple') return tupleOf(value.items.map((item) => fetched(item, given)));
  const items = itemsOf(value);
  return items ? listOf(items.map((item) => fetched(item, given))) : unknown;
}

/** The sizes that this run gives to what the placeholders leave open. */
function sizesOfFeed(feed: Argument | undefined): ReadonlyMap<string, Size> {
  const given = new Map<string, Size>();
  for (const [placeholder, value] of (feed?.value.kind === 'dict' && feed.value.byTensor) || []) {
    const data = tensorFrom(value, 'numpy');
    placeholder.axes?.forEach(({ size }, index) => {
      const key = typeof size === 'number' ? null : sizeKey(size);
      const found = data.axes?.[index]?.size ?? null;
      if (key !== null && found !== null) given.set(key, found);
    });
  }
  return given;
}

/** Each array must fit its placeholder: as many axes, and the same sizes where the placeholder names them. */
function checkFeed(call: Call, { value: feed, valueSpan }: Argument): void {
  if (feed.kind !== 'dict') return;
  for (const [placeholder, value] of feed.byTensor ?? []) {
    const data = tensorFrom(value, 'numpy');
    if (!placeholder.axes || !data.axes || placeholder.isAssumed || data.isAssumed) continue;
    const fits =
      placeholder.axes.length === data.axes.length &&
      !placeholder.axes.some(({ size }, index) => sameSize(size, data.axes?.[index]?.size ?? null) === false);
    if (fits) continue;
    reportError(
      call,
      {
        code: 'data-shape',
        raises: `Cannot feed value of shape ${pythonShape(data.axes)} for Tensor 'Placeholder:0', which has shape '${openShape(placeholder.axes)}'`,
        facts: { name: 'feed_dict', expected: shapeOf(placeholder.axes), found: shapeOf(data.axes) },
      },
      [placeholder, data],
      valueSpan ?? call.span,
    );
  }
}

/** `(?, 28)` */
function openShape(axes: readonly Axis[]): string {
  const parts = axes.map(({ size }) => (typeof size === 'number' ? String(size) : '?'));
  return `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`;
}
