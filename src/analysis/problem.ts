import type { Problem, ProblemDetail, Severity, Span } from './model.js';

/** A problem without fixes. */
export function problem(severity: Severity, span: Span, detail: ProblemDetail): Problem {
  return { ...detail, severity, span, fixes: [] };
}
