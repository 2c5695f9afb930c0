import {
  Disposable,
  EventEmitter,
  InlayHint,
  InlayHintKind,
  languages,
  MarkdownString,
  workspace,
  type InlayHintsProvider,
  type TextDocument,
} from 'vscode';
import type { Analysis, Network } from '../analysis/model.js';
import { codeHints, type CodeHint } from '../wording/codeHints.js';
import { tensorHover } from '../wording/codeHovers.js';
import { networkHover } from '../wording/hovers.js';
import { flowText } from '../wording/shapes.js';
import type { Analyses } from './analyses.js';
import { documentSelector, isAnalysed } from './documents.js';
import { enabledHintKinds, isHintEnabled } from './settings.js';

/** `(6, 5, 3) → (6, 5, 7)` beside each config, and in code the shapes that do not stand there. */
export function registerInlayHints(analyses: Analyses): Disposable {
  const changed = new EventEmitter<void>();
  /** The hints of all kinds of an analysis: scrolling asks again and again. */
  const known = new WeakMap<Analysis, readonly CodeHint[]>();
  const hintsIn = (document: TextDocument, analysis: Analysis): readonly CodeHint[] => {
    const hints = known.get(analysis) ?? codeHints(document.getText(), analysis);
    known.set(analysis, hints);
    return hints;
  };
  const provider: InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, range) {
      if (!isAnalysed(document) || !isHintEnabled('inlayHints', document)) return [];
      const analysis = analyses.of(document);
      const kinds = enabledHintKinds(document);
      const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return [
        ...analysis.networks
          .filter(({ config, layers }) => config !== null && layers.length > 0)
          .map((network) => configHint(document, network))
          .filter((hint) => range.contains(hint.position)),
        ...hintsIn(document, analysis)
          .filter(({ kind, offset }) => kinds.has(kind) && start <= offset && offset <= end)
          .map((hint) => codeHint(document, hint)),
      ];
    },
  };
  return Disposable.from(
    changed,
    analyses.onDidCatchUp(() => changed.fire()),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('rnnLens') && changed.fire()),
    languages.registerInlayHintsProvider(documentSelector, provider),
  );
}

/** The hint stands right after the opening brace, the one place of an object that typing inside does not move. */
function configHint(document: TextDocument, network: Network): InlayHint {
  return hintAt(document, network.span.start + 1, flowText(network), networkHover(network));
}

function codeHint(document: TextDocument, { offset, label, place }: CodeHint): InlayHint {
  return hintAt(document, offset, label, place && tensorHover(place));
}

function hintAt(document: TextDocument, offset: number, label: string, tooltip: string | null): InlayHint {
  const hint = new InlayHint(document.positionAt(offset), label, InlayHintKind.Type);
  hint.paddingLeft = true;
  if (tooltip !== null) hint.tooltip = new MarkdownString(tooltip);
  return hint;
}
