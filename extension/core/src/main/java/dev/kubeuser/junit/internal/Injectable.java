package dev.kubeuser.junit.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.access.internal.ClientLibraries;
import dev.kubeuser.access.internal.ClientLibraries.ProvidedClient;
import dev.kubeuser.authorizer.AuthorizerEndpoint;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import okhttp3.OkHttpClient;

/** The types that can be injected, and how each is made from an access. */
public final class Injectable {

    private static final Map<Class<?>, Function<KubeAccess, Object>> FORMS = Map.of(
            KubeAccess.class, access -> access,
            OkHttpClient.class, KubeAccess::httpClient,
            Kubeconfig.class, KubeAccess::kubeconfig,
            PemFiles.class, KubeAccess::pemFiles,
            X509Certificate.class, KubeAccess::certificate);

    private static final Set<Class<?>> OURS = Set.of(
            KubeAccess.class,
            Kubeconfig.class,
            PemFiles.class,
            CertificateFlow.class,
            Cluster.class,
            ClusterAuthentication.class,
            WebhookEndpoint.class,
            AuthorizerEndpoint.class);

    private static final Set<Class<?>> OF_NOBODY =
            Set.of(Cluster.class, ClusterAuthentication.class, WebhookEndpoint.class, AuthorizerEndpoint.class);

    private static final Set<Class<?>> OF_CERTIFICATES =
            Set.of(PemFiles.class, X509Certificate.class, CertificateFlow.class);

    private Injectable() {}

    /** Whether a type needs a client certificate. */
    static boolean needsCertificate(Class<?> type) {
        return OF_CERTIFICATES.contains(type);
    }

    /** Whether a type belongs to a cluster, and not to a subject. */
    static boolean isOfNobody(Class<?> type) {
        return OF_NOBODY.contains(type);
    }

    /** Whether a type belongs to this library, so that no other extension resolves it. */
    static boolean isOurs(Class<?> type) {
        return OURS.contains(type);
    }

    static boolean isSupported(Class<?> type) {
        return isOurs(type)
                || FORMS.containsKey(type)
                || ClientLibraries.installed().offer(type);
    }

    /** Why a type cannot be injected for anybody; empty if it can. */
    static Optional<String> obstacle(Class<?> type) {
        if (isOurs(type) || FORMS.containsKey(type)) {
            return Optional.empty();
        }
        Optional<String> obstacle = ClientLibraries.installed().obstacle(type).map(why -> ": " + why);
        return obstacle.isPresent() || isSupported(type) ? obstacle : Optional.of(others());
    }

    /** What can be injected instead, for messages. */
    public static String others() {
        return "; what can be: KubeAccess, OkHttpClient, "
                + ClientLibraries.installed().types()
                + ", Kubeconfig, PemFiles, X509Certificate, CertificateFlow, and Cluster, ClusterAuthentication,"
                + " WebhookEndpoint and AuthorizerEndpoint (without annotation)";
    }

    /** Converts an access to a supported type. The caller closes a {@link ProvidedClient}. */
    public static Object form(Class<?> type, KubeAccess access) {
        Function<KubeAccess, Object> form = FORMS.get(type);
        return form == null ? ClientLibraries.installed().create(type, access) : form.apply(access);
    }
}
