import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {nodeAddress} from '../../../../src/cluster/plan/addresses.ts';
import {balancerConfig} from '../../../../src/cluster/plan/balancer-config.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {decidedSpec, sampleFacts, samplePlan} from '../../../fakes/sample-plan.ts';

const serversOf = (config: string): string[] => config.split('\n').filter((line) => line.startsWith('  server '));

describe('the load balancer', () => {
  it('is there for several control planes only', () => {
    expect(samplePlan({nodes: 3}).balancer).toBeUndefined();
    expect(samplePlan({nodes: 3, controlPlanes: 2}).balancer).toBeDefined();
  });

  it('publishes the API server, which then no node does', () => {
    const {balancer, nodes} = samplePlan({nodes: 3, controlPlanes: 3});
    expect(nodes.flatMap(({container}) => container.ports)).toEqual([]);
    expect(balancer?.container).toMatchObject({
      name: 'dev-load-balancer',
      network: {name: 'dev', ipv4: '172.30.0.2'},
      ports: [{containerPort: 6443, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 16_443}],
      capDrop: ['ALL'],
      restartPolicy: 'unless-stopped',
      labels: {'dev.flotilla.cluster': 'dev', 'dev.flotilla.part': 'load-balancer'},
    });
    expect(balancer?.container.capAdd).toBeUndefined();
  });

  it('stays when one control plane is left', () => {
    const {spec, nodes} = samplePlan({nodes: 2});
    const plan = planCluster({spec, nodes, image: 'i', facts: sampleFacts, publicKey: 'k', hasBalancer: true});
    expect(plan.balancer).toBeDefined();
    expect(plan.access).toEqual({balanced: true, address: '172.30.0.2'});
    expect(plan.nodes.flatMap(({container}) => container.ports)).toEqual([]);
  });

  it('has a server for each control plane and none for a worker', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 7}), fc.integer({min: 0, max: 5}), (controlPlanes, workers) => {
        const {spec, nodes} = samplePlan({nodes: controlPlanes + workers, controlPlanes});
        const planes = nodes.filter(({role}) => role === 'control-plane');
        const places = planes.map(({name, index}) => `${name} ${nodeAddress(spec.networking.subnet, index)}:6443`);
        // Each of them once more, for when no API server passes its checks.
        expect(serversOf(balancerConfig(spec, planes))).toEqual([
          ...places.map((place) => `  server ${place}`),
          ...places.map((place) => `  server any-${place} backup no-check`),
        ]);
      }),
      {numRuns: 20},
    );
  });

  it('asks whether an API server is ready, not only whether somebody listens', () => {
    expect(balancerConfig(decidedSpec({}), [])).toMatch(/option httpchk GET \/readyz/);
  });
});
