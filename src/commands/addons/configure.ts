import {Args} from '@oclif/core';
import {readRecords} from '../../addons/addon-record.ts';
import {openAddonView} from '../../addons/addon-view.ts';
import {askForValues} from '../../addons/ask-for-values.ts';
import {enableAddons} from '../../addons/enable-addons.ts';
import {readAddons, theAddon} from '../../addons/read-addons.ts';
import {choiceFlags, choiceOf} from '../../cli/addon-flags.ts';
import {askOnTerminal} from '../../cli/ask-on-terminal.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {enabledDocument} from '../../cli/render/enabled-addons.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AddonsConfigure extends BaseCommand<typeof AddonsConfigure> {
  static override readonly summary = 'Change the options of an addon that is enabled.';
  static override readonly description =
    'With --set, --values, --image or --registry these change, and all else stays. Without, on a terminal, each option is asked for; an empty answer leaves it as it is. Passwords are not shown, and no value of a Secret is ever printed.';
  static override readonly examples = [
    '<%= config.bin %> addons configure metrics-server',
    '<%= config.bin %> addons configure metrics-server --set resolutionSeconds=30',
  ];
  static override readonly args = {name: Args.string({description: 'The addon.', required: true})};
  static override readonly flags = choiceFlags;
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {args, flags, progress, signal} = this;
    const addon = theAddon(args.name, await readAddons());
    const choice = await choiceOf(flags);
    const isSaid = [choice.given, choice.images, choice.registries].some((one) => Object.keys(one).length > 0);
    using view = await openAddonView(this.profile, await this.deps().addonDeps({progress, signal}));
    const record = (await readRecords(view.api, signal))[addon.name];
    if (!record) {
      throw new AppError('E_USAGE', `The addon ${addon.name} is not enabled.`, {
        hints: [`flotilla addons enable ${addon.name} --set KEY=VALUE`],
      });
    }
    if (!isSaid && (!process.stdin.isTTY || this.json))
      throw new AppError('E_USAGE', 'Say what to change.', {hints: [`flotilla addons configure ${addon.name} --set KEY=VALUE`]});
    const given = isSaid ? choice.given : await askForValues(addon, record.options ?? {}, askOnTerminal);
    const request = {...choice, given, addons: [addon], secrets: {env: {}}, waitMs: 180_000};
    const plans = await enableAddons(request, {...view, progress, signal});
    this.print(enabledDocument(plans), () => `The '${addon.name}' addon is configured`);
  }
}
