import {randomBytes} from 'node:crypto';
import {readlink} from 'node:fs/promises';
import {execa} from 'execa';
import {until} from '../support/until.ts';

/**
 * A network namespace that stands for another machine: one wire leads to this one, and neither this one's loopback device nor its bridges can be
 * reached from there otherwise.
 */
export interface Laptop extends AsyncDisposable {
  /** Words that run a program on it. */
  readonly prefix: readonly string[];
  /** This machine's address, as the laptop knows it. */
  readonly engineAddress: string;
}

export async function openLaptop(): Promise<Laptop> {
  const holder = execa('unshare', ['--net', 'sleep', 'infinity'], {reject: false, stdio: 'ignore'});
  const namespace = `/proc/${holder.pid}/ns/net`;
  await until('the network namespace', async () => (await readlink(namespace)) !== (await readlink('/proc/self/ns/net')));
  const prefix = ['nsenter', `--net=${namespace}`];
  const [wire, net] = [`t-${randomBytes(3).toString('hex')}`, `10.${200 + ((randomBytes(1)[0] ?? 0) % 10)}.${randomBytes(1)[0]}`];
  const ip = (...words: readonly string[]) => execa('ip', words);
  const there = (...words: readonly string[]) => execa('nsenter', [...prefix.slice(1), 'ip', ...words]);
  await ip('link', 'add', wire, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder.pid));
  await ip('address', 'add', `${net}.1/30`, 'dev', wire);
  await ip('link', 'set', wire, 'up');
  await there('address', 'add', `${net}.2/30`, 'dev', 'eth0');
  await there('link', 'set', 'eth0', 'up');
  await there('link', 'set', 'lo', 'up');
  return {
    prefix,
    engineAddress: `${net}.1`,
    async [Symbol.asyncDispose]() {
      // The wire goes with the namespace that holds its other end.
      holder.kill('SIGKILL');
      await holder;
    },
  };
}
