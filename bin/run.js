// The entry of the program. Everything before the version check is written so that an old Node can read it.
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';

const minimum = [22, 19];
const found = process.versions.node.split('.').map(Number);

if (found[0] < minimum[0] || (found[0] === minimum[0] && found[1] < minimum[1])) {
  process.stderr.write(
    'Error: Flotilla needs Node.js ' +
      minimum.join('.') +
      ' or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'Try: npm install -g node@24, or bin/setup in a checkout, which brings one\n' +
      '(E_TOOL_MISSING)\n',
  );
  process.exit(15);
}

// Compiled code is kept between runs, so that a command starts in the time it takes to read it.
const cacheHome = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
module.enableCompileCache(process.env.NODE_COMPILE_CACHE || path.join(cacheHome, 'flotilla', 'compile-cache'));

// A shell that completes a word gets its answer without what commands need.
const completes = process.argv[2] === '__complete' && process.argv[3] !== 'kubectl';

import(completes ? '../dist/cli/complete/main.js' : '../dist/cli/main.js').then(
  (program) => program.main(process.argv.slice(2)),
  (error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('Error: Flotilla has not been built.\n  ' + error.message + '\nTry: npm run build\n(E_TOOL_MISSING)\n');
    process.exit(15);
  },
);
