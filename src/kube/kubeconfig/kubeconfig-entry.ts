/** What a user needs to reach one cluster. Certificates and keys are PEM texts. */
export interface KubeconfigEntry {
  /** Name of the context, the cluster and the user. */
  readonly name: string;
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  readonly caData: string;
  readonly clientCertData: string;
  readonly clientKeyData: string;
  /** Namespace of the context; what the user chose for it is kept when absent. */
  readonly namespace?: string;
}

/** Which kubeconfig files are meant: one path, or those that the environment names. */
export interface KubeconfigSource {
  readonly path?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
