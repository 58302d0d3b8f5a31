import {lastLines} from './last-lines.ts';
import type {Shell} from './shell.ts';

/** Milliseconds; evidence is worth a moment, not a second hang. */
const patience = 10_000;

/** What a node shows when something on it did not get ready: failed units, containers that do not run, what kubelet and containers say last. */
export async function diagnoseNode(shell: Shell): Promise<readonly string[]> {
  const script = `
systemctl --failed --no-legend --plain | cut -d' ' -f1 | sed 's/^/failed unit: /'
crictl ps -a 2>/dev/null | awk 'NR > 1 && $0 !~ / Running / {print "container not running: " $0}' | cut -c1-160
for log in /var/log/pods/kube-system_etcd-*/etcd/*.log /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log; do
  [ ! -f "$log" ] || tail -n 2 "$log" | cut -c1-240
done
journalctl _SYSTEMD_UNIT=kubelet.service -n 5 -o cat --no-pager | cut -c1-240`;
  const result = await shell.tryRun(['sh', '-c', script], {signal: AbortSignal.timeout(patience)}).catch(() => undefined);
  return result ? lastLines(result.stdout, 15) : [`node ${shell.node} does not answer`];
}
