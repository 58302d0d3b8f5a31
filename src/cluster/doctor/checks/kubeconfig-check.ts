import type {ClusterState} from '../../state/cluster-state.ts';
import {type Check, ok, problem, warning} from '../check.ts';
import type {KubeconfigFacts} from '../doctor-facts.ts';

const kubeconfig = {id: 'kubeconfig', why: 'kubectl and other programs find clusters through this file.'};

/** `clusters` is undefined when no engine could be asked which there are. */
export function checkKubeconfig(facts: KubeconfigFacts, clusters: readonly ClusterState[] | undefined): Check {
  const {path, exists, writable, failure, ownContexts} = facts;
  if (failure) return problem(kubeconfig, 'E_KUBECONFIG', failure.message, ...failure.hints);
  if (!writable)
    return problem(
      kubeconfig,
      'E_KUBECONFIG',
      `${path} cannot be written by this user`,
      `ls -ld ${path}`,
      'export KUBECONFIG=$HOME/.kube/flotilla',
    );
  const gone = clusters ? ownContexts.filter((name) => !clusters.some((cluster) => cluster.name === name)) : [];
  if (gone.length > 0) {
    const found = `${path} has entries of clusters that this engine does not have: ${gone.join(', ')}`;
    return warning(
      kubeconfig,
      found,
      ...gone.map((name) => `flotilla delete -p ${name} removes the entry, unless the cluster is on another engine`),
    );
  }
  if (!exists) return ok(kubeconfig, `${path} does not exist yet`);
  return ok(kubeconfig, `${path}${ownContexts.length === 0 ? '' : ` with ${ownContexts.join(', ')}`}`);
}
