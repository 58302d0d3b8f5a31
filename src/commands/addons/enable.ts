import {Flags} from '@oclif/core';
import {openAddonView} from '../../addons/addon-view.ts';
import {enableAddon} from '../../addons/enable-addon.ts';
import {chosenAddons, readAddons} from '../../addons/read-addons.ts';
import {secretValues} from '../../addons/secret-values.ts';
import {askOnTerminal} from '../../cli/ask-on-terminal.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AddonsEnable extends BaseCommand<typeof AddonsEnable> {
  static override readonly summary = 'Enable addons in a cluster.';
  static override readonly description =
    'Each word is the name of an addon, or a folder with one of your own. What an addon needs is enabled before it. Images that neither the cluster nor the container engine has are pulled, or built where no registry answers. Values of a Secret come from --set, from variables of the environment, from files, and on a terminal from questions; a Secret that is there already is left as it is.';
  static override readonly examples = [
    '<%= config.bin %> addons enable kube-state-metrics',
    `<%= config.bin %> addons enable beats --set 'ELASTICSEARCH_HOSTS=["http://host.flotilla.internal:9200"]' --secret-files .`,
    '<%= config.bin %> addons enable ./my-addon --no-wait',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    set: Flags.string({
      env: 'FLOTILLA_SET',
      helpValue: 'KEY=VALUE',
      multiple: true,
      summary: 'Value for a Secret that an addon reads; may be repeated.',
    }),
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
    const given = Object.fromEntries((flags.set ?? []).map(keyAndValue));
    using view = await openAddonView(this.profile, await this.deps().addonDeps({progress, signal}));
    const sources = {
      given,
      env: process.env,
      ...(flags['secret-files'] === undefined ? {} : {folder: flags['secret-files']}),
      ...(process.stdin.isTTY && !this.json ? {ask: askOnTerminal} : {}),
    };
    const deps = {
      api: view.api,
      progress,
      signal,
      secretValues: async ({secret}: (typeof addons)[number]) => (secret ? secretValues(secret, sources) : {}),
      bringImages: view.bringImages,
    };
    // All of them together, so that what can be built at once is.
    await view.bringImages(addons.flatMap(({components}) => components));
    for (const addon of addons) await enableAddon(addon, {waitMs: flags.wait ? flags['wait-timeout'] * 1000 : 0}, deps);
    const notes = addons.flatMap(({notes}) => (notes === undefined ? [] : [notes.trim()]));
    this.print({enabled: addons.map(({name, version}) => ({name, version}))}, () => notes.join('\n'));
  }
}

function keyAndValue(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new AppError('E_USAGE', 'A value is given as --set KEY=VALUE.');
  return [key, value];
}
