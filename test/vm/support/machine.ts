import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {execa} from 'execa';
import {findFreePort} from '../../../src/network/free-port.ts';

const builder = join(import.meta.dirname, '../build-machine');
/** How long (ms) a machine may take from power-on until SSH answers; without KVM, on a busy host. */
const bootMs = 300_000;

/** What tests need to reach the machine; plain data, for it goes from the process that boots it to those that test. */
export interface MachineFacts {
  /** Ports of 127.0.0.1 that all lead to the machine's sshd, so that one machine can stand for several. */
  readonly ports: readonly number[];
  readonly identityFile: string;
  /** Has the machine's key for every port but the last. */
  readonly knownHosts: string;
  readonly hostKey: string;
}

export interface BootOptions {
  readonly memoryMiB: number;
  readonly cpus: number;
  /** How many ports lead to SSH. */
  readonly ports: number;
  /** Further virtio disks, such as a raw archive. */
  readonly disks?: readonly string[];
}

/** Measured under emulation: bytes that are moved one by one (erms) cost two to six times as much, and a clock that is a device four times. */
const architectures = {
  x64: {program: 'qemu-system-x86_64', machine: ['-cpu', 'max,erms=off,fsrm=off'], console: 'ttyS0', clock: 'tsc=reliable'},
  arm64: {program: 'qemu-system-aarch64', machine: ['-M', 'virt', '-cpu', 'max'], console: 'ttyAMA0', clock: ''},
} as const;

/** Boots the machine and waits until SSH answers. It writes to a snapshot that is gone with it. Its traffic stays on 127.0.0.1. */
export async function bootMachine({memoryMiB, cpus, ports: count, disks = []}: BootOptions): Promise<MachineFacts & AsyncDisposable> {
  const {stdout} = await execa(builder, {stderr: 'inherit'});
  const folder = stdout.trim();
  const {program, machine, console, clock} = architectures[process.arch as keyof typeof architectures];
  const work = mkdtempSync(join(tmpdir(), 'flotilla-vm-'));
  const ports = await freePorts(count);
  const hostKey = readFileSync(join(folder, 'host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const knownHosts = join(work, 'known_hosts');
  writeFileSync(
    knownHosts,
    ports
      .slice(0, -1)
      .map((port) => `[127.0.0.1]:${port} ${hostKey}\n`)
      .join(''),
  );
  const forwards = ports.map((port) => `hostfwd=tcp:127.0.0.1:${port}-:22`);
  const serial = join(work, 'serial.log');
  const drive = (file: string): string[] => ['-drive', `file=${file},format=raw,if=virtio,snapshot=on`];
  const qemu = spawn(
    program,
    [
      ...machine,
      ...['-accel', 'tcg,thread=multi', '-smp', String(cpus), '-m', String(memoryMiB)],
      ...['-display', 'none', '-monitor', 'none', '-serial', `file:${serial}`],
      ...['-kernel', join(folder, 'vmlinuz'), '-initrd', join(folder, 'initrd')],
      ...['-append', `root=/dev/vda rw console=${console} quiet mitigations=off ${clock} lsm=landlock,lockdown,yama,apparmor,bpf`],
      ...drive(join(folder, 'disk')),
      ...disks.flatMap(drive),
      ...['-netdev', ['user', 'id=net', 'restrict=on', ...forwards].join(',')],
      ...['-device', 'virtio-net-pci,netdev=net,romfile='],
    ],
    {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, TMPDIR: work}},
  );
  let complaint = '';
  qemu.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const facts = {ports, identityFile: join(folder, 'id_ed25519'), knownHosts, hostKey};
  const powerOff = async (): Promise<void> => {
    if (qemu.exitCode === null && qemu.signalCode === null) {
      qemu.kill('SIGKILL');
      await once(qemu, 'exit');
    }
    rmSync(work, {recursive: true, force: true});
  };
  const deadline = performance.now() + bootMs;
  for (;;) {
    const {exitCode} = await onMachine(facts, 'systemctl is-active --quiet apparmor');
    if (exitCode === 0) return {...facts, [Symbol.asyncDispose]: powerOff};
    const ended = qemu.exitCode !== null;
    if (ended || performance.now() > deadline) {
      const log = readFileSync(serial, {encoding: 'utf8', flag: 'a+'}).slice(-2000);
      await powerOff();
      throw new Error(`The machine did not boot${ended ? `: qemu ended with ${qemu.exitCode}` : ''}.\n${complaint}\n${log}`);
    }
    await delay(1000);
  }
}

/** Runs a script as root in the machine; any exit code is an answer. */
export async function onMachine({ports: [port], identityFile, knownHosts}: MachineFacts, script: string, input = '') {
  const options = ['BatchMode=yes', 'ConnectTimeout=10', 'LogLevel=ERROR', `UserKnownHostsFile=${knownHosts}`, 'StrictHostKeyChecking=yes'];
  const words = [...options.flatMap((option) => ['-o', option]), '-i', identityFile, '-p', String(port), 'root@127.0.0.1', script];
  const {stdout, stderr, exitCode} = await execa('ssh', words, {input, reject: false});
  return {stdout, stderr, exitCode: exitCode ?? -1};
}

async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = await findFreePort('127.0.0.1', 22_022, new Set(found));
    if (port === undefined) throw new Error('No port is free for the machine.');
    found.push(port);
  }
  return found;
}
