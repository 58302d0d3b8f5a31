import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {execa} from 'execa';
import {describe, expect, it} from 'vitest';
import {killCommand} from '../../../../src/node/ssh/remote-command.ts';

describe('killCommand', () => {
  it.each(['sh', 'bash'])('ends a process group from %s', async (shell) => {
    const child = spawn('sleep', ['300'], {detached: true, stdio: 'ignore'});
    const ended = once(child, 'exit');
    const {stderr} = await execa(shell, ['-c', killCommand(child.pid ?? 0)], {reject: false});
    expect(stderr).toBe('');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });
});
