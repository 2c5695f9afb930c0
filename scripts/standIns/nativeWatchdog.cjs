// @ts-check
/* global process, setInterval */
// In the place of @vscode/native-watchdog, which is C++: ends the extension host when its parent is gone.

/** @param {number} pid the parent's */
exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
};

/** @param {number} code */
exports.exit = (code) => process.exit(code);
