import {expect, test} from 'vitest';
import {separatedWords} from '../../../src/cli/separated-words.ts';

test.each([
  [['-p', 'dev', 'curl', '-s', 'http://web'], ['flotilla ssh -p dev -- curl -s http://web']],
  [['curl', '-s', 'a b'], ['flotilla ssh -- COMMAND']],
  [['curl', '-s', 'http://web', '-p', 'dev'], ['flotilla ssh -- COMMAND']],
  [['-pdev', 'ls', '-l', '--node=w'], ['flotilla ssh -- COMMAND']],
  [['--nope'], []],
  [['hostname'], []],
  [['--nope', '--', 'ls', '-l'], []],
])('of %j the hint is %j', (argv, hints) => {
  expect(separatedWords('ssh', argv)).toEqual(hints);
});
