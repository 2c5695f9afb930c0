import { findNetworks } from '../../src/analysis/analyze.js';
import type { Analysis, Fix, LanguageId, Network, Span } from '../../src/analysis/model.js';
import { flowText } from '../../src/wording/shapes.js';

/** A gigabyte, as the setting has it. */
export const memoryLimit = 1_000_000_000;

/** The analysis without its guard, so that what throws fails the test, and with time enough for a busy machine. */
export function analyzeJson(text: string, fileName = 'model.json'): Analysis {
  return find(text, 'json', fileName);
}

export function analyzeTypeScript(text: string, fileName = 'model.ts'): Analysis {
  return find(text, 'typescript', fileName);
}

function find(text: string, language: LanguageId, fileName: string): Analysis {
  return findNetworks(text, language, { fileName, memoryLimit, timeLimit: 60_000 });
}

/** `name (6, 5, 3) → (6, 5, 7)` of each network. */
export function flows({ networks }: Analysis): string[] {
  return networks.map((network) => `${network.name} ${flowText(network)}`);
}

/** `error invalid-size -5`: severity, code and the marked text of each problem. */
export function marks(text: string, { problems }: Analysis): string[] {
  return problems.map(({ severity, code, span }) => `${severity} ${code} ${text.slice(span.start, span.end)}`);
}

/** The only network of an analysis. */
export function only({ networks }: Analysis): Network {
  const [network] = networks;
  if (!network || networks.length > 1) throw new Error(`There are ${networks.length} networks.`);
  return network;
}

/** The text after a quick fix. */
export function applyFix(text: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((so, { span, text: insert }) => so.slice(0, span.start) + insert + so.slice(span.end), text);
}

/** Every span of an analysis. */
export function spansOf({ networks, problems }: Analysis): Span[] {
  return [
    ...networks.flatMap(({ span, nameSpan, layers, config }) => [
      span,
      nameSpan,
      ...layers.map((layer) => layer.span),
      ...(config?.fields ?? []).flatMap(({ keySpan, valueSpan }) => [keySpan, valueSpan]),
    ]),
    ...problems.flatMap(({ span, fixes }) => [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))]),
  ];
}
