import { Uri, type Webview } from 'vscode';

/** What the panel may load: its own script and style, and nothing from anywhere else. */
export function panelRoots(extensionUri: Uri): Uri[] {
  return [Uri.joinPath(extensionUri, 'dist')];
}

/** The page of the unrolled view. Only the script with this page's nonce runs. */
export function panelPage(webview: Webview, extensionUri: Uri): string {
  const nonce = crypto.randomUUID();
  const address = (name: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>RNN Lens</title>
    <link rel="stylesheet" href="${address('panel.css')}" />
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${address('panel.js')}"></script>
  </body>
</html>`;
}
