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
import type { Network } from '../analysis/model.js';
import { networkHover } from '../wording/hovers.js';
import { shapeText } from '../wording/shapes.js';
import { documentSelector, isAnalysed, type Analyses } from './analyses.js';
import { outerShapes } from './places.js';
import { isHintEnabled } from './settings.js';

/** `(6, 5, 3) → (6, 5, 7)` beside each config. */
export function registerInlayHints(analyses: Analyses): Disposable {
  const changed = new EventEmitter<void>();
  const provider: InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, range) {
      if (!isAnalysed(document) || !isHintEnabled('inlayHints', document)) return [];
      return analyses
        .of(document)
        .networks.filter((network) => network.config !== null)
        .map((network) => shapesHint(document, network))
        .filter((hint) => hint !== null && range.contains(hint.position)) as InlayHint[];
    },
  };
  return Disposable.from(
    changed,
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('rnnLens') && changed.fire()),
    languages.registerInlayHintsProvider(documentSelector, provider),
  );
}

/** The hint stands right after the opening brace, the one place of an object that typing inside does not move. */
function shapesHint(document: TextDocument, network: Network): InlayHint | null {
  const { input, output } = outerShapes(network);
  if (!input || !output) return null;
  const label = `${shapeText(input)} → ${shapeText(output)}`;
  const hint = new InlayHint(document.positionAt(network.span.start + 1), label, InlayHintKind.Type);
  hint.paddingLeft = true;
  hint.tooltip = new MarkdownString(networkHover(network));
  return hint;
}
