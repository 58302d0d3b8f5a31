import type {ContainerSpec} from '../../engine/engine.ts';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {helperBounds, helperLabels} from '../helpers/helper-containers.ts';
import {label} from '../labels.ts';

/** Where the container finds the engine. */
export const engineSocket = '/run/engine.sock';

/**
 * Waits for the time, stops the cluster's containers all at once, again until none of them runs, then removes itself. It looks at the clock
 * again every half minute, for machines sleep and clocks are set; and it goes on by itself after the engine or the machine was restarted.
 */
const script = `
set -eu
api() { curl -sf --max-time 300 --unix-socket ${engineSocket} "$@"; }
while left=$((STOP_AT - $(date +%s))); [ "$left" -gt 0 ]; do sleep $((left < 30 ? left : 30)); done
filter=$(jq -nc --arg owner "$STOP_LABEL=$STOP_CLUSTER" '{label: [$owner]}')
self=$(cat /etc/hostname)
# Looked at once more: a filter that the engine does not understand would mean every container there is.
ours='.[] | select(.Labels[$key] == $cluster) | .Id | select(startswith($self) | not)'
running() {
  list=$(api -G http://engine/containers/json --data-urlencode "filters=$filter") || return
  printf '%s' "$list" | jq -r --arg self "$self" --arg key "$STOP_LABEL" --arg cluster "$STOP_CLUSTER" "$ours"
}
until ids=$(running) && [ -z "$ids" ]; do
  for id in $ids; do
    { api -X POST "http://engine/containers/$id/unpause" || true; api -X POST "http://engine/containers/$id/stop"; } > /dev/null &
  done
  wait
  sleep 1
done
api -X DELETE "http://engine/containers/$self?force=true"
`;

/**
 * A container that stops a cluster at a time. It needs nothing but the engine's socket: no network, no capability. So the schedule is
 * kept where everything else of a cluster is, needs no process of ours, and any client sees it.
 */
export function stopContainer(cluster: string, image: string, at: Date, endpoint: EngineEndpoint): ContainerSpec {
  return {
    name: `${cluster}-scheduled-stop`,
    image,
    labels: {...helperLabels(cluster, 'scheduled-stop'), [label.stopAt]: at.toISOString()},
    env: {STOP_AT: String(Math.ceil(at.getTime() / 1000)), STOP_LABEL: label.cluster, STOP_CLUSTER: cluster},
    entrypoint: ['/bin/sh', '-c', script],
    command: [],
    capDrop: ['ALL'],
    // On hosts with SELinux, containers may not open the engine's socket otherwise.
    securityOpt: ['no-new-privileges', 'label=disable'],
    mounts: [{type: 'bind', source: socketOnHost(endpoint), target: engineSocket}],
    networkMode: 'none',
    stopTimeout: 0,
    ...helperBounds,
  };
}

/** An engine on another machine has its socket at the usual place there. */
function socketOnHost({url, ownContainer}: EngineEndpoint): string {
  if (ownContainer) return ownContainer.socket;
  return url.startsWith('unix://') ? url.slice('unix://'.length) : '/var/run/docker.sock';
}
