import type { LayerRecord } from '../../domain/records.js';
import type { RuleDetail } from '../../domain/rules.js';
import type { Size } from '../../domain/sizes.js';
import type { TensorValue } from '../../domain/values.js';
import type { Fix, Severity, Span } from '../../model.js';
import type { Argument, Call, Evaluation } from '../library.js';
import { shapeFrom } from '../shapeReports.js';

export interface Circumstances {
  readonly severity?: Severity;
  /** Tensors whose origins explain it. */
  readonly tensors?: readonly TensorValue[];
  readonly layer?: LayerRecord | null;
  readonly fix?: Fix | null;
  readonly span?: Span;
}

/** Reports with the places where the shapes and the layer came from. */
export function reportRule(call: Call, detail: RuleDetail, circumstances: Circumstances = {}): void {
  const { severity = 'error', tensors = [], layer = null, fix = null, span = call.span } = circumstances;
  const related = tensors.filter(({ origin }) => origin?.start !== span.start).flatMap(shapeFrom);
  if (layer && layer.span.start !== span.start) related.push({ span: layer.span, what: 'layer-made', shape: null });
  call.evaluation.report({ ...detail, severity, span, fixes: fix ? [fix] : [], related });
}

/**
 * Writes the right number where the declared one stands: only over a number, or, where the input is twice as wide as
 * the two directions of a layer make it, over a plain name.
 */
export function sizeFix(
  evaluation: Evaluation,
  argument: Argument | undefined,
  parameter: string,
  expected: Size,
  found: Size,
  cause: string | null = null,
): Fix | null {
  const span = argument?.valueSpan;
  if (!span || typeof found !== 'number' || typeof expected !== 'number') return null;
  const written = evaluation.textOf(span).trim();
  const isNumber = /^\d+$/.test(written) && Number(written) === expected;
  const isDoubled = cause === 'bidirectional' && /^[A-Za-z_][\w.]*$/.test(written);
  if (!isNumber && !isDoubled) return null;
  const text = isNumber ? String(found) : `2 * ${written}`;
  return { action: { kind: 'write', text: `${parameter}=${text}` }, edits: [{ span, text }] };
}

/** `name=True` in a constructor call: over what is written for it, else before the last bracket. */
export function optionFix(
  evaluation: Evaluation,
  call: Span,
  argument: Argument | undefined,
  name: string,
  value: 'True' | 'False',
): Fix | null {
  const text = `${name}=${value}`;
  const written = argument?.valueSpan;
  if (written) {
    if (!/^(True|False)$/.test(evaluation.textOf(written))) return null;
    return { action: { kind: 'write', text }, edits: [{ span: written, text: value }] };
  }
  const source = evaluation.textOf(call);
  if (!source.endsWith(')')) return null;
  const before = source.slice(0, -1).trimEnd();
  const separator = before.endsWith('(') ? '' : before.endsWith(',') ? ' ' : ', ';
  const at = call.start + before.length;
  return { action: { kind: 'write', text }, edits: [{ span: { start: at, end: at }, text: separator + text }] };
}

/** `(1, 3, 20)` as PyTorch writes what it expects. */
export function sizesText(sizes: readonly (number | string | null)[]): string {
  return `(${sizes.map((size) => size ?? '?').join(', ')}${sizes.length === 1 ? ',' : ''})`;
}

/** `[1, 3, 20]` as PyTorch writes what it got. */
export function listText(sizes: readonly (number | string | null)[]): string {
  return `[${sizes.map((size) => size ?? '?').join(', ')}]`;
}
