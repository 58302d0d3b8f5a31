import {BaseCommand} from '../cli/base-command.ts';
import {renderTable} from '../cli/render/table.ts';
import {currentContextOrNone} from '../cluster/list/current-context.ts';
import {profileList} from '../cluster/list/profile-document.ts';
import {profileColumns, profileRows} from '../cluster/list/profile-rows.ts';
import {readClusters} from '../cluster/state/cluster-state.ts';

export default class List extends BaseCommand<typeof List> {
  static override readonly summary = 'List the clusters of the container engine.';
  static override readonly description =
    'The status tells what containers tell: OK, Starting (or a start that was interrupted), Stopped, Paused, or Degraded when nodes differ. `flotilla status` asks the nodes.';
  static override readonly examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> profile list',
    "<%= config.bin %> list -o json | jq -r '.valid[].Name'",
  ];
  static override readonly aliases = ['profile:list'];

  override async run(): Promise<void> {
    const {signal} = this;
    const [engine, kubeconfig] = await Promise.all([this.deps().engine(), this.deps().userKubeconfig(signal)]);
    const states = await readClusters(engine, {signal});
    const selection = {active: this.profile, currentContext: currentContextOrNone(kubeconfig, this.progress)};
    this.print(profileList(states, selection), () =>
      states.length === 0
        ? 'There are no clusters. To create one: flotilla start'
        : renderTable(profileColumns, profileRows(states, selection)),
    );
  }
}
