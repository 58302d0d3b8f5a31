import {describe, expect, it} from 'vitest';
import {chooseWays, type WayFacts} from '../../../../src/cluster/services/choose-way.ts';
import {readyEndpoints} from '../../../../src/cluster/services/ready-endpoints.ts';
import {documentOf, serviceRows} from '../../../../src/cluster/services/service-document.ts';
import {defaultUrlFormat, urlOf} from '../../../../src/cluster/services/service-urls.ts';
import type {EndpointSlice, Service} from '../../../../src/kube/service-types.ts';

const nodes = [
  {name: 'dev-control-plane', addresses: ['172.30.0.10', 'fd00::10']},
  {name: 'dev-worker', addresses: ['172.30.0.11', 'fd00::11']},
];
const reachable: WayFacts = {direct: true, nodes};

function service(spec: Service['spec'], status: Service['status'] = {}): Service {
  return {apiVersion: 'v1', kind: 'Service', metadata: {name: 'web', namespace: 'shop'}, spec: spec ?? {}, status: status ?? {}};
}

const slice = (endpoints: EndpointSlice['endpoints'], name = ''): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {name: 'web-x', namespace: 'shop'},
  addressType: 'IPv4',
  endpoints: endpoints ?? [],
  ports: [{name, port: 8080, protocol: 'TCP'}],
});
const onWorker = slice([{addresses: ['10.244.1.5'], nodeName: 'dev-worker', targetRef: {kind: 'Pod', name: 'web-1', namespace: 'shop'}}]);
const port = {port: 80, nodePort: 30_080};

describe('the way to a Service', () => {
  it('is the node port of the first node', () => {
    expect(chooseWays(service({type: 'NodePort', ports: [port]}), [onWorker], reachable)).toEqual([
      {kind: 'direct', host: '172.30.0.10', port: 30_080},
    ]);
  });

  it('is a node with an endpoint of its own where others do not answer', () => {
    const local = service({type: 'NodePort', externalTrafficPolicy: 'Local', ports: [port]});
    expect(chooseWays(local, [onWorker], reachable)).toEqual([{kind: 'direct', host: '172.30.0.11', port: 30_080}]);
  });

  it('has the family of the Service', () => {
    const six = service({type: 'NodePort', ipFamilies: ['IPv6'], ports: [port]});
    expect(chooseWays(six, [onWorker], reachable)).toEqual([{kind: 'direct', host: 'fd00::10', port: 30_080}]);
  });

  it('is the address of the load balancer where there is no node port', () => {
    const balanced = service({type: 'LoadBalancer', ports: [{port: 80}]}, {loadBalancer: {ingress: [{ip: '172.30.3.1'}]}});
    expect(chooseWays(balanced, [onWorker], reachable)).toEqual([{kind: 'direct', host: '172.30.3.1', port: 80}]);
  });

  it('is a port of this machine for one inside the cluster, and for any where nodes are not reached', () => {
    expect(chooseWays(service({ports: [{port: 80}]}), [onWorker], reachable)).toEqual([{kind: 'forward', wanted: 80}]);
    const elsewhere = {...reachable, direct: false};
    expect(chooseWays(service({type: 'NodePort', ports: [port]}), [onWorker], elsewhere)).toEqual([{kind: 'forward', wanted: 30_080}]);
  });

  it('is none for UDP that would have to be forwarded', () => {
    const dns = service({ports: [{port: 53, protocol: 'UDP'}]});
    expect(chooseWays(dns, [], reachable)).toEqual([{kind: 'none', because: expect.stringContaining('UDP')}]);
  });
});

describe('endpoints', () => {
  it('are those that are ready, of the port of that name', () => {
    const mixed = slice(
      [
        {addresses: ['10.0.0.1'], conditions: {ready: false}},
        {addresses: ['10.0.0.2'], conditions: {ready: true}},
        {addresses: ['10.0.0.3']},
      ],
      'http',
    );
    expect(readyEndpoints([mixed], {name: 'http', port: 80}).map(({address}) => address)).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(readyEndpoints([mixed], {name: 'metrics', port: 9090})).toEqual([]);
  });

  it('know their pod', () => {
    expect(readyEndpoints([onWorker], {port: 80})).toEqual([
      {address: '10.244.1.5', port: 8080, node: 'dev-worker', pod: {namespace: 'shop', name: 'web-1'}},
    ]);
  });
});

describe('URLs', () => {
  const plain = {format: defaultUrlFormat, https: false};
  const at = (host: string) => ({port: {...port, name: 'http'}, at: {host, port: 30_080}});

  it("are minikube's", () => {
    expect(urlOf(at('172.30.0.10'), plain)).toBe('http://172.30.0.10:30080');
    expect(urlOf(at('172.30.0.10'), {...plain, https: true})).toBe('https://172.30.0.10:30080');
    expect(urlOf(at('fd00::10'), plain)).toBe('http://[fd00::10]:30080');
    expect(urlOf(at('172.30.0.10'), {format: '{{.Name}} {{ .IP }} {{.Port}}', https: false})).toBe('http/80 172.30.0.10 30080');
  });

  it('of UDP do not claim to be HTTP', () => {
    expect(urlOf({port: {...port, protocol: 'UDP'}, at: {host: '172.30.0.10', port: 30_053}}, plain)).toBe('udp://172.30.0.10:30053');
  });

  it('stand in a document like that of minikube, and in a table', () => {
    const ports = [at('172.30.0.10'), {port: {port: 9090}, at: {host: '172.30.0.10', port: 30_090}}];
    const document = documentOf({service: service({}), ports}, plain);
    expect(document).toEqual({
      Namespace: 'shop',
      Name: 'web',
      URLs: ['http://172.30.0.10:30080', 'http://172.30.0.10:30090'],
      PortNames: ['http/80', '9090'],
    });
    expect(serviceRows([document, {Namespace: 'shop', Name: 'db', URLs: [], PortNames: []}])).toEqual([
      ['shop', 'web', 'http/80', 'http://172.30.0.10:30080'],
      ['', '', '9090', 'http://172.30.0.10:30090'],
      ['shop', 'db', 'No node port', ''],
    ]);
  });
});
