import type { ExtensionContext } from 'vscode';
import { registerAnalyses } from './editor/analyses.js';
import { createApi, type RnnLensApi } from './editor/api.js';
import { registerCodeLens } from './editor/codeLens.js';
import { registerDataFiles } from './editor/dataFiles.js';
import { registerDiagnostics } from './editor/diagnostics.js';
import { registerEditorContext } from './editor/editorContext.js';
import { registerHover } from './editor/hover.js';
import { registerInlayHints } from './editor/inlayHints.js';
import { registerNetworksView } from './editor/networksView.js';
import { registerNewExample } from './editor/newExample.js';
import { registerOpenUnrolledView } from './editor/openUnrolledView.js';
import { registerQuickFixes } from './editor/quickFixes.js';
import { registerSchema } from './editor/schema.js';
import { registerRunWorkers } from './editor/runWorkers.js';
import { registerShowShapes } from './editor/showShapes.js';
import { registerUnrolledPanel } from './editor/unrolledPanel.js';
import { registerWorkspaceNetworks } from './editor/workspaceNetworks.js';

export function activate(context: ExtensionContext): RnnLensApi {
  const analyses = registerAnalyses();
  const dataFiles = registerDataFiles(analyses);
  const workspaceNetworks = registerWorkspaceNetworks(analyses);
  const networksView = registerNetworksView(workspaceNetworks);
  const workers = registerRunWorkers(context.extensionUri, analyses);
  const panel = registerUnrolledPanel(context, analyses, dataFiles, workers);
  context.subscriptions.push(
    analyses,
    dataFiles,
    workspaceNetworks,
    networksView,
    panel,
    workers,
    registerCodeLens(analyses),
    registerInlayHints(analyses),
    registerHover(analyses),
    registerDiagnostics(analyses, dataFiles),
    registerQuickFixes(analyses),
    registerEditorContext(analyses),
    registerOpenUnrolledView(analyses, workspaceNetworks, panel),
    registerShowShapes(analyses, workspaceNetworks),
    registerNewExample(),
    registerSchema(context.extensionUri),
  );
  return createApi(workspaceNetworks, panel, networksView);
}
