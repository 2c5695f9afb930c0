import type { Analysis, Call, Fix, Layer, Network, Problem, ShapedPlace, Span } from '../analysis/model.js';

type Shift = (span: Span) => Span;

/**
 * The part of an analysis that stands in one stretch of its text, as a cell has it of its notebook, with places
 * counted from the beginning of that stretch. Secondary places (where a size came from, calls of a layer) may then lie
 * before it or behind it.
 */
export function analysisWithin(analysis: Analysis, part: Span): Analysis {
  const isInside = ({ start }: Span) => part.start <= start && start <= part.end;
  const holds = ({ span }: { readonly span: Span }) => isInside(span);
  const inside: Analysis = {
    ...analysis,
    networks: analysis.networks.filter(({ nameSpan, layers }) => isInside(nameSpan) || layers.some(holds)),
    tensors: analysis.tensors.filter(holds),
    expressions: analysis.expressions.filter(holds),
    sizes: analysis.sizes.filter(holds),
    problems: analysis.problems.filter(holds),
  };
  return withPlaces(inside, ({ start, end }) => ({ start: start - part.start, end: end - part.start }));
}

/** An analysis with all of its places changed. */
export function withPlaces(analysis: Analysis, shift: Shift): Analysis {
  const shiftPlace = <Place extends ShapedPlace>(place: Place): Place => ({ ...place, span: shift(place.span) });
  return {
    ...analysis,
    networks: analysis.networks.map((network) => shiftNetwork(network, shift)),
    tensors: analysis.tensors.map(shiftPlace),
    expressions: analysis.expressions.map(shiftPlace),
    sizes: analysis.sizes.map((size) => ({ ...size, span: shift(size.span), from: size.from && shift(size.from) })),
    problems: analysis.problems.map((problem) => shiftProblem(problem, shift)),
  };
}

function shiftNetwork(network: Network, shift: Shift): Network {
  return {
    ...network,
    span: shift(network.span),
    nameSpan: shift(network.nameSpan),
    layers: network.layers.map((layer) => shiftLayer(layer, shift)),
  };
}

function shiftLayer(layer: Layer, shift: Shift): Layer {
  const shiftCall = (call: Call): Call => ({ ...call, span: shift(call.span) });
  return { ...layer, span: shift(layer.span), calls: layer.calls.map(shiftCall) };
}

function shiftProblem(problem: Problem, shift: Shift): Problem {
  const shiftFix = (fix: Fix): Fix => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, span: shift(edit.span) })),
  });
  return {
    ...problem,
    span: shift(problem.span),
    fixes: problem.fixes.map(shiftFix),
    ...(problem.related && {
      related: problem.related.map((place) => ({ ...place, span: shift(place.span) })),
    }),
  };
}
