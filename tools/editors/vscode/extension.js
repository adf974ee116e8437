// Starts the language server and restarts it when its settings change.
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

async function start() {
  const settings = vscode.workspace.getConfiguration('terrace');
  const command = settings.get('path');
  const server = { command, args: settings.get('arguments') };
  const options = { documentSelector: [{ language: 'mlir' }] };
  client = new LanguageClient('terrace', 'Terrace', server, options);
  try {
    await client.start();
  } catch (error) {
    const open = 'Open Settings';
    const said = `Cannot start \`${command}\`: ${error.message ?? error}`;
    if ((await vscode.window.showErrorMessage(said, open)) === open) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'terrace.path');
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  // A client that never ran has nothing to stop.
  await running?.stop().catch(() => {});
}

async function restart() {
  await stop();
  await start();
}

// The passes are code actions: the editor shows them as a list to choose from.
function runPass() {
  return vscode.commands.executeCommand('editor.action.codeAction', {
    kind: 'refactor.rewrite.pass',
    apply: 'never',
  });
}

async function activate(context) {
  const changed = vscode.workspace.onDidChangeConfiguration((event) => {
    const settings = ['terrace.path', 'terrace.arguments'];
    if (settings.some((name) => event.affectsConfiguration(name))) {
      return restart();
    }
  });
  context.subscriptions.push(
    changed,
    vscode.commands.registerCommand('terrace.restart', restart),
    vscode.commands.registerCommand('terrace.runPass', runPass),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
