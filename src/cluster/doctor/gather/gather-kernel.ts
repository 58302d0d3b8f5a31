import {access, readdir, readFile} from 'node:fs/promises';
import {release} from 'node:os';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import type {KernelFacts} from '../doctor-facts.ts';
import {readText} from './read-text.ts';

/** What /proc, /sys, /boot and /lib/modules show of this machine's kernel. */
export async function gatherKernel(): Promise<KernelFacts> {
  const [filesystems, config, modules, cgroupControllers, hasKmsg, memory] = await Promise.all([
    readText('/proc/filesystems'),
    kernelConfig(),
    kernelModules(),
    controllers(),
    access('/dev/kmsg').then(
      () => true,
      () => false,
    ),
    readText('/proc/meminfo'),
  ]);
  return {
    filesystems: filesystems.split('\n').flatMap((line) => line.split('\t').at(-1) || []),
    modules,
    cgroupControllers,
    hasKmsg,
    swapBytes: Number(/^SwapTotal:\s+(\d+) kB/m.exec(memory)?.[1] ?? 0) * 1024,
    ...(config === undefined ? {} : {config: parseKernelConfig(config)}),
  };
}

/** The options of a kernel's configuration that are built in or modules, without CONFIG_. */
export function parseKernelConfig(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^CONFIG_(\w+)=[ym]$/gm)].map(([, option = '']) => option));
}

async function kernelConfig(): Promise<string | undefined> {
  const published = await readFile('/proc/config.gz').then(promisify(gunzip), () => undefined);
  const text = published?.toString() ?? (await readText(`/boot/config-${release()}`));
  return text === '' ? undefined : text;
}

/** Names with underscores, as the kernel spells them: loaded ones, and those that depmod has listed on disk. */
async function kernelModules(): Promise<ReadonlySet<string>> {
  const folder = `/lib/modules/${release()}`;
  const [loaded, shown, builtIn, loadable] = await Promise.all([
    readText('/proc/modules'),
    readdir('/sys/module').catch(() => []),
    readText(`${folder}/modules.builtin`),
    readText(`${folder}/modules.dep`),
  ]);
  const onDisk = [...`${builtIn}\n${loadable}`.matchAll(/^[^:\n]*?([^/:\n]+)\.ko(?:\.\w+)?(?=:|$)/gm)].map(([, name = '']) =>
    name.replaceAll('-', '_'),
  );
  return new Set([...loaded.split('\n').flatMap((line) => line.split(' ')[0] || []), ...shown, ...onDisk]);
}

/** Controllers of the unified hierarchy, or those that are mounted in hierarchies of version 1. */
async function controllers(): Promise<readonly string[]> {
  const unified = await readText('/sys/fs/cgroup/cgroup.controllers');
  if (unified !== '') return unified.trim().split(' ');
  return parseCgroupMounts(await readText('/proc/self/mounts'));
}

/** The controllers among the options of cgroup mounts in /proc/mounts. */
export function parseCgroupMounts(mounts: string): readonly string[] {
  const known = [
    'cpu',
    'cpuacct',
    'cpuset',
    'memory',
    'pids',
    'devices',
    'freezer',
    'blkio',
    'hugetlb',
    'net_cls',
    'net_prio',
    'perf_event',
  ];
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup')
    .flatMap(([, , , text = '']) => text.split(','));
  return known.filter((name) => options.includes(name));
}
