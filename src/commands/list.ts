import {BaseCommand} from '../cli/base-command.ts';
import {renderTable} from '../cli/render/table.ts';
import {currentContextOrNone} from '../cluster/list/current-context.ts';
import {profileList} from '../cluster/list/profile-document.ts';
import {profileColumns, profileRows} from '../cluster/list/profile-rows.ts';
import {readHealth} from '../cluster/list/read-health.ts';

export default class List extends BaseCommand<typeof List> {
  static override readonly summary = 'List the clusters of the container engine.';
  static override readonly description =
    'The status is OK when all nodes run and the API server is ready, Starting when nothing listens there (`flotilla start` finishes a start that was interrupted), Error when it does not say that it is ready, Stopped, Paused, or Degraded when nodes differ. `flotilla status` tells more of one cluster.';
  static override readonly examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> profile list',
    "<%= config.bin %> list -o json | jq -r '.valid[].Name'",
  ];
  static override readonly aliases = ['profile:list'];

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const deps = await this.deps().readDeps({progress, signal});
    const clusters = await readHealth(deps);
    const selection = {active: this.profile, currentContext: currentContextOrNone(deps.kubeconfig, progress)};
    this.print(profileList(clusters, selection), () =>
      clusters.length === 0
        ? 'There are no clusters. To create one: flotilla start'
        : renderTable(profileColumns, profileRows(clusters, selection)),
    );
  }
}
