// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.Configuration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a cluster the default of clients in this JVM that are not configured otherwise: of fabric8, which reads the
 * system property {@code kubeconfig} before the environment, and of the official library's generated classes. Closing
 * restores what was the default before.
 */
public final class DefaultKubeconfig implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DefaultKubeconfig.class.getName());

    /** The system property that fabric8 reads. */
    static final String PROPERTY = "kubeconfig";

    /**
     * Shows sessions within the session that there is a default already. Not a user setting: only this class sets it.
     */
    static final String IN_FORCE = "dev.kubeuser.default-kubeconfig";

    private final OpenResources open = new OpenResources();

    /** Gets the credential and makes the cluster the default. */
    public DefaultKubeconfig(SharedCluster cluster, Identity identity, Settings settings) {
        Lifetime lifetime = Lifetime.of(open);
        Scope scope = new Scope(unrecorded(settings), cluster, false, lifetime, lifetime);
        try {
            KubeAccess access = identity.subject()
                    .map(subject -> open.add(scope.subject(subject)).access())
                    .orElseGet(scope::admin);
            String file = access.kubeconfig().file().toString();
            setProperty(PROPERTY, file);
            setProperty(IN_FORCE, file);
            setApiClient(access.apiClient());
            LOG.log(
                    System.Logger.Level.INFO,
                    "kubeuser: everything in this JVM that looks for a kubeconfig finds " + cluster.await() + " as "
                            + identity);
        } catch (RuntimeException failure) {
            open.closeAfter(failure);
            throw failure;
        }
    }

    /** Whether this JVM has a default now. */
    public static boolean isInForce() {
        return System.getProperty(IN_FORCE) != null;
    }

    /** Nothing is recorded: it is not known which test uses the credential. */
    private static Scope.Run unrecorded(Settings settings) {
        return new Scope.Run(settings, new RunningTests(), Optional::empty);
    }

    private void setProperty(String name, String value) {
        String before = System.setProperty(name, value);
        open.add(() -> restore(name, before));
    }

    private static void restore(String name, @Nullable String before) {
        if (before == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, before);
        }
    }

    private void setApiClient(ApiClient client) {
        ApiClient before = Configuration.getDefaultApiClient();
        Configuration.setDefaultApiClient(client);
        open.add(() -> Configuration.setDefaultApiClient(before));
    }

    @Override
    public void close() {
        open.close();
    }

    /**
     * The identity of all clients in the JVM that look for a kubeconfig by themselves.
     *
     * @param subject the user or ServiceAccount; empty for the administrator
     */
    public record Identity(Optional<SubjectSpec> subject) {

        private static final String ADMIN = "admin";
        private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

        /**
         * Reads {@code admin}, {@code system:serviceaccount:NAMESPACE:NAME}, or the name of a user, with groups after
         * commas.
         *
         * @throws IllegalArgumentException if a name is invalid
         */
        public static Identity parse(String text) {
            if (text.equals(ADMIN)) {
                return new Identity(Optional.empty());
            }
            if (text.startsWith(SERVICE_ACCOUNT)) {
                String[] names = text.substring(SERVICE_ACCOUNT.length()).split(":", -1);
                if (names.length != 2) {
                    throw new IllegalArgumentException(
                            "a ServiceAccount is named as " + SERVICE_ACCOUNT + "NAMESPACE:NAME");
                }
                return new Identity(Optional.of(ServiceAccountSpec.named(names[0], names[1])));
            }
            String[] names = text.split(",", -1);
            for (int i = 0; i < names.length; i++) {
                names[i] = names[i].strip();
            }
            return new Identity(
                    Optional.of(UserSpec.named(names[0]).withGroups(Arrays.copyOfRange(names, 1, names.length))));
        }

        /**
         * Refuses an impersonated user, because most clients ignore who is impersonated and would act as the
         * administrator.
         */
        public void requireCredential(Settings settings) {
            boolean isImpersonated = settings.via() == Via.IMPERSONATION;
            if (isImpersonated && subject.filter(UserSpec.class::isInstance).isPresent()) {
                throw settings.complain(
                        Setting.DEFAULT_KUBECONFIG.key() + " names a user, and " + Setting.VIA.key()
                                + " says that users are impersonated: fabric8's client and others would act as the"
                                + " administrator; name a ServiceAccount, or leave out " + Setting.VIA.key(),
                        null);
            }
        }

        /** For messages. */
        @Override
        public String toString() {
            return subject.map(SubjectSpec::subject).orElse("its administrator");
        }
    }
}
