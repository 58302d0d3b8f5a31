import {describe, expect, it} from 'vitest';
import {readNodeSpec} from '../../../../src/cluster/spec/read-node-spec.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';

const cluster = readSpec({flags: {nodes: 2, cpus: '2'}});
const worker = {role: 'worker', labels: [], taints: []} as const;

describe('an added node', () => {
  it('is like the others unless told', () => {
    expect(readNodeSpec(worker, cluster)).toEqual(cluster.nodes[1]);
  });

  it('has labels, taints and sizes of its own', () => {
    const flags = {
      ...worker,
      labels: ['disk=ssd', 'example.org/empty='],
      taints: ['a=b:NoSchedule', 'c:NoExecute'],
      cpus: '0.5',
      memory: '1g',
    };
    expect(readNodeSpec(flags, cluster)).toMatchObject({
      labels: {disk: 'ssd', 'example.org/empty': ''},
      taints: [
        {key: 'a', value: 'b', effect: 'NoSchedule'},
        {key: 'c', effect: 'NoExecute'},
      ],
      cpus: 0.5,
      memory: 1024,
    });
  });

  it.each([
    [{labels: ['=x']}, 'E_CONFIG', /^--labels: "" is not a label key such as example.org\/disk\.$/],
    [{taints: ['a=b']}, 'E_CONFIG', /^--taints: "a=b" has no effect; write a=b:NoSchedule, or PreferNoSchedule or NoExecute\.$/],
    [{taints: ['a=b:Sometimes']}, 'E_CONFIG', /^--taints: must be "NoSchedule" or .* not "Sometimes"/],
    [{cpus: 'many'}, 'E_CONFIG', /^--cpus: /],
    [{memory: '10m'}, 'E_MEMORY', /^--memory: /],
    [{role: 'control-plane', memory: '1g'}, 'E_MEMORY', /^--memory: /],
  ] as const)('is refused with %j', (flags, id, message) => {
    expect(() => readNodeSpec({...worker, ...flags}, cluster)).toThrow(
      expect.objectContaining({id, message: expect.stringMatching(message)}),
    );
  });
});
