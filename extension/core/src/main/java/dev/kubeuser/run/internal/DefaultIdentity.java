package dev.kubeuser.run.internal;

import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who everything in the JVM acts as that looks for a kubeconfig by itself.
 *
 * @param subject the user or ServiceAccount; empty for the administrator
 */
public record DefaultIdentity(Optional<SubjectSpec> subject) {

    private static final String ADMIN = "admin";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    /**
     * Reads {@code admin}, {@code system:serviceaccount:NAMESPACE:NAME}, or the name of a user, with groups after commas.
     *
     * @throws IllegalArgumentException if a name is invalid
     */
    public static DefaultIdentity parse(String text) {
        if (text.equals(ADMIN)) {
            return new DefaultIdentity(Optional.empty());
        }
        if (text.startsWith(SERVICE_ACCOUNT)) {
            String[] names = text.substring(SERVICE_ACCOUNT.length()).split(":", -1);
            if (names.length != 2) {
                throw new IllegalArgumentException(
                        "a ServiceAccount is named as " + SERVICE_ACCOUNT + "NAMESPACE:NAME");
            }
            return new DefaultIdentity(Optional.of(ServiceAccountSpec.named(names[0], names[1])));
        }
        String[] names = text.split(",", -1);
        for (int i = 0; i < names.length; i++) {
            names[i] = names[i].strip();
        }
        return new DefaultIdentity(
                Optional.of(UserSpec.named(names[0]).withGroups(Arrays.copyOfRange(names, 1, names.length))));
    }

    /**
     * Refuses an impersonated user, because most clients ignore who is impersonated and would act as the administrator.
     */
    public void requireCredential(Settings settings) {
        boolean isImpersonated = settings.read(Setting.VIA, Via::parse)
                .filter(Via.IMPERSONATION::equals)
                .isPresent();
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
