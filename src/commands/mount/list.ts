import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {helperContainers} from '../../cluster/helpers/helper-containers.ts';
import {listMounts} from '../../cluster/mounts/list-mounts.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';

export default class MountList extends BaseCommand<typeof MountList> {
  static override readonly summary = 'List the folders of the host that nodes see.';
  static override readonly description = 'Those of the cluster file or --mount, and those that `mount` has added.';
  static override readonly examples = ['<%= config.bin %> mount list', '<%= config.bin %> mount list -p dev -o json'];

  override async run(): Promise<void> {
    const {profile, signal} = this;
    const engine = await this.deps().engine();
    const [state, helpers] = await Promise.all([requireCluster(engine, profile, {signal}), helperContainers(engine, profile, {signal})]);
    const mounts = listMounts(state, helpers);
    const rows = mounts.map(({hostPath, nodePath, readOnly, node, origin}) => [
      hostPath,
      nodePath,
      readOnly ? 'ro' : 'rw',
      node ?? 'all',
      origin,
    ]);
    this.print({mounts}, () => renderTable(['host', 'path', 'mode', 'nodes', 'from'], rows));
  }
}
