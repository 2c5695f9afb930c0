import type { Analysis, Shape, ShapedPlace } from '../analysis/model.js';
import { isPart, shapeText } from './shapes.js';

/** The hints in code, each with a setting of its own. */
export const hintKinds = ['assignments', 'parameters', 'chains', 'returns', 'layers'] as const;
export type HintKind = (typeof hintKinds)[number];

/** A shape to show behind a place of the source. */
export interface CodeHint {
  readonly kind: HintKind;
  readonly offset: number;
  readonly label: string;
  /** What it stands for, for its tooltip; null for a layer. */
  readonly place: ShapedPlace | null;
}

/** The shapes to show in a text, in its order; none that the line itself tells. */
export function codeHints(text: string, { tensors, expressions, networks }: Analysis): CodeHint[] {
  const hints: CodeHint[] = [
    ...tensors
      .filter(({ span, shape }) => !isObvious(text, span.end, shape))
      .map((tensor): CodeHint => hintBehind('assignments', tensor)),
    ...expressions.flatMap((place): CodeHint[] => {
      const own = text.slice(place.span.start, place.span.end);
      const kind = isName(own) ? kindOfName(text, place) : kindOfCall(text, place);
      return kind === null || endsWith(own, place.shape) ? [] : [hintBehind(kind, place)];
    }),
    ...networks
      .filter(({ config }) => config === null)
      .flatMap(({ layers }) => layers.filter((layer) => !layers.some((other) => isPart(layer, other))))
      .flatMap(({ span, output, calls }): CodeHint[] => {
        // A layer that is applied right where it is made has the shape of that call.
        if (!output || calls.some((call) => isPart({ span }, call))) return [];
        return [{ kind: 'layers', offset: span.end, label: `→ ${shapeText(output)}`, place: null }];
      }),
  ];
  const seen = new Set<number>();
  return hints.sort((a, b) => a.offset - b.offset).filter(({ offset }) => !seen.has(offset) && seen.add(offset));
}

function hintBehind(kind: HintKind, place: ShapedPlace): CodeHint {
  return { kind, offset: place.span.end, label: shapeText(place.shape), place };
}

function isName(text: string): boolean {
  return /^[\w$]+$/.test(text);
}

/** A name that is a parameter of a function; where a name is only read, nobody asks for its shape. */
function kindOfName(text: string, { span }: ShapedPlace): HintKind | null {
  const before = text.slice(Math.max(0, span.start - longestLine), span.start);
  const opened = before.lastIndexOf('(');
  const isInHead = /\b(?:def|function)\s*[\w$]*\s*$/.test(before.slice(0, Math.max(0, opened)));
  // Not the default of another parameter.
  return isInHead && opened >= 0 && /[(,]\s*$/.test(before) ? 'parameters' : null;
}

/** What follows a call decides where a hint is wanted: a chain goes on, or the statement returns it. */
function kindOfCall(text: string, { span }: ShapedPlace): HintKind | null {
  if (/^\s*[?!]?\.\s*[A-Za-z_$]/.test(text.slice(span.end, span.end + longestLine))) return 'chains';
  const line = text.slice(text.lastIndexOf('\n', span.start) + 1, span.start);
  return /^\s*return\s*[([]?\s*$/.test(line) ? 'returns' : null;
}

/** Whether the shape stands in numbers on the right of the assignment at the offset: `x = torch.zeros(2, 3)`. */
function isObvious(text: string, offset: number, shape: Shape): boolean {
  const line = /^[^\n]*/.exec(text.slice(offset, offset + longestLine))?.[0] ?? '';
  const right = /^[^=\n]*=(?!=)(.*)$/.exec(line)?.[1]?.replace(/(\s+#|\s*\/\/|;).*$/, '');
  return right !== undefined && endsWith(right, shape);
}

/** Whether a call ends in the shape as it is written: `zeros((2, 3))`, `reshape(2, 3)`, `randn(2, 3, device=d)`. */
function endsWith(call: string, shape: Shape): boolean {
  // The pattern costs more than a look at whether the sizes are there at all.
  if (shape.length === 0 || !shape.every((size) => size !== null && call.includes(String(size)))) return false;
  const sizes = shape.map((size) => String(size).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s*,\\s*');
  return new RegExp(`[([]\\s*${sizes}\\s*,?\\s*([)\\]]|[A-Za-z_]\\w*\\s*=)[^()[\\].]*[)\\]]*\\s*$`).test(call);
}

/** Further than this nobody looks for the end of a line. */
const longestLine = 1_000;
