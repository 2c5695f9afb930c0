import type { SyntaxNode } from '@lezer/common';
import type { Span } from './model.js';

/**
 * What to delete so that a property of an object is gone: the property, its comma and the white space up to what
 * stands next. null where no comma follows (the last one, or a text that is broken there).
 */
export function removalSpan(property: SyntaxNode, source: string): Span | null {
  let next = property.nextSibling;
  while (next && /Comment$/.test(next.name)) next = next.nextSibling;
  if (next?.name !== ',') return null;
  let end = next.to;
  while (/\s/.test(source[end] ?? '')) end++;
  return { start: property.from, end };
}
