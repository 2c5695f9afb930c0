import { codeAnalysis, type Modules } from '../../../src/analysis/code.js';
import type { Analysis, Layer, Problem, Shape } from '../../../src/analysis/model.js';

export interface ShapesOf {
  readonly analysis: Analysis;
  /** By the variable's name, the last assignment's: `(32, T, 256)`; `?` is a size that nobody knows. */
  readonly shapes: Readonly<Record<string, string>>;
  readonly layers: readonly Layer[];
  readonly problems: readonly Problem[];
  /** `code@line`, in source order. */
  readonly codes: readonly string[];
}

/** Analyses a Python program, or a JavaScript one, whose lines may be indented as a whole. */
export function shapesOf(
  source: string,
  { language = 'python', modules }: { language?: 'python' | 'typescript'; modules?: Modules } = {},
): ShapesOf {
  const text = outdented(source);
  const fileName = language === 'python' ? 'program.py' : 'program.ts';
  const analysis = codeAnalysis(text, language, { fileName, ...(modules && { modules }) }, Number.POSITIVE_INFINITY);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const problems = [...analysis.problems].sort((a, b) => a.span.start - b.span.start);
  return {
    analysis,
    shapes: Object.fromEntries(analysis.tensors.map(({ name, shape }) => [name, shapeWords(shape)])),
    layers: analysis.networks.flatMap(({ layers }) => layers),
    problems,
    codes: problems.map(({ code, span }) => `${code}@${lineOf(span.start)}`),
  };
}

/** The problems of lines that stand behind a beginning which is indented by two: code, severity, the framework's words. */
export function toldOf(beginning: string, lines: string): unknown[][] {
  const { problems } = shapesOf(`${beginning}${lines.replace(/^/gm, '  ')}\n`);
  return problems.map((problem) => [problem.code, problem.severity, 'raises' in problem && problem.raises]);
}

export function shapeWords(shape: Shape): string {
  return `(${shape.map((dim) => dim ?? '?').join(', ')}${shape.length === 1 ? ',' : ''})`;
}

function outdented(source: string): string {
  const lines = source.replace(/^\n/, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
