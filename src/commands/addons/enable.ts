import {Flags} from '@oclif/core';
import {openAddonView} from '../../addons/addon-view.ts';
import {enableAddons} from '../../addons/enable-addons.ts';
import {chosenAddons, readAddons} from '../../addons/read-addons.ts';
import {choiceFlags, choiceOf} from '../../cli/addon-flags.ts';
import {askOnTerminal} from '../../cli/ask-on-terminal.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {enabledDocument, enabledText} from '../../cli/render/enabled-addons.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AddonsEnable extends BaseCommand<typeof AddonsEnable> {
  static override readonly summary = 'Enable addons in a cluster.';
  static override readonly description =
    'Each word is the name of an addon, or a folder with one of your own. What an addon needs is enabled before it. Images that neither the cluster nor the container engine has are pulled, or built where no registry answers. Values of a Secret come from --set, from variables of the environment, from files, and on a terminal from questions; a Secret that is there already is left as it is. What was chosen with --set, --image and --registry stays chosen when an addon is enabled again.';
  static override readonly examples = [
    '<%= config.bin %> addons enable kube-state-metrics',
    '<%= config.bin %> addons enable metrics-server --set resolutionSeconds=30',
    '<%= config.bin %> addons enable node-exporter --image node-exporter=my-exporter:dev',
    `<%= config.bin %> addons enable beats --set 'ELASTICSEARCH_HOSTS=["http://host.flotilla.internal:9200"]' --secret-files .`,
    '<%= config.bin %> addons enable ./my-addon --no-wait',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    ...choiceFlags,
    'secret-files': Flags.string({
      env: 'FLOTILLA_SECRET_FILES',
      helpValue: 'FOLDER',
      summary: 'Folder with a file for each value of a Secret, named as its key.',
    }),
    wait: Flags.boolean({allowNo: true, default: true, env: 'FLOTILLA_WAIT', summary: 'Wait until the programs of the addons are ready.'}),
    'wait-timeout': Flags.integer({
      default: 180,
      env: 'FLOTILLA_WAIT_TIMEOUT',
      helpValue: 'SECONDS',
      min: 1,
      summary: 'How long each addon may take.',
    }),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal, words} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name an addon.', {hints: ['flotilla addons list']});
    const addons = await chosenAddons(words, await readAddons());
    const {'secret-files': folder, wait, 'wait-timeout': seconds} = flags;
    const secrets = {
      env: process.env,
      ...(folder === undefined ? {} : {folder}),
      ...(process.stdin.isTTY && !this.json ? {ask: askOnTerminal} : {}),
    };
    const request = {addons, secrets, waitMs: wait ? seconds * 1000 : 0, ...(await choiceOf(flags))};
    using view = await openAddonView(this.profile, await this.deps().addonDeps({progress, signal}));
    const plans = await enableAddons(request, {...view, progress, signal});
    this.print(enabledDocument(plans), () => enabledText(plans));
  }
}
