import type { RelatedPlace, RuleDetail } from '../domain/rules.js';
import { sizeText, type Size } from '../domain/sizes.js';
import type { Axis, TensorLibrary, TensorValue } from '../domain/values.js';
import type { Span } from '../model.js';
import { axisWords, broadcastWords, matmulWords } from './errorWords.js';
import type { Call } from './library.js';
import { shapeOf } from './tensorValues.js';

/** An error at the call, with the places where the shapes came from. */
export function reportError(
  call: Call,
  detail: RuleDetail,
  tensors: readonly TensorValue[] = [],
  span: Span = call.span,
): void {
  const related = tensors.filter(({ origin }) => origin?.start !== call.span.start).flatMap(shapeFrom);
  call.evaluation.report({ ...detail, severity: 'error', span, fixes: [], related });
}

/** The place where a tensor got its shape. */
export function shapeFrom({ origin, axes }: TensorValue): RelatedPlace[] {
  return origin && axes ? [{ span: origin, what: 'shape-from', shape: shapeOf(axes) }] : [];
}

export function reportMatmul(
  call: Call,
  library: TensorLibrary,
  left: TensorValue,
  right: TensorValue,
  mismatch: readonly [Size, Size],
  raises: string | null = matmulWords(library, left.axes ?? [], right.axes ?? [], mismatch),
): void {
  reportError(
    call,
    {
      code: 'matmul-shape',
      raises,
      facts: {
        operation: operationOf(call),
        left: shapeOf(left.axes ?? []),
        right: shapeOf(right.axes ?? []),
        expected: sizeText(mismatch[0]),
        found: sizeText(mismatch[1]),
      },
    },
    [left, right],
  );
}

export function reportBroadcast(
  call: Call,
  library: TensorLibrary,
  left: readonly Axis[],
  right: readonly Axis[],
  tensors: readonly TensorValue[],
): void {
  if (tensors.some(({ isAssumed }) => isAssumed)) return;
  reportError(
    call,
    {
      code: 'broadcast-shape',
      raises: broadcastWords(library, left, right),
      facts: {
        operation: operationOf(call),
        left: shapeOf(left),
        right: shapeOf(right),
      },
    },
    tensors,
  );
}

export function reportAxis(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  index: number,
  raises: string | null = axisWords(library, index, tensor.axes?.length ?? 0),
): void {
  if (tensor.isAssumed || !tensor.axes) return;
  const rank = tensor.axes.length;
  reportError(
    call,
    {
      code: 'axis-out-of-range',
      raises,
      facts: {
        operation: operationOf(call),
        axis: index,
        rank,
        shape: shapeOf(tensor.axes),
      },
    },
    [tensor],
  );
}

/** What was called, without its path. */
export function operationOf(call: Call): string {
  return call.path.slice(call.path.lastIndexOf('.') + 1);
}
