import {describe, expect, it} from 'vitest';
import {clusterLayout} from '../../../../src/cluster/status/cluster-layout.ts';
import {statusExitCode} from '../../../../src/cluster/status/exit-code.ts';
import {type HostState, hostState, type NodeStatus, pausedStatus, statusLike} from '../../../../src/cluster/status/node-status.ts';
import {parseHostProbe} from '../../../../src/cluster/status/probe-host.ts';
import {statusJson} from '../../../../src/cluster/status/status-document.ts';
import {fillStatusTemplate, statusText} from '../../../../src/cluster/status/status-text.ts';

const controlPlane: NodeStatus = {
  name: 'dev-control-plane',
  worker: false,
  host: 'Running',
  kubelet: 'Running',
  apiServer: 'Running',
  kubeconfig: 'Configured',
};
const worker: NodeStatus = {
  name: 'dev-worker',
  worker: true,
  host: 'Running',
  kubelet: 'Running',
  apiServer: 'Irrelevant',
  kubeconfig: 'Irrelevant',
};
const both = [controlPlane, worker];

describe('text', () => {
  it('is a block per node with an empty line after each, as minikube prints it', () => {
    expect(statusText(both, 'dev')).toBe(
      'dev-control-plane\ntype: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\nkubeconfig: Configured\n\n' +
        'dev-worker\ntype: Worker\nhost: Running\nkubelet: Running\n\n',
    );
  });

  it('says how to repair a kubeconfig that leads elsewhere', () => {
    expect(statusText([{...controlPlane, kubeconfig: 'Misconfigured'}], 'dev')).toMatch(
      /\n\n\nWARNING: .*\n.*`flotilla update-context -p dev`\n$/,
    );
  });
});

describe('JSON', () => {
  const document =
    '{"Name":"dev-control-plane","Host":"Running","Kubelet":"Running","APIServer":"Running","Kubeconfig":"Configured","Worker":false}';

  it('is an object for one node and an array for several, without an end of line', () => {
    expect(statusJson([controlPlane])).toBe(document);
    expect(statusJson(both)).toBe(
      `[${document},{"Name":"dev-worker","Host":"Running","Kubelet":"Running","APIServer":"Irrelevant","Kubeconfig":"Irrelevant","Worker":true}]`,
    );
  });

  it("of the whole cluster has minikube's codes", () => {
    expect(clusterLayout('dev', 'v1.36.3', both)).toMatchObject({Name: 'dev', StatusCode: 200, StatusName: 'OK', BinaryVersion: 'v1.36.3'});
    const stopped = both.map(({name, worker: isWorker}) => statusLike(name, isWorker, 'Stopped'));
    expect(clusterLayout('dev', 'v1.36.3', stopped)).toMatchObject({StatusCode: 405, StatusName: 'Stopped'});
    const oneDown = clusterLayout('dev', 'v1.36.3', [controlPlane, {...worker, kubelet: 'Stopped'}]);
    expect(oneDown).toMatchObject({StatusCode: 204, StatusName: 'Degraded', Nodes: [{StatusCode: 200}, {StatusCode: 405}]});
    expect(oneDown.Nodes[1]?.Components).toEqual({kubelet: {Name: 'kubelet', StatusCode: 405, StatusName: 'Stopped'}});
  });
});

describe('template', () => {
  it('is filled with fields', () => {
    expect(fillStatusTemplate('{{.Host}} {{ .APIServer }}:{{.Worker}}', controlPlane)).toBe('Running Running:false');
  });

  it.each(['{{.Nope}}', '{{Host}}', '{{if .Host}}x{{end}}'])('refuses %s', (template) => {
    expect(() => fillStatusTemplate(template, controlPlane)).toThrow(expect.objectContaining({id: 'E_USAGE'}));
  });
});

describe('exit code', () => {
  const change = (part: Partial<NodeStatus>): number => statusExitCode([{...controlPlane, ...part}, worker]);

  it.each<[number, Partial<NodeStatus>]>([
    [0, {}],
    [1, {host: 'InsufficientStorage'}],
    [2, {kubelet: 'Stopped'}],
    [2, {apiServer: 'Error'}],
    [4, {kubeconfig: 'Misconfigured'}],
    [6, {kubelet: 'Starting', kubeconfig: 'Misconfigured'}],
  ])('is %i with %j', (code, part) => {
    expect(change(part)).toBe(code);
  });

  it('adds up what is wrong on different nodes', () => {
    expect(
      statusExitCode([
        {...controlPlane, kubeconfig: 'Misconfigured'},
        {...worker, kubelet: 'Stopped'},
      ]),
    ).toBe(6);
  });

  it.each<HostState>(['Stopped', 'Nonexistent', 'Error', 'Starting'])('is 7 when a host is %s', (state) => {
    expect(statusExitCode([controlPlane, statusLike('dev-worker', true, state)])).toBe(7);
  });

  it('is 7 without nodes and 2 when all are paused', () => {
    expect(statusExitCode([])).toBe(7);
    expect(statusExitCode([pausedStatus('a', false, 'Configured'), pausedStatus('b', true, 'Configured')])).toBe(2);
  });
});

describe('what nodes say', () => {
  it.each([
    ['active\nUse%\n 42%\n', {host: 'Running', kubelet: 'Running'}],
    ['activating\nUse%\n 42%\n', {host: 'Running', kubelet: 'Starting'}],
    ['inactive\nUse%\n  5%\n', {host: 'Running', kubelet: 'Stopped'}],
    ['failed\nUse%\n 99%\n', {host: 'InsufficientStorage', kubelet: 'Stopped'}],
    ['', {host: 'Running', kubelet: 'Stopped'}],
  ])('%j', (output, expected) => {
    expect(parseHostProbe(output)).toEqual(expected);
  });

  it('takes a node without a container for one that does not exist', () => {
    expect(hostState(undefined)).toBe('Nonexistent');
    expect(hostState({state: 'exited'})).toBe('Stopped');
  });
});
