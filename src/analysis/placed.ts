import type { Layer, NamedSize, NamedTensor, Problem, ShapedPlace, Span } from './model.js';
import type { Program } from './syntax/program.js';

/** What was found at places of a program, at the places of its document. */

export function placedSpan({ start, end }: Span, at: Program['at']): Span {
  return { start: at(start), end: at(end) };
}

export function placedTensor(tensor: NamedTensor, at: Program['at']): NamedTensor {
  const { name, span, shape, roles, isAssumed } = tensor;
  return { name, span: placedSpan(span, at), shape, roles, isAssumed };
}

export function placedShape({ span, shape, roles, isAssumed }: ShapedPlace, at: Program['at']): ShapedPlace {
  return { span: placedSpan(span, at), shape, roles, isAssumed };
}

export function placedLayer(layer: Layer, at: Program['at']): Layer {
  const calls = layer.calls.map((call) => ({ ...call, span: placedSpan(call.span, at) }));
  return { ...layer, span: placedSpan(layer.span, at), calls };
}

export function placedSize(size: NamedSize, at: Program['at']): NamedSize {
  const { span, name, size: value, from } = size;
  return { span: placedSpan(span, at), name, size: value, from: from && placedSpan(from, at) };
}

export function placedProblem(problem: Problem, at: Program['at']): Problem {
  const fixes = problem.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map(({ span, text }) => ({ span: placedSpan(span, at), text })),
  }));
  const related = problem.related?.map((place) => ({ ...place, span: placedSpan(place.span, at) }));
  return { ...problem, span: placedSpan(problem.span, at), fixes, ...(related && { related }) };
}
