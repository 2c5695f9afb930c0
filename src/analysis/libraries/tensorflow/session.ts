import { sameSize, sizeKey, sizeText, type Size } from '../../domain/sizes.js';
import { itemsOf, listOf, objectOf, tupleOf, unknown, type Axis, type Value } from '../../domain/values.js';
import type { Span } from '../../model.js';
import type { Argument, Call, Entry } from '../library.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { reportError } from '../shapeReports.js';
import { shapeOf, tensorFrom } from '../tensorValues.js';
import { pythonShape } from '../errorWords.js';
import { stateOfBatch } from './initialState.js';
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

/** `tensor.eval(feed_dict)`: in the session that is open. */
const evaluated = withParameters(['feed_dict', 'session'], (call, bound) => {
  const feed = bound.get('feed_dict');
  if (feed) checkFeed(call, feed);
  return fetched(call.receiver ?? unknown, sizesOfFeed(feed));
});

export const sessionEntries: readonly (readonly [string, Entry])[] = [
  ['tensorflow.Tensor.eval', evaluated],
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
    if (fits) {
      checkStates(call, placeholder.axes, data.axes, valueSpan ?? call.span);
      continue;
    }
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

/**
 * `cell.zero_state(batch_size, …)` fixes the batch of a graph whose placeholder leaves it open: a run that gives it
 * another one, the test data at once, fails where it comes to the cell. A warning, as it need not come to it.
 */
function checkStates(call: Call, placeholder: readonly Axis[], data: readonly Axis[], span: Span): void {
  for (const [index, { size }] of placeholder.entries()) {
    const state = stateOfBatch(call.evaluation, size);
    const found = data[index]?.size;
    if (!state || typeof found !== 'number' || sameSize(found, state[0]?.size ?? null) !== false) continue;
    const wanted = [found, ...state.slice(1).map((item) => item.size)].map(sizeText);
    const shapes = [[found, data.at(-1)?.size ?? null], state.map((item) => item.size)].map((sizes) =>
      sizes.map((item) => sizeText(item) ?? '?').join(','),
    );
    call.evaluation.report({
      code: 'initial-state-shape',
      raises: `ConcatOp : Dimensions of inputs should match: shape[0] = [${String(shapes[0])}] vs. shape[1] = [${String(shapes[1])}]`,
      facts: { name: 'initial_state', expected: wanted, found: shapeOf(state) },
      severity: 'warning',
      span,
      fixes: [],
      related: [],
    });
    return;
  }
}

/** `(?, 28)` */
function openShape(axes: readonly Axis[]): string {
  const parts = axes.map(({ size }) => (typeof size === 'number' ? String(size) : '?'));
  return `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`;
}
