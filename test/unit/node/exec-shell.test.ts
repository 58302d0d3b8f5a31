import {describe, expect, test} from 'vitest';
import {diagnoseNode} from '../../../src/node/diagnose-node.ts';
import {ExecShell} from '../../../src/node/exec/exec-shell.ts';
import {lastLines} from '../../../src/node/last-lines.ts';
import {FakeEngine} from '../../fakes/fake-engine.ts';

const signal = new AbortController().signal;

function shellThat(exitCode: number, stdout = '', stderr = ''): {readonly engine: FakeEngine; readonly shell: ExecShell} {
  const engine = new FakeEngine({answer: () => ({exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr)})});
  return {engine, shell: new ExecShell(engine.port, 'dev-worker')};
}

describe('a shell in a node', () => {
  test('gives what a command said', async () => {
    const {engine, shell} = shellThat(0, 'out', 'err');
    expect(await shell.run(['ls', '/'], {signal})).toEqual({exitCode: 0, stdout: 'out', stderr: 'err'});
    expect(engine.done).toEqual(['exec dev-worker: ls /']);
  });

  test('fails with the node, the command and its last words', async () => {
    const {shell} = shellThat(3, Array.from({length: 30}, (_, n) => `line ${n}`).join('\n'), 'at last\n\n');
    const failing = shell.run(['kubeadm', 'init'], {signal});
    await expect(failing).rejects.toMatchObject({
      id: 'E_NODE_COMMAND',
      message: 'On node dev-worker, kubeadm init ended with exit code 3.',
    });
    const {details} = (await failing.catch((error: unknown) => error)) as {readonly details: readonly string[]};
    expect(details).toHaveLength(15);
    expect(details.at(-1)).toBe('at last');
  });

  test('does not tell a script, which may hold secrets, when it fails', async () => {
    await expect(shellThat(1).shell.script('echo secret', {signal})).rejects.toThrow(
      /^On node dev-worker, a script ended with exit code 1\.$/,
    );
  });

  test('takes any exit code as an answer when asked to', async () => {
    expect(await shellThat(7).shell.tryRun(['false'], {signal})).toMatchObject({exitCode: 7});
  });

  test('reads a file, or says that it is not there', async () => {
    expect((await shellThat(0, 'text').shell.read('/etc/x', {signal})).toString()).toBe('text');
    await expect(shellThat(1).shell.read('/etc/x', {signal})).rejects.toMatchObject({
      id: 'E_FILE',
      message: expect.stringContaining('/etc/x'),
    });
  });
});

describe('the evidence of a node', () => {
  test('is what it last said', async () => {
    expect(await diagnoseNode(shellThat(0, 'failed unit: kubelet.service\n\n').shell)).toEqual(['failed unit: kubelet.service']);
  });

  test('is that it does not answer, when it does not', async () => {
    const engine = new FakeEngine({
      answer: () => {
        throw new Error('gone');
      },
    });
    expect(await diagnoseNode(new ExecShell(engine.port, 'dev-worker'))).toEqual(['node dev-worker does not answer']);
  });
});

describe('last lines', () => {
  test('are those that are not blank', () => expect(lastLines('a\nb  \n\n  \nc\n', 2)).toEqual(['b', 'c']));
});
