import {expect, test} from 'vitest';
import {hintsForPreset} from '../../../src/cli/errors/hints-for-preset.ts';
import {hintsForProfile} from '../../../src/cli/errors/hints-for-profile.ts';
import {startHints} from '../../../src/cluster/start/start-hints.ts';
import Start from '../../../src/commands/start.ts';

const again = (argv: readonly string[], env = {}) =>
  [...startHints, ...Start.interruptedHints]
    .flatMap((hint) => hintsForProfile(hintsForPreset([hint], argv, env), 'dev'))
    .filter((hint) => hint.startsWith('flotilla start'));

test.each([
  [['start', '--preset', 'wordpress'], {}],
  [['start', '-n', '2', '--preset=wordpress'], {}],
  [['start'], {FLOTILLA_PRESET: 'wordpress'}],
])('a start of a preset that ends early is tried again with it: %j %j', (argv, env) => {
  expect(again(argv, env)).toEqual([
    'flotilla start -p dev --preset wordpress tries again from where this ended',
    'flotilla start -p dev --preset wordpress goes on where this ended',
  ]);
});

test('other starts and other commands have no preset', () => {
  expect(again(['start', '-n', '2'])[0]).toBe('flotilla start -p dev tries again from where this ended');
  expect(again(['node', 'add'], {FLOTILLA_PRESET: 'wordpress'})[0]).toBe('flotilla start -p dev tries again from where this ended');
});
