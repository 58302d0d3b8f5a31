import {describe, expect, it} from 'vitest';
import {separateArguments} from '../../../../src/cluster/kubeconfig/kubectl/separate-arguments.ts';
import {withContext} from '../../../../src/cluster/kubeconfig/kubectl/with-context.ts';

const words = (text: string): string[] => text.split(' ').filter(Boolean);

describe('separateArguments', () => {
  it.each([
    ['get pods -n kube-system -o json', '-- get pods -n kube-system -o json'],
    ['-- get pods', '-- get pods'],
    ['-p dev get pods -p x', '-p dev -- get pods -p x'],
    ['--profile=dev --verbose -- get pods', '--profile=dev --verbose -- get pods'],
    ['--namespace kube-system get pods', '-- --namespace kube-system get pods'],
    ['exec web -- ls --help', '-- exec web -- ls --help'],
    ['-- exec web -- ls', '-- exec web -- ls'],
    ['get --help', '-- get --help'],
    ['--help', '--help'],
    ['-p dev', '-p dev'],
    ['-p', '-p'],
    ['', ''],
  ])('%s', (given, expected) => {
    expect(separateArguments(words(given))).toEqual(words(expected));
  });
});

describe('withContext', () => {
  it.each([
    ['get pods -n kube-system', 'get pods --context=dev -n kube-system'],
    ['get pods', 'get pods --context=dev'],
    ['exec web -- ls -l', 'exec web --context=dev -- ls -l'],
    ['some-plugin verb', 'some-plugin verb --context=dev'],
    ['run web --image=x -- sh --context=y', 'run web --context=dev --image=x -- sh --context=y'],
    ['--context other get pods', '--context other get pods'],
    ['get pods --kubeconfig=file', 'get pods --kubeconfig=file'],
    ['__complete get po', '__complete get po'],
    ['', ''],
  ])('%s', (given, expected) => {
    expect(withContext(words(given), 'dev')).toEqual(words(expected));
  });

  it('adds a server that is not the one of the context, where it adds the context', () => {
    const url = 'https://127.0.0.1:4';
    expect(withContext(['get', 'pods', '-A'], 'dev', url)).toEqual(['get', 'pods', '--context=dev', `--server=${url}`, '-A']);
    expect(withContext(['get', 'pods', '--context=x'], 'dev', url)).toEqual(['get', 'pods', '--context=x']);
  });
});
