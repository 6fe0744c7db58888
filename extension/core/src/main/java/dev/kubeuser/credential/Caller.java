// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.apiguardian.api.API;

/**
 * The sender of the requests of a {@link CertificateFlow}'s steps: a {@code KubeAccess}, or anything else that has an
 * HTTP client. An implementation is called by the thread that takes the step.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
 *     of certificate signing requests</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface Caller {

    /** {@return the user name, for messages} */
    String name();

    /** {@return a client that presents the credential of this user} */
    OkHttpClient httpClient();

    /** {@return the URL by which that client reaches the API server} */
    HttpUrl baseUrl();
}
