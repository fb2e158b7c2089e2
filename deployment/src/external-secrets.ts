/**
 * What we use of external-secrets.io/v1 (https://external-secrets.io/latest/api/spec/). Kubernetes has no
 * schema for it; a key that is not here is refused by the check.
 */
interface Metadata {
  readonly name: string;
  readonly namespace?: string;
}

export interface ISecretStore {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'SecretStore';
  readonly metadata: Metadata;
  readonly spec: {
    readonly provider: {
      readonly aws: {
        readonly service: 'SecretsManager' | 'ParameterStore';
        readonly region: string;
        readonly auth?: { readonly jwt: { readonly serviceAccountRef: { readonly name: string } } };
      };
    };
  };
}

export interface IExternalSecret {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ExternalSecret';
  readonly metadata: Metadata;
  readonly spec: {
    readonly refreshInterval: string;
    readonly secretStoreRef: { readonly kind: 'SecretStore'; readonly name: string };
    readonly target: { readonly name: string; readonly creationPolicy: 'Owner' };
    readonly data: readonly {
      readonly secretKey: string;
      readonly remoteRef: { readonly key: string; readonly property: string };
    }[];
  };
}
