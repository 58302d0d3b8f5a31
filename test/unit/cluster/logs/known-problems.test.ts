import {describe, expect, it} from 'vitest';
import {knownProblems, matchProblem} from '../../../../src/cluster/logs/problems/match-problem.ts';
import {ProblemCollector} from '../../../../src/cluster/logs/problems/problem-collector.ts';
import {renderProblems} from '../../../../src/cluster/logs/problems/render-problems.ts';

/** One line for each known problem, as the programs word it. */
const examples: readonly (readonly [string, string])[] = [
  ['inotify-instances', 'E1 kubelet.go:1] "Failed to start" err="inotify_init: too many open files"'],
  ['inotify-instances', 'error: failed to create fsnotify watcher: too many open files'],
  ['inotify-instances', 'E0101 run.go:74] "command failed" err="failed complete: too many open files"'],
  ['inotify-watches', 'inotify_add_watch /sys/fs/cgroup/x: no space left on device'],
  ['open-files', 'http: Accept error: accept tcp [::]:6443: accept4: too many open files; retrying in 1s'],
  ['no-space', 'write /var/lib/etcd/member/wal/0.tmp: no space left on device'],
  ['disk-pressure', 'I1 kubelet_node_status.go:1] "Recording event message for node" event="Node a status is now: NodeHasDiskPressure"'],
  ['disk-pressure', 'The node was low on resource: ephemeral-storage. Pod evicted'],
  ['out-of-memory', 'default/web/web:  ; it last ended with OOMKilled'],
  ['out-of-memory', 'Memory cgroup out of memory: Killed process 12 (java)'],
  [
    'cgroup-v1-refused',
    'E1 run.go] err="kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is in maintenance mode"',
  ],
  ['cgroup', 'failed to find subsystem mount for required subsystem: pids'],
  ['cgroup', 'misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"'],
  ['cgroup-read-only', 'Failed to create /init.scope control group: Read-only file system'],
  ['capabilities', 'runc create failed: unable to apply caps: operation not permitted'],
  ['capabilities', 'write /proc/self/oom_score_adj: permission denied'],
  ['capabilities', 'F1 server.go] open /proc/sys/net/netfilter/nf_conntrack_max: permission denied'],
  ['overlay', 'failed to mount overlay: invalid argument'],
  [
    'rootfs-device',
    'failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 39',
  ],
  ['conntrack-full', 'nf_conntrack: nf_conntrack: table full, dropping packet'],
  ['packet-filter', 'iptables: No chain/target/match by that name.'],
  ['certificate-expired', 'x509: certificate has expired or is not yet valid: current time 2027-01-01T00:00:00Z is after 2026-12-31'],
  ['certificate-unknown', 'Get "https://registry.example/v2/": x509: certificate signed by unknown authority'],
  ['port-in-use', 'listen tcp 0.0.0.0:10250: bind: address already in use'],
  ['no-route', 'dial tcp 172.30.0.10:6443: connect: no route to host'],
  ['image-pull', 'default/web/web: ImagePullBackOff Back-off pulling image "nope"'],
  ['image-pull', 'Failed to pull image "nope:1": rpc error: code = NotFound'],
  ['registry-limit', 'toomanyrequests: You have reached your pull rate limit.'],
  ['crash-loop', 'default/web/web: CrashLoopBackOff back-off 10s restarting failed container=web'],
  ['architecture', 'exec /bin/app: exec format error'],
  ['container-config', 'default/web/web: CreateContainerConfigError secret "x" not found'],
  ['unschedulable', 'default/web: PodScheduled=False Unschedulable: 0/2 nodes are available: 2 Insufficient memory.'],
  ['mount-failed', 'MountVolume.SetUp failed for volume "v" : configmap "settings" not found'],
  ['etcd-slow', '{"level":"warn","msg":"slow fdatasync","took":"2.1s","expected-duration":"1s"}'],
  ['etcd-slow', '{"level":"warn","msg":"apply request took too long","took":"1.234s"}'],
  ['etcd-quorum', 'etcdserver: no leader'],
  ['dns-loop', 'plugin/loop: Loop (127.0.0.1:53 -> :53) detected for zone ".", see https://coredns.io'],
  ['dns-upstream', '[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:1->169.254.53.53:53: i/o timeout'],
  ['cni', 'failed to setup network for sandbox "abc": plugin type="ptp" failed (add): no IP addresses available in range set'],
  ['join-token', 'token id "abcdef" is invalid for this cluster or it has expired'],
  ['kubelet-config', 'E1 run.go:72] "command failed" err="failed to run Kubelet: unrecognized feature gate: Nope"'],
  ['init-system', "Couldn't find an alternative telinit implementation to spawn."],
  ['network-vanished', 'Error response from daemon: network 3f2a not found'],
];

/** What programs of a healthy cluster write, some of it at its start only. */
const harmless = [
  '        crashLoopBackOff:',
  'MountVolume.SetUp failed for volume "config-volume" : failed to sync configmap cache: timed out waiting for the condition',
  'FailedScheduling: 0/2 nodes are available: 2 node(s) had untolerated taint(s).',
  '{"level":"warn","msg":"apply request took too long","took":"120.5ms","expected-duration":"100ms"}',
  'E1123 23:48:41 file.go:103] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
  'dial tcp 172.30.4.10:6443: connect: connection refused',
  'systemd[1]: containerd.service: Unit process 574 (containerd-shim) remains running after unit stopped.',
];

describe('matchProblem', () => {
  it.each(examples)('%s: %s', (id, line) => {
    expect(matchProblem(line)?.id).toBe(id);
  });

  it('is tried with an example of every problem', () => {
    expect(new Set(examples.map(([id]) => id))).toEqual(new Set(knownProblems.map(({id}) => id)));
  });

  it.each(harmless)('is silent about: %s', (line) => {
    expect(matchProblem(line)).toBeUndefined();
  });

  it('explains each problem and says what to do', () => {
    expect(new Set(knownProblems.map(({id}) => id)).size).toBe(knownProblems.length);
    expect(knownProblems.filter(({means, remedy}) => !/^[A-Za-z].*\.$/.test(means) || remedy.length === 0)).toEqual([]);
  });

  it('looks at a line of a megabyte in no time', () => {
    const started = performance.now();
    matchProblem('a '.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('ProblemCollector', () => {
  const collector = new ProblemCollector();
  collector.add('dev-worker', 'kubelet', '2026-11-23T23:48:39+0000 kubelet[110]: failed to pull image "nope:1" try 1');
  collector.add('dev-worker', 'kubelet', '2026-11-23T23:49:39+0000 kubelet[110]: failed to pull image "nope:1" try 22');
  collector.add('dev-worker2', 'kubelet', '2026-11-23T23:47:39+0000 kubelet[110]: failed to pull image "nope:1" try 3');
  collector.add('dev-worker', 'main [default/web]', '2026-11-23T23:50:00.123456789Z stderr F exec format error');
  collector.add('dev-worker', 'kubelet', '2026-11-23T23:48:39+0000 kubelet[110]: all is well');

  it('counts lines that differ in numbers only, by node and log, and keeps the last', () => {
    expect(collector.problems.map(({id, lines}) => [id, lines.map(({node, time, count}) => [node, time, count])])).toEqual([
      [
        'image-pull',
        [
          ['dev-worker', '2026-11-23T23:49:39+0000', 2],
          ['dev-worker2', '2026-11-23T23:47:39+0000', 1],
        ],
      ],
      ['architecture', [['dev-worker', '2026-11-23T23:50:00.123456789Z', 1]]],
    ]);
  });

  it('shows node, log, time, meaning and remedy', () => {
    const text = renderProblems('dev', collector.problems, ['dev-worker3: gave up after 90 s']);
    expect(text).toContain('dev-worker  main [default/web]  2026-11-23T23:50:00.123456789Z  exec format error\n  Try: ');
    expect(text.indexOf('dev-worker2  kubelet')).toBeLessThan(text.indexOf('(2 times)'));
    expect(text).toMatch(/Not looked at: dev-worker3: gave up after 90 s$/);
  });

  it('says so when there is none, and puts the name of the cluster into commands', () => {
    expect(renderProblems('dev', [], [])).toBe('The logs of "dev" tell of no known problem.');
    expect(renderProblems('dev', [{id: 'x', means: 'X.', remedy: ['flotilla start -p NAME'], lines: []}], [])).toContain(
      'Try: flotilla start -p dev',
    );
  });
});
