import type {Container, ContainerDetails, Image} from '../../../engine/engine.ts';
import {builderLabel} from '../../../images/node-image/bake-image.ts';
import {label} from '../../labels.ts';
import type {ClusterState} from '../../state/cluster-state.ts';
import {type Check, ok, warning} from '../check.ts';
import type {EngineFacts} from '../doctor-facts.ts';

const clusters = {id: 'clusters', why: 'A node that does not run takes its pods, and perhaps the control plane, with it.'};
const leftovers = {id: 'leftovers', why: 'What an interruption left behind takes disk space, addresses and names.'};

export function checkClusters({clusters: all, stopped}: Pick<EngineFacts, 'clusters' | 'stopped'>): Check {
  const real = all.filter(hasNodes);
  if (real.length === 0) return ok(clusters, 'there is none');
  const down = real.flatMap((cluster) =>
    cluster.nodes
      .filter(({container}) => container?.state !== 'running')
      .map(({name, container}) => ({cluster: cluster.name, text: `${name} ${howItIs(container, stopped)}`})),
  );
  if (down.length === 0)
    return ok(
      clusters,
      real.map(({name, nodes}) => `"${name}" with ${nodes.length === 1 ? 'one node' : `${nodes.length} nodes`}`).join(', '),
    );
  const names = [...new Set(down.map(({cluster}) => cluster))];
  return warning(clusters, down.map(({text}) => text).join('; '), ...names.map((name) => `flotilla start -p ${name}`));
}

function howItIs(container: Container | undefined, stopped: readonly ContainerDetails[]): string {
  if (!container) return 'has no container';
  const details = stopped.find(({id}) => id === container.id);
  if (container.state !== 'exited' || !details) return `is ${container.state}`;
  return details.oomKilled ? 'was ended for want of memory' : `has stopped with exit code ${details.exitCode}`;
}

const hasNodes = ({nodes}: ClusterState): boolean => nodes.some(({container}) => container !== undefined);

/** Things of ours that belong to nothing: of clusters without a node, of interrupted builds, and images that have lost their name. */
export function checkLeftovers({
  clusters: all,
  containers,
  nodeImages,
}: Pick<EngineFacts, 'clusters' | 'containers' | 'nodeImages'>): Check {
  const remains = all
    .filter((cluster) => !hasNodes(cluster))
    .map(({name, nodes, network}) => ({
      text: `volumes or a network of "${name}", which has no node${nodes.length > 0 ? ' any more' : ''}${network ? '' : ' and no network'}`,
      remedy: `flotilla delete -p ${name}`,
    }));
  // A node image has the label too, from the builder that it was committed of, and gives it to the containers of nodes.
  const builders = containers.filter(({labels}) => labels[builderLabel] !== undefined && labels[label.cluster] === undefined);
  const idle = builders
    .filter(({state}) => state !== 'running')
    .map(({name}) => ({
      text: `the builder container ${name}`,
      remedy: `docker rm -v ${name}`,
    }));
  const nameless = nodeImages
    .filter((image) => image.tags.length === 0 && !isUsed(image, containers))
    .map(({id}) => ({
      text: `a node image without a name (${shortId(id)})`,
      remedy: `docker rmi ${shortId(id)}`,
    }));
  const found = [...remains, ...idle, ...nameless];
  // One that runs may be at work right now, so it is named and no more.
  const busy = builders.filter(({state}) => state === 'running').map(({name}) => `${name} is building a node image`);
  const texts = [...found.map(({text}) => text), ...busy];
  if (found.length === 0) return ok(leftovers, texts.join('; ') || 'none');
  return warning(leftovers, texts.join('; '), ...found.map(({remedy}) => remedy));
}

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/** The engine names the image of a container by what it was created from, or by its id when that name has gone to another. */
function isUsed({id}: Image, containers: readonly Container[]): boolean {
  return containers.some(({image}) => image === id || (/^[0-9a-f]{12,64}$/.test(image) && id.includes(image)));
}
