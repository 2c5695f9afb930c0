import { isJoined } from '../domain/joined.js';
import type { TensorValue, Value } from '../domain/values.js';
import type { Call } from './library.js';
import { shapeFrom } from './shapeReports.js';

/** What a recurrent network gave at all steps of a series. */
interface Run {
  /** The series, by which two runs over the same one are told. */
  readonly series: Value;
  /** Whether its steps have been put the other way round since. */
  readonly isReversed: boolean;
  /** The output of the other direction, where the network has both. */
  readonly other: TensorValue | null;
}

const runs = new WeakMap<TensorValue, Run>();

/** Remembers of what series a network's output is. */
export function rememberRun(output: TensorValue, series: Value | undefined): void {
  if (series?.kind === 'tensor') runs.set(output, { series, isReversed: false, other: null });
}

/** Remembers which outputs are the two directions of one network. */
export function rememberDirections(outputs: readonly TensorValue[], series: Value | undefined): void {
  const [forward, backward] = outputs;
  if (!forward || !backward || series?.kind !== 'tensor') return;
  runs.set(forward, { series, isReversed: false, other: backward });
  runs.set(backward, { series, isReversed: false, other: forward });
}

const byDirection = new WeakSet<Value>();

/** Remembers that a tuple is an output and then the pairs of states of two LSTMs, the forward one's first. */
export function rememberStatesByDirection(outputs: Value): void {
  byDirection.add(outputs);
}

export function areStatesByDirection(value: Value): boolean {
  return byDirection.has(value);
}

/** What is made of an output by putting its steps the other way round. */
export function reversedRun(output: TensorValue, made: TensorValue): TensorValue {
  const run = runOf(output);
  if (!run) return made;
  const own = { ...made };
  runs.set(own, { ...run, isReversed: !run.isReversed, other: null });
  return own;
}

/**
 * Of two directions that stand side by side each is joined with the other, not with itself.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/bidirectional_dynamic_rnn
 */
export function checkDirections(call: Call, tensors: readonly TensorValue[]): void {
  const twice = tensors.find((tensor, index) => {
    const other = runOf(tensor)?.other;
    return other && tensors.indexOf(tensor) < index && !tensors.includes(other);
  });
  if (twice) warn(call, 'twice', twice);
  else checkOrders(call, tensors);
}

/**
 * Outputs that are joined step by step must have their steps in one order: of a network whose input was reversed the
 * output must be too, and of one whose input was not it must not.
 */
export function checkOrders(call: Call, tensors: readonly TensorValue[]): void {
  if (tensors.length < 2) return;
  const [first, ...others] = tensors.flatMap((tensor) => runOf(tensor) ?? []);
  const isTurned = others.some((run) => run.series === first?.series && run.isReversed !== first.isReversed);
  if (isTurned)
    warn(
      call,
      'reversed',
      tensors.find((tensor) => runOf(tensor)?.isReversed),
    );
}

function runOf(tensor: TensorValue): Run | undefined {
  return isJoined(tensor) ? undefined : runs.get(tensor);
}

function warn(call: Call, cause: 'twice' | 'reversed', tensor: TensorValue | undefined): void {
  const related = tensor ? shapeFrom(tensor) : [];
  const facts = { layer: null, cause };
  call.evaluation.report({
    code: 'joined-directions',
    raises: null,
    severity: 'warning',
    span: call.span,
    facts,
    fixes: [],
    related,
  });
}
