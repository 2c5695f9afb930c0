import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ruleCodes } from '../analysis/domain/rules.js';
import type { Problem, Severity, Span } from '../analysis/model.js';
import { fixTitle, problemMessage } from '../wording/problems.js';
import { isRuleProblem, relatedNote } from '../wording/rules.js';
import { ruleSection } from '../wording/ruleDocs.js';
import { ruleTitles } from '../wording/ruleTitles.js';
import type { CheckedFile } from './check.js';

/** What the log says of the tool itself. */
export interface SarifTool {
  readonly version: string;
  /** The text of `docs/rules.md`. */
  readonly rules: string;
}

/** SARIF 2.1.0, as code scanning reads it: the problems and, of each rule, what it means. */
export function checkSarif(files: readonly CheckedFile[], { version, rules }: SarifTool): string {
  const others = files.flatMap(({ problems }) => problems.filter((problem) => !isRuleProblem(problem)));
  const codes: readonly string[] = [...ruleCodes, ...new Set(others.map(({ code }) => code))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'RNN Lens',
            version,
            semanticVersion: version,
            rules: codes.map((code) => ruleOf(code, rules)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap((file) => file.problems.map((problem) => resultOf(file, problem, codes))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string, rules: string) {
  const title = Object.hasOwn(ruleTitles, id) ? ruleTitles[id as keyof typeof ruleTitles] : null;
  const help = ruleSection(rules, id);
  return {
    id,
    ...(title !== null && { shortDescription: { text: title } }),
    ...(help !== null && { help: { text: help, markdown: help } }),
  };
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

function resultOf(file: CheckedFile, problem: Problem, codes: readonly string[]) {
  const { code, severity, span, fixes, related = [] } = problem;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: problemMessage(problem) },
    locations: [locationOf(file, span)],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        ...locationOf(file, place.span),
        message: { text: relatedNote(place) },
      })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map((fix) => ({
        description: { text: fixTitle(fix) },
        artifactChanges: [
          {
            artifactLocation: artifactOf(file),
            replacements: fix.edits.map((edit) => ({
              deletedRegion: regionOf(file, edit.span),
              insertedContent: { text: edit.text },
            })),
          },
        ],
      })),
    }),
  };
}

/** Lines of a notebook count from the beginning of their cell, which is named by its number. */
function locationOf(file: CheckedFile, span: Span) {
  const { cell } = file.rangeOf(span);
  return {
    physicalLocation: { artifactLocation: artifactOf(file), region: regionOf(file, span) },
    ...(cell !== undefined && { logicalLocations: [{ name: `cell ${cell}`, kind: 'module', index: cell }] }),
  };
}

function artifactOf({ path }: CheckedFile) {
  const isFile = path !== '-';
  return { uri: isFile && isAbsolute(path) ? pathToFileURL(path).href : encodeURI(path.replaceAll('\\', '/')) };
}

function regionOf(file: CheckedFile, span: Span) {
  const { start, end } = file.rangeOf(span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
