import type { Fix, Span } from '../../model.js';
import type { Evaluation } from '../library.js';
import { type Layer } from './layer.js';
import { camelCase } from '../camelCase.js';

/** `return_sequences=True` in the constructor of a recurrent layer; null where the text is not as it should be. */
export function returnSequencesFix(layer: Layer | null, evaluation: Evaluation): Fix | null {
  return layer && optionFix(layer, 'return_sequences', evaluation);
}

/** Sets an option of a layer to true where the layer is constructed: the one place that knows how a language says so. */
function optionFix(layer: Layer, name: string, evaluation: Evaluation): Fix | null {
  const isScript = evaluation.language === 'javascript';
  const [spelling, truth] = isScript ? [`${camelCase(name)}: `, 'true'] : [`${name}=`, 'True'];
  const { span } = layer.record;
  const written = isScript ? null : layer.given.get(name)?.valueSpan;
  const edit = written
    ? { span: written, text: truth }
    : insertion(evaluation.textOf(span), span, spelling + truth, isScript);
  return edit && { action: { kind: 'write', text: spelling + truth }, edits: [edit] };
}

/** Before the last bracket of a call, or in JavaScript of the options object; `.fit(…)` may follow in neither. */
function insertion(
  text: string,
  { start }: Span,
  words: string,
  isScript: boolean,
): { readonly span: Span; readonly text: string } | null {
  const end = isScript ? /\}\s*,?\s*\)$/.exec(text)?.index : /\)$/.exec(text)?.index;
  if (end === undefined || (isScript && text.includes(words.slice(0, words.indexOf(':'))))) return null;
  const before = text.slice(0, end).trimEnd();
  const separator = /[({]$/.test(before) ? '' : before.endsWith(',') ? ' ' : ', ';
  const at = start + before.length;
  return { span: { start: at, end: at }, text: separator + words };
}
