/** What completion reads of oclif.manifest.json. */
export interface CompletionManifest {
  readonly commands: Readonly<Record<string, CompletableCommand>>;
}

export interface CompletableCommand {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly strict?: boolean | undefined;
  readonly args?: Readonly<Record<string, CompletableArgument>> | undefined;
  readonly flags?: Readonly<Record<string, CompletableFlag>> | undefined;
}

export interface CompletableArgument {
  readonly name: string;
  readonly options?: readonly string[] | undefined;
}

export interface CompletableFlag {
  readonly name: string;
  readonly char?: string | undefined;
  readonly type: 'boolean' | 'option';
  readonly summary?: string | undefined;
  readonly options?: readonly string[] | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly allowNo?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
}
