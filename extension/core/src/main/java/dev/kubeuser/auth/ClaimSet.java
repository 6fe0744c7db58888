// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import org.apiguardian.api.API;

/**
 * The claims of tokens as a well-known issuer makes them. The claims that a test gives are laid over them, by the rules
 * of a JSON merge patch: {@code null} leaves a claim out. Claims that follow from others, as {@code sub}, are computed
 * unless the test gives them. The values are examples; what matters is which claims there are and how they belong
 * together.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">JSON Merge Patch</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ClaimSet {
    /**
     * A job of GitHub Actions, by default of a push to {@code main}. {@code repository}, {@code ref},
     * {@code environment} and {@code event_name} make {@code sub}: {@code repo:OWNER/REPO:environment:NAME}, or
     * {@code repo:OWNER/REPO:pull_request}, or {@code repo:OWNER/REPO:ref:REF}.
     *
     * @see <a href="https://docs.github.com/en/actions/reference/security/oidc">OpenID Connect reference of GitHub</a>
     */
    GITHUB_ACTIONS,

    /**
     * The same with immutable subjects, as repositories have them that were made or renamed since July 15, 2026:
     * {@code sub} begins with {@code repo:OWNER@OWNER_ID/REPO@REPO_ID}.
     *
     * @see <a
     *     href="https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/">Immutable
     *     subject claims</a>
     */
    GITHUB_ACTIONS_IMMUTABLE,

    /**
     * A job of GitLab CI, by default of a push to {@code main}. {@code project_path}, {@code ref} and {@code ref_type}
     * make {@code sub}: {@code project_path:GROUP/PROJECT:ref_type:branch:ref:main}.
     *
     * @see <a href="https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload">Token payload of
     *     GitLab</a>
     */
    GITLAB_CI,

    /**
     * A pod of another cluster. The ServiceAccount is the name of the identity, in the namespace {@code default},
     * unless {@code sub} or the object {@code kubernetes.io} names another one; each follows from the other.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims">Schema
     *     for service account private claims</a>
     */
    SERVICE_ACCOUNT,

    /**
     * A person at Keycloak, as an ID token has it: {@code preferred_username} is the name of the identity, {@code sub}
     * a UUID. There are no {@code groups} before a mapper adds them: give them.
     *
     * @see <a href="https://www.keycloak.org/docs/latest/server_admin/#_client_scopes">Client scopes of Keycloak</a>
     */
    KEYCLOAK,

    /**
     * A person at Dex: {@code preferred_username} is the name of the identity, {@code federated_claims} make
     * {@code sub}. There are {@code groups} where the client asks for them and the connector has them: give them.
     *
     * @see <a href="https://dexidp.io/docs/configuration/custom-scopes-claims-clients/">Scopes and claims of Dex</a>
     */
    DEX
}
