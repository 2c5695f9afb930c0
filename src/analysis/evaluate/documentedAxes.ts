import { axis, type Axis, type FunctionValue } from '../domain/values.js';
import { axisWords } from '../syntax/pythonComments.js';
import type { AxisWord } from '../syntax/program.js';
import type { Machine } from './machine.js';

/** So much of a function's beginning is read. */
const longest = 2_000;

/**
 * What a function says of the first axes of a parameter, in its docstring or in the comments before its first statement:
 * `x: (batch, seq_len, features)`, `x (Tensor): shape [T, B, F]`.
 */
export function documentedAxes(
  { evaluation, language }: Machine,
  { statement, module }: FunctionValue,
  name: string,
): readonly Axis[] | null {
  if (statement === null || module !== null || language !== 'python') return null;
  const first = statement.body.find(({ kind, ...rest }) => kind !== 'expression' || !isText(rest));
  const end = Math.min(first?.span.start ?? statement.span.end, statement.nameSpan.end + longest);
  const text = evaluation.textOf({ start: statement.nameSpan.end, end });
  if (!/["#]|'''/.test(text)) return null;
  // Behind what opens a comment, an item or the docstring.
  const told = new RegExp(`^(?:.*#|[ \\t]*(?:["']{3}|:param\\b)?)\\W*(?:param\\s+)?${name}\\b(.*)$`);
  const lists = text
    .split('\n')
    .map((line) => [...(told.exec(line)?.[1] ?? '').matchAll(/[[(][^[\]()]*[\])]/g)].map(([list]) => axisWords(list)))
    .map((found) => found.filter((words) => words !== null))
    .find((found) => found.length > 0);
  // `(batch, time, features) or (time, batch, features)` leaves it open.
  const words = lists?.length === 1 ? lists[0]! : null;
  return words && firstAxes(words);
}

/** The batch and the time, where these are the first two. */
export function firstAxes(words: readonly AxisWord[]): readonly Axis[] | null {
  const [one, other] = words;
  return one?.role && other?.role && words.length <= 3 ? [axis(null, one.role), axis(null, other.role)] : null;
}

function isText(statement: object): boolean {
  const { expression } = statement as { readonly expression?: { readonly kind: string } };
  return expression?.kind === 'string';
}
