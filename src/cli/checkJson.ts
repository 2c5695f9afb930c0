import type { Network, Problem } from '../analysis/model.js';
import { fixTitle, problemMessage } from '../wording/problems.js';
import type { CheckedFile } from './check.js';
import type { Range } from '../wording/lineIndex.js';

/** The JSON of `rnn-lens check`, version 1; it changes only by new fields. */
export function checkJson(files: readonly CheckedFile[]): string {
  const result = {
    version: 1,
    files: files.map((file) => ({
      path: file.path,
      networks: file.networks.map((network) => networkJson(network, file.rangeOf)),
      tensors: file.tensors.map(({ name, span, shape }) => ({ name, range: file.rangeOf(span), shape })),
      problems: file.problems.map((problem) => problemJson(problem, file.rangeOf)),
    })),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** A network as `check` and `run` print it. */
export function networkJson(network: Network, rangeOf: CheckedFile['rangeOf']) {
  return {
    name: network.name,
    framework: network.framework,
    range: rangeOf(network.span),
    layers: network.layers.map(({ span, calls, ...layer }) => ({
      name: layer.name,
      kind: layer.kind,
      range: rangeOf(span),
      input: layer.input,
      output: layer.output,
      state: layer.state,
      options: layer.options,
      weights: layer.weights,
      parameters: layer.parameters,
      calls: calls.map((call) => ({
        range: rangeOf(call.span),
        input: call.input,
        output: call.output,
        state: call.state,
      })),
    })),
  };
}

function problemJson(problem: Problem, rangeOf: (span: Problem['span']) => Range) {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problemMessage(problem),
    range: rangeOf(problem.span),
    fixes: problem.fixes.map((fix) => ({
      title: fixTitle(fix),
      edits: fix.edits.map(({ span, text }) => ({ range: rangeOf(span), text })),
    })),
  };
}
