import { giverOf } from '../domain/nothing.js';
import type { Value } from '../domain/values.js';
import type { Span } from '../model.js';
import type { Evaluation } from './library.js';

interface Use {
  readonly span: Span;
  /** What is done with it, for the sentence that says what to do. */
  readonly use: string;
  readonly raises: string | null;
}

/** A function without a `return` gives None, and None is taken apart, computed with, or given to a layer. */
export function checkNothing(evaluation: Evaluation, value: Value | undefined, { span, use, raises }: Use): void {
  const giver = giverOf(value);
  if (giver === null || evaluation.language !== 'python' || span.end <= span.start) return;
  evaluation.report({
    code: 'missing-return',
    severity: 'error',
    span,
    raises,
    facts: { callee: giver.name, use, cause: giver.isInPlace ? 'in-place' : null },
    fixes: [],
    related: [],
  });
}
