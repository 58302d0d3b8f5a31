import {expect, it} from 'vitest';
import {outputMode} from '../../../src/cli/output-mode.ts';

it.each([
  [['-o', 'json'], {}, true],
  [['-ojson'], {}, true],
  [['--output=json'], {}, true],
  [['--output', 'json'], {}, true],
  [['--json'], {}, true],
  [[], {FLOTILLA_OUTPUT: 'json'}, true],
  [[], {FLOTILLA_JSON: 'true'}, true],
  [['-o', 'text'], {FLOTILLA_OUTPUT: 'json'}, false],
  [['--', '-o', 'json'], {}, false],
  [['--', '--json'], {}, false],
  [['-o'], {}, false],
  [[], {}, false],
])('%j %j: JSON is %s', (argv, env, json) => {
  expect(outputMode(argv, env as Record<string, string>).json).toBe(json);
});

it('is verbose by flag and by variable', () => {
  expect(outputMode(['--verbose'], {}).verbose).toBe(true);
  expect(outputMode([], {FLOTILLA_VERBOSE: '1'}).verbose).toBe(true);
  expect(outputMode(['--', '--verbose'], {}).verbose).toBe(false);
});
