/** A program on this machine, ready to be put into a node or an image. */
export interface BuiltBinary {
  /** Name of the component it belongs to: "cni-plugins". */
  readonly component: string;
  /** Its file name: "host-local". */
  readonly binary: string;
  readonly file: string;
  /** Changes whenever the content may have changed. */
  readonly key: string;
}
