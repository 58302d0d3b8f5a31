import {Help, type Interfaces} from '@oclif/core';

/** oclif's help, which names what is a command and has commands below it once: as a command. */
export default class ProgramHelp extends Help {
  protected override get sortedTopics(): Interfaces.Topic[] {
    return super.sortedTopics.filter(({name}) => this.config.findCommand(name) === undefined);
  }
}
