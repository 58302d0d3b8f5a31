import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {arrangeWords} from '../../../src/cli/arrange-words.ts';
import {hintsForProfile, namedProfile} from '../../../src/cli/errors/hints-for-profile.ts';
import {minikubeNotes} from '../../../src/cli/minikube-flags.ts';

const arranged = (line: string): string => arrangeWords(line.split(' ').filter(Boolean)).join(' ');

describe('words of a command line', () => {
  test.each([
    ['-p dev status', 'status -p dev'],
    ['--profile=dev -o json node list', 'node list --profile=dev -o json'],
    ['-pdev --verbose ssh -- ls -p', 'ssh -pdev --verbose -- ls -p'],
    ['-p dev kubectl get pods', 'kubectl -p dev get pods'],
    ['help start', 'start --help'],
    ['help', '--help'],
    ['-p dev', '-p dev'],
    ['status -p dev', 'status -p dev'],
  ])('%s is %s', (line, expected) => {
    expect(arranged(line)).toBe(expected);
  });

  test('are all kept, and those that begin with a command stay in order', () => {
    const word = fc.constantFrom('status', 'node', 'list', '-p', '--json', '--', 'x', '-o');
    const all = fc.property(fc.array(word), (words) => {
      expect(arrangeWords(words).toSorted()).toEqual(words.toSorted());
      expect(arrangeWords(['status', ...words])).toEqual(['status', ...words]);
    });
    fc.assert(all);
  });
});

describe('hints', () => {
  test('name the profile that was asked for, once', () => {
    const hints = [
      'flotilla start',
      'flotilla logs --problems',
      'flotilla status -p dev',
      'flotilla node add adds one',
      'flotilla mount remove /src tries again',
      'flotilla node-image list',
      'flotilla delete --all deletes them',
      'flotilla addons list -o json   shows the options',
      'flotilla addons enable ./FOLDER, for one of your own',
      'flotilla dashboard',
      'flotilla delete and flotilla start make the cluster anew',
      'flotilla ssh --help',
      'wait',
    ];
    expect(hintsForProfile(hints, 'dev')).toEqual([
      'flotilla start -p dev',
      'flotilla logs -p dev --problems',
      'flotilla status -p dev',
      'flotilla node add -p dev adds one',
      'flotilla mount remove -p dev /src tries again',
      'flotilla node-image list',
      'flotilla delete --all deletes them',
      'flotilla addons list -p dev -o json   shows the options',
      'flotilla addons enable -p dev ./FOLDER, for one of your own',
      'flotilla dashboard -p dev',
      'flotilla delete -p dev and flotilla start -p dev make the cluster anew',
      'flotilla ssh --help',
      'wait',
    ]);
    expect(hintsForProfile(hints, undefined)).toBe(hints);
  });

  test.each([
    [['status', '-p', 'dev'], {}, 'dev'],
    [['status', '--profile=dev'], {FLOTILLA_PROFILE: 'other'}, 'dev'],
    [['ssh', '--', '-p', 'x'], {FLOTILLA_PROFILE: 'other'}, 'other'],
    [['status'], {}, undefined],
  ])('%j with %j is about %s', (argv, env, expected) => {
    expect(namedProfile(argv, env)).toBe(expected);
  });
});

test('flags of minikube are said to change nothing where they ask for something else', () => {
  expect(minikubeNotes({driver: 'docker', 'container-runtime': 'containerd'})).toEqual([]);
  expect(minikubeNotes({driver: 'kvm2', 'disk-size': '20g'})).toEqual([
    '--driver kvm2 changes nothing: nodes are containers of Docker.',
    "--disk-size 20g changes nothing: nodes share the disk of the engine's machine.",
  ]);
});
