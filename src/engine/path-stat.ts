/** What is at a path of a container. */
export interface PathStat {
  readonly type: 'file' | 'folder' | 'link' | 'other';
  /** Where a link leads to in the end; empty for anything else. */
  readonly linkTarget: string;
}
