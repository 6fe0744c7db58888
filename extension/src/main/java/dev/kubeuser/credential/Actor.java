package dev.kubeuser.credential;

import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.apiguardian.api.API;

/**
 * Takes steps of a {@link CertificateFlow}: a {@code KubeAccess}, or anything else that has an HTTP client.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
 *     of certificate signing requests</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Actor {

    /**
     * {@return the user name, for messages}
     */
    String name();

    /**
     * {@return a client that presents the credential of this user}
     */
    OkHttpClient httpClient();

    /**
     * {@return the URL by which that client reaches the API server}
     */
    HttpUrl baseUrl();
}
